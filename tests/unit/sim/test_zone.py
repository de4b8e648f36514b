"""The simulator's names: what is answered to which question."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.rcode
import pytest

from ctibridge.errors import ConfigError
from ctibridge.sim.faces.dns import answer
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.zone import Entry, NameFault, Zone, parsed, zone_entries

SRV = "_ecsta._tcp.p.example"


@pytest.fixture
def zone():
    zone = Zone("p.example", Knobs())
    zone.set_usual(zone_entries("p.example", "127.0.0.1", {"_ecsta._tcp": {"xsp1": 8001, "xsp2": 8002}}))
    return zone


def ask(zone, name, kind="SRV", *, udp=True, **query):
    wire = answer(zone, dns.message.make_query(name, kind, **query).to_wire(), udp=udp)
    return None if wire is None else dns.message.from_wire(wire)


def texts(response):
    return sorted(text for rrset in response.answer for text in rrset.to_text().split("\n"))


def test_every_server_has_an_address_and_a_record(zone):
    assert ["p.example. 60 IN A 127.0.0.1"] == texts(ask(zone, "p.example", "A"))
    assert ["XSP2.P.example. 60 IN A 127.0.0.1"] == texts(ask(zone, "XSP2.P.example", "A"))
    assert [f"{SRV}. 60 IN SRV 10 10 {8000 + i} xsp{i}.p.example." for i in (1, 2)] == texts(ask(zone, SRV))


def test_an_address_of_ipv6_is_one_of_kind_aaaa():
    assert {"p.example": Entry(("AAAA ::1",))} == zone_entries("p.example", "::1", {})


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("nobody.p.example", "SRV", dns.rcode.NXDOMAIN),
        ("p.example", "SRV", dns.rcode.NOERROR),
        ("_tcp.p.example", "SRV", dns.rcode.NOERROR),  # something lies below it
        (SRV, "A", dns.rcode.NOERROR),
    ],
)
def test_what_is_not_there_is_answered_with_the_time_for_which_that_holds(zone, name, kind, code):
    response = ask(zone, name, kind)
    assert (code, [], 60) == (response.rcode(), response.answer, response.resolve_chaining().minimum_ttl)


def test_names_of_other_domains_do_not_exist(zone):
    response = ask(zone, "_ecsta._tcp.elsewhere.example")
    assert (dns.rcode.NXDOMAIN, []) == (response.rcode(), response.authority)


@pytest.mark.parametrize(
    ("fault", "code"),
    [("servfail", dns.rcode.SERVFAIL), ("refused", dns.rcode.REFUSED), ("nxdomain", dns.rcode.NXDOMAIN)],
)
@pytest.mark.parametrize("of_all", [False, True])
def test_a_name_can_go_wrong_and_all_can(zone, fault, code, of_all):
    if of_all:
        zone._knobs.faults.dns = fault
    else:
        zone.change(SRV, fault=NameFault(fault))
    assert code == ask(zone, SRV).rcode()
    assert ([] if of_all else ["p.example. 60 IN A 127.0.0.1"]) == texts(ask(zone, "p.example", "A"))


def test_silence_is_no_answer(zone):
    zone.change(SRV, fault=NameFault.SILENT)
    assert None is ask(zone, SRV)
    assert {f"SRV {SRV}": 1} == zone.asked


def test_a_truncated_answer_is_whole_over_tcp(zone):
    zone.change(SRV, fault=NameFault.TRUNCATED)
    short = ask(zone, SRV)
    assert (True, []) == (bool(short.flags & dns.flags.TC), short.answer)
    assert 2 == len(texts(ask(zone, SRV, udp=False)))


def test_an_answer_too_large_for_a_datagram_says_so(zone):
    zone.put(SRV, Entry(tuple(f"SRV 1 1 80 a-name-of-some-length-{index}.p.example." for index in range(40))))
    short = ask(zone, SRV)
    assert (True, []) == (bool(short.flags & dns.flags.TC), short.answer)
    assert 40 == len(texts(ask(zone, SRV, use_edns=0, payload=4096)))
    assert 40 == len(texts(ask(zone, SRV, udp=False)))


def test_an_alias_is_followed_and_a_circle_ends(zone):
    zone.put("_ecsta._tls.p.example", Entry((f"CNAME {SRV}.",), ttl_s=7))
    response = ask(zone, "_ecsta._tls.p.example")
    assert 3 == len(texts(response))
    assert 7 == response.resolve_chaining().minimum_ttl
    zone.put(SRV, Entry(("CNAME _ecsta._tls.p.example.",)))
    assert ["CNAME", "CNAME"] == [text.split()[3] for text in texts(ask(zone, SRV))]


def test_the_ttl_is_a_name_s_own_or_the_knob_s(zone):
    zone._knobs.dns_ttl_s = 5
    zone.change("p.example", ttl_s=0)
    assert (0, 5) == (ask(zone, "p.example", "A").answer[0].ttl, ask(zone, SRV).answer[0].ttl)


def test_changes_can_be_undone(zone):
    zone.remove("P.example")
    zone.put("new.p.example", Entry(("A 127.0.0.9",)))
    assert [] == texts(ask(zone, "p.example", "A"))
    zone.reset()
    assert 1 == len(texts(ask(zone, "p.example", "A")))
    assert "new.p.example" not in zone.entries


@pytest.mark.parametrize("text", ["", "SRV 1 2 3", "SRV 1 2 70000 h.", "TXT x", "TYPE16 x", "A 1.2.3", "AAAA 1.2.3.4"])
def test_what_is_no_record_is_refused_with_what_is(text):
    with pytest.raises(ConfigError, match="it looks like SRV PRIORITY WEIGHT PORT TARGET"):
        Entry((text,))


def test_values_that_cannot_be_are_refused(zone):
    with pytest.raises(ConfigError, match="must be a whole number from 0 to"):
        Entry(ttl_s=-1)
    with pytest.raises(ConfigError, match="is no name"):
        zone.put("a..b", Entry())
    assert "." == parsed("SRV 0 0 0 .").target.to_text()


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 12, bytes(range(256)), dns.message.Message(id=1).to_wire()])
def test_what_is_no_query_is_not_answered(zone, data):
    assert None is answer(zone, data, udp=True)


def test_an_answer_is_not_answered(zone):
    response = dns.message.make_response(dns.message.make_query(SRV, "SRV"))
    assert None is answer(zone, response.to_wire(), udp=True)
