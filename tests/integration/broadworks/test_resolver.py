"""Real look-ups: the resolver and the simulator's name server, over UDP and TCP on loopback."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import asynccontextmanager

import aiohttp
import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.rdataclass import RdataClass
from dns.rdatatype import RdataType

from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.discovery import Basis, Failed, Found, NotFound, NotOffered
from ctibridge.broadworks.resolver import Resolver
from ctibridge.broadworks.server_list import ServerList
from ctibridge.broadworks.settings import BroadWorksSettings, DnsSettings
from ctibridge.errors import ConfigError
from ctibridge.sim.faces.dns import DnsFace
from ctibridge.sim.faces.dns import answer as dns_answer
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.zone import Entry, NameFault, Zone, zone_entries
from ctibridge.testing import until
from tests.integration.broadworks.certificates import Authority

SRV = "_ecsta._tcp.ent1.example"


@pytest.fixture
async def platform():
    platform = Simulator(instances=2)
    await platform.start(dns_port=0)
    yield platform
    await platform.stop()
    assert {asyncio.current_task()} == asyncio.all_tasks()


@pytest.fixture
def resolver(platform):
    return a_resolver(platform.dns_address)


def a_resolver(*servers, timeout_s=5.0):
    return Resolver(DnsSettings(servers=servers, timeout_s=timeout_s))


def port_of(url):
    return int(url.rpartition(":")[2])


@asynccontextmanager
async def name_server(zone, host="127.0.0.1"):
    face = DnsFace(zone)
    port = await face.open(host, 0)
    try:
        yield f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    finally:
        await face.close()


async def test_the_simulator_s_servers_are_found(platform, resolver):
    answer = await resolver.srv(SRV)
    assert isinstance(answer, Found)
    assert {(f"xsp{i}.ent1.example", port_of(url)) for i, url in enumerate(platform.xsi_urls, 1)} == {
        (record.target, record.port) for record in answer.records
    }
    assert (60, None) == (answer.ttl_s, answer.alias_of)
    assert (("127.0.0.1",), 60) == await resolver.addresses("xsp1.ent1.example")


async def test_what_it_describes_is_what_has_to_be_configured(platform):
    assert {"dns": platform.dns_address, "host": "ent1.example"}.items() <= platform.describe().items()


@pytest.mark.parametrize(
    ("entry", "answer"),
    [
        (Entry(("SRV 0 0 0 .",), ttl_s=9), NotOffered(9)),
        (Entry(("A 127.0.0.1",)), NotFound(60, "it has no SRV records")),
        (Entry(fault=NameFault.NXDOMAIN), NotFound(60)),
        (Entry(fault=NameFault.SERVFAIL), Failed("the name server cannot tell (SERVFAIL)")),
        (Entry(fault=NameFault.REFUSED), Failed("the name server cannot tell (REFUSED)")),
    ],
)
async def test_answers_without_records_are_told_apart(platform, resolver, entry, answer):
    platform.zone.put(SRV, entry)
    assert answer == await resolver.srv(SRV)


async def test_silence_is_a_failure(platform):
    platform.zone.change(SRV, fault=NameFault.SILENT)
    assert Failed("no name server answers") == await a_resolver(platform.dns_address, timeout_s=0.1).srv(SRV)


async def test_nobody_at_the_port_is_a_failure():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert Failed("no name server answers") == await a_resolver(address, timeout_s=0.1).srv(SRV)


async def test_a_silent_name_server_is_passed_over(platform):
    async with name_server(Zone("silent.example", Knobs())) as silent:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
            deaf.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{deaf.getsockname()[1]}"
            assert isinstance(await a_resolver(address, platform.dns_address, timeout_s=3.0).srv(SRV), Found)
        assert isinstance(await a_resolver(silent).srv(SRV), NotFound)


async def test_a_name_server_that_cannot_tell_is_passed_over(platform):
    broken = Zone("broken.example", Knobs())
    broken._knobs.faults.dns = "servfail"
    async with name_server(broken) as first:
        assert isinstance(await a_resolver(first, platform.dns_address).srv(SRV), Found)


@pytest.mark.parametrize("records", [2, 30], ids=["by a fault", "too large for a datagram"])
async def test_a_truncated_answer_is_fetched_over_tcp(platform, resolver, records):
    texts = tuple(f"SRV 1 1 80 {'x' * 60}-{index}.ent1.example." for index in range(records))
    platform.zone.put(SRV, Entry(texts, fault=NameFault.TRUNCATED if records == 2 else None))
    answer = await resolver.srv(SRV)
    assert records == len(answer.records)
    assert {f"SRV {SRV}": 2} == platform.zone.asked


async def test_an_alias_is_followed_with_the_shortest_ttl(platform, resolver):
    platform.zone.put("_ecsta._tls.ent1.example", Entry((f"CNAME {SRV}.",), ttl_s=7))
    answer = await resolver.srv("_ecsta._tls.ent1.example")
    assert (2, 7, SRV) == (len(answer.records), answer.ttl_s, answer.alias_of)


async def test_a_name_that_cannot_be_is_not_asked_for(platform, resolver):
    for name in (f"_ecsta._tcp.{'x' * 64}.example", f"_ecsta._tcp.{'x.' * 130}example", "_ecsta._tcp.a..b"):
        answer = await resolver.srv(name)
        assert isinstance(answer, NotFound)
        assert answer.reason.startswith("there can be no such name")
    assert {} == platform.zone.asked


async def test_both_kinds_of_address_are_asked_for_and_ipv6_comes_first(platform, resolver):
    platform.zone.put("both.ent1.example", Entry(("A 127.0.0.1", "A 127.0.0.2", "AAAA ::1"), ttl_s=9))
    assert (("::1", "127.0.0.1", "127.0.0.2"), 9) == await _sorted(resolver.addresses("both.ent1.example"))
    assert {"A both.ent1.example": 1, "AAAA both.ent1.example": 1} == platform.zone.asked


async def test_addresses_hold_for_the_shorter_of_two_times(resolver, monkeypatch):
    def known(kind, address, ttl):
        response = dns.message.make_response(dns.message.make_query("h.example", kind))
        response.answer.append(dns.rrset.from_text("h.example.", ttl, "IN", kind, address))
        return dns.resolver.Answer(
            dns.name.from_text("h.example"), kind, RdataClass.IN, dns.message.from_wire(response.to_wire())
        )

    async def ask(_name, kind):
        return known(kind, "127.0.0.1", 7) if kind is RdataType.A else known(kind, "::1", 70)

    monkeypatch.setattr(resolver, "_ask", ask)
    assert (("::1", "127.0.0.1"), 7) == await resolver.addresses("h.example")


async def _sorted(found):
    addresses, ttl_s = await found
    return tuple(sorted(addresses, key=lambda text: (":" not in text, text))), ttl_s


async def test_names_are_told_in_small_letters(platform, resolver):
    platform.zone.put(SRV, Entry(("SRV 1 1 80 XSP1.Ent1.Example.",)))
    assert ["xsp1.ent1.example"] == [record.target for record in (await resolver.srv(SRV)).records]


async def test_a_host_without_addresses_is_not_found(platform, resolver):
    platform.zone.put("none.ent1.example", Entry(("SRV 0 0 80 x.",)))
    assert NotFound(60, "it has no AAAA records") == await resolver.addresses("none.ent1.example")
    assert NotFound(60) == await resolver.addresses("nobody.ent1.example")
    platform.zone.change("none.ent1.example", fault=NameFault.SERVFAIL)
    assert isinstance(await resolver.addresses("none.ent1.example"), Failed)


async def test_a_system_without_name_servers_says_so(monkeypatch):
    def nothing(self, filename="", configure=True):
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.asyncresolver.Resolver, "__init__", nothing)
    assert Failed("this system names no name server; set dns.servers") == await Resolver(DnsSettings()).srv(SRV)


async def test_the_name_server_can_be_reached_by_ipv6():
    zone = Zone("six.example", Knobs())
    zone.set_usual(zone_entries("six.example", "::1", {"_ecsta._tcp": {"xsp1": 80}}))
    try:
        async with name_server(zone, "::1") as address:
            assert (("::1",), 60) == await a_resolver(address).addresses("xsp1.six.example")
    except OSError as exc:
        pytest.skip(f"no IPv6 on this machine ({exc})")


async def test_a_port_that_is_taken_is_named(platform):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        other = Simulator()
        with pytest.raises(ConfigError, match=r"port of dns: cannot listen on 127\.0\.0\.1:"):
            await other.start(dns_port=taken.getsockname()[1])


async def test_garbage_over_tcp_harms_nobody(platform, resolver):
    host, _, port = platform.dns_address.rpartition(":")
    for data in (b"\0\5hello", struct.pack("!H", 65_535), b"GET / HTTP/1.1\r\n\r\n", b""):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(data)
        writer.close()
        await writer.wait_closed()
    assert isinstance(await resolver.srv(SRV), Found)


async def test_several_queries_over_one_tcp_connection_are_answered_in_turn(platform):
    host, _, port = platform.dns_address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    queries = [dns.message.make_query(name, "A") for name in ("xsp1.ent1.example", "xsp2.ent1.example")]
    writer.write(b"".join(query.to_wire(prepend_length=True) for query in queries))
    for query in queries:
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        response = dns.message.from_wire(await reader.readexactly(length))
        assert (query.id, 1) == (response.id, len(response.answer))
    writer.close()


async def test_a_server_list_follows_the_zone(platform, resolver):
    platform.knobs.dns_ttl_s = 3600
    settings = BroadWorksSettings(name="office", url="http://ent1.example", user="u", password="p")
    servers = ServerList(settings, resolver, now=asyncio.get_running_loop().time, random=lambda: 1.0)
    plan = await servers.look_up()
    assert {port_of(url) for url in platform.xsi_urls} == {target.port for target in plan.targets}
    platform.knobs.faults.dns = "servfail"
    assert (plan.targets, Basis.KEPT) == ((await servers.look_up()).targets, servers.plan.basis)
    platform.knobs.faults.dns = "nxdomain"
    assert [("ent1.example", 80)] == [(target.host, target.port) for target in (await servers.look_up()).targets]


async def test_a_list_that_runs_sees_a_new_server(platform, resolver):
    platform.knobs.dns_ttl_s = 0
    settings = BroadWorksSettings(name="office", url="http://ent1.example", user="u", password="p")
    plans = []
    shifted = Shifted()
    servers = ServerList(settings, resolver, now=shifted, random=lambda: 1.0, on_plan=plans.append)
    running = asyncio.create_task(servers.run())
    await servers.first()
    platform.zone.put(SRV, Entry(("SRV 1 1 8080 xsp9.ent1.example.",)))
    shifted.by_s = 1000.0
    servers.all_failed()
    await until(lambda: len(plans) == 2, 10)
    assert ["xsp9.ent1.example"] == [target.host for target in plans[1].targets]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class Shifted:
    """The loop's clock, ahead."""

    by_s = 0.0

    def __call__(self):
        return asyncio.get_running_loop().time() + self.by_s


async def test_requests_go_to_the_address_that_dns_names_and_the_other_family_is_tried(platform, resolver):
    """The simulator listens at 127.0.0.1 alone; aiohttp races the other addresses and wins with this one."""
    platform.zone.put("both.ent1.example", Entry(("AAAA ::1", "A 127.0.0.1")))
    book = AddressBook(DnsSettings(servers=(platform.dns_address,)), resolver, asyncio.get_running_loop().time)
    connector = aiohttp.TCPConnector(resolver=book, ttl_dns_cache=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        url = f"http://both.ent1.example:{port_of(platform.xsi_url)}/com.broadsoft.xsi-actions/v2.0/user/x/profile"
        statuses = await asyncio.gather(*(_status(session, url) for _ in range(10)))
    assert [401] * 10 == statuses
    assert {"A both.ent1.example": 1, "AAAA both.ent1.example": 1} == platform.zone.asked, "shared, and kept"


async def _status(session, url):
    async with session.get(url) as response:
        return response.status


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "127.0.0.2"])  # noqa: S104  for a moment
async def test_names_lead_to_where_the_simulator_listens(host):
    platform = Simulator()
    await platform.start(host, dns_port=0)
    try:
        found = await a_resolver(platform.dns_address.replace("localhost", "127.0.0.1")).addresses("xsp1.ent1.example")
        assert found[0] in {("127.0.0.2",), ("127.0.0.1",), ("::1",)}
        reader, writer = await asyncio.open_connection(found[0][0], port_of(platform.xsi_url))
        writer.close()
        await writer.wait_closed()
    finally:
        await platform.stop()


async def test_with_tls_the_label_says_so(tmp_path):
    platform = Simulator()
    await platform.start(tls=Authority(tmp_path).context(), dns_port=0)
    try:
        resolver = a_resolver(platform.dns_address)
        assert isinstance(await resolver.srv("_ecsta._tls.ent1.example"), Found)
        assert isinstance(await resolver.srv(SRV), NotFound)
    finally:
        await platform.stop()


class _Hostile(asyncio.DatagramProtocol):
    """Answers each query with the right answer, damaged at one place, and then with SERVFAIL, so that nobody waits."""

    def __init__(self, zone):
        self.zone, self.at = zone, 0

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        wire = bytearray(dns_answer(self.zone, data, udp=True))
        self.at += 1
        wire[self.at % len(wire)] ^= 1 << self.at // len(wire) % 8
        self.transport.sendto(bytes(wire), addr)
        failure = dns.message.make_response(dns.message.from_wire(data))
        failure.set_rcode(dns.rcode.SERVFAIL)
        self.transport.sendto(failure.to_wire(), addr)


async def test_damaged_answers_are_failures_or_answers_and_nothing_else():
    zone = Zone("p.example", Knobs())
    zone.set_usual(zone_entries("p.example", "127.0.0.1", {"_ecsta._tcp": {"xsp1": 8001, "xsp2": 8002}}))
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Hostile(zone), local_addr=("127.0.0.1", 0))
    resolver = a_resolver(f"127.0.0.1:{transport.get_extra_info('sockname')[1]}", timeout_s=30.0)
    kinds = {type(await resolver.srv("_ecsta._tcp.p.example")) for _ in range(1000)}
    transport.close()
    assert {Failed, Found} <= kinds <= {Failed, Found, NotFound, NotOffered}
