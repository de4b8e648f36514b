"""The CTI face and bytes: framings, segments, damage, other protocols at this port, TLS."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
import trustme

from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.wire.cti.catalogue import ACTIONS, tunnelled
from ctibridge.wire.cti.messages import Response, Tunnelled, login
from ctibridge.wire.cti.profile import DEFAULT, Framing, probes
from tests.integration.sim.cti_client import ANNA, USER, connected

MIB = 1024 * 1024
LIST = tunnelled(ACTIONS, "GET", f"{USER}/calls")
DND = tunnelled(ACTIONS, "GET", f"{USER}/services/DoNotDisturb")
assert LIST is not None
assert DND is not None


@asynccontextmanager
async def listening(tls: ssl.SSLContext | None = None, **knobs):
    simulator = Simulator(knobs=Knobs(**knobs), cti=True)
    await simulator.start(cti_tls=tls)
    try:
        yield simulator
    finally:
        await simulator.stop()
    assert {asyncio.current_task()} == asyncio.all_tasks()


async def answers_to(simulator: Simulator, data: bytes) -> bytes:
    """What comes back until the server closes the connection."""
    host, _, port = simulator.cti_urls[0].rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def story(client) -> None:
    """A subscription, a request, a keep-alive."""
    await client.channel()
    assert 200 == (await client.subscribe()).status_code
    assert ["Subscription 0"] == await client.words(1)
    assert 200 == (await client.response(client.send(LIST))).status_code
    await client.keep_alive()


@pytest.mark.parametrize("profile", probes(), ids=lambda item: f"{item.framing}{item.tx_suffix!r}{item.xml_decl}")
async def test_every_framing_of_clients_is_recognised(profile):
    async with listening() as simulator, connected(simulator.cti_urls[0], profile) as client:
        await story(client)


@pytest.mark.parametrize("framing", Framing)
async def test_a_server_may_have_one_framing_only(framing):
    profile = replace(DEFAULT, framing=framing, tx_suffix="")
    async with listening(cti_framing=str(framing)) as simulator:
        async with connected(simulator.cti_urls[0], profile) as client:
            await story(client)
        assert framing is client.protocol.framing or framing in {Framing.LF, Framing.NUL}


@pytest.mark.parametrize("framing", [Framing.LEN32BE, Framing.HTTP])
async def test_another_framing_than_the_servers_is_cut_off(framing):
    async with listening(cti_framing=str(framing)) as simulator:
        assert b"" == await answers_to(simulator, b'<xsp:keepalive version="17.0">' + b" " * 10_000 + b"\n")
        assert "exceeds" in simulator.cti["xsp1"].complaints[-1] or "header" in simulator.cti["xsp1"].complaints[-1]


@pytest.mark.parametrize("suffix", ["lf", "none", "nul", "crlf"])
@pytest.mark.parametrize("declaration", [True, False])
async def test_whatever_follows_a_document_is_understood(suffix, declaration):
    knobs = {"cti_suffix": suffix, "cti_declaration": declaration}
    async with listening(**knobs) as simulator, connected(simulator.cti_urls[0]) as client:
        await story(client)


@pytest.mark.parametrize(
    "fault",
    [
        "one_byte_segments",
        "merge_segments",
        "odd_white_space",
        "unknown_elements",
        "other_prefixes",
        "pretty_documents",
    ],
)
@pytest.mark.parametrize("framing", ["auto", "lf", "len32be", "http"])
async def test_faults_of_the_way_change_nothing_for_who_reads_xml(fault, framing):
    async with listening(cti_framing=framing) as simulator:
        setattr(simulator.knobs.faults, fault, True)
        profile = DEFAULT if framing == "auto" else replace(DEFAULT, framing=Framing(framing))
        async with connected(simulator.cti_urls[0], profile) as client:
            await story(client)


async def test_documents_may_be_pretty():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        simulator.knobs.faults.pretty_documents = True
        await story(client)
    assert b">\n  <requestId>" in b"".join(client.seen)


async def test_documents_that_are_ready_together_share_a_segment():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        simulator.knobs.faults.merge_segments = True
        await client.channel()
        await client.subscribe()
        await client.next()
    assert b"</xsp:response>\n<xsp:event " in client.seen[-1]


async def test_a_request_may_come_byte_by_byte():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        assert 200 == (await client.response(client.send(LIST, step=1))).status_code


async def test_two_documents_in_one_segment_are_two_requests():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        first = client.protocol.send_request(LIST, login(*ANNA))
        second = client.protocol.send_request(DND, login(*ANNA))
        client.write(b"".join(client.protocol.data_to_send()))
        assert "DoNotDisturb" == type((await client.response(second)).document).__name__
        assert "Calls" == type((await client.response(first)).document).__name__


async def test_a_document_of_a_mebibyte_is_a_document():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        request = replace(LIST, params=(*LIST.params, ("more", "x" * MIB)))
        assert 200 == (await client.response(client.send(request))).status_code


async def test_a_larger_document_than_the_server_takes_ends_the_connection():
    async with listening(cti_max_document=MIB) as simulator, connected(simulator.cti_urls[0]) as client:
        client.send(replace(LIST, params=(*LIST.params, ("more", "x" * (2 * MIB)))))
        with suppress(ConnectionResetError):  # by what the server has not read
            assert await client.is_over()
        assert f"document exceeds {MIB} bytes" in simulator.cti["xsp1"].complaints[-1]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"hello\r\n", "CTI framing not recognised"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "CTI framing not recognised"),
        (b"POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", "not well-formed"),
        (b"\x16\x03\x01\x02\x00\x01", "TLS record on the plain port"),
        (b"<a><b></a>", "tag mismatch"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XML with a DTD is refused"),
        (b"<html><body/></html>", "no message of the CTI interface"),
    ],
)
async def test_what_is_no_message_ends_the_connection(data, complaint):
    async with listening() as simulator:
        assert b"" == await answers_to(simulator, data)
        assert complaint in simulator.cti["xsp1"].complaints[-1]


async def test_a_damaged_request_is_refused_when_its_id_can_be_read():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        client.protocol.send_request(LIST, login(*ANNA))
        (document,) = client.protocol.data_to_send()
        client.write(document.replace(b"<uri>", b"<uri><x/>", 1).replace(b"credentials", b"nothing"))
        assert 400 == (await client.response("1")).status_code
        assert 200 == (await client.response(client.send(LIST))).status_code


async def test_requests_before_the_damage_are_answered():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        request_id = client.protocol.send_request(LIST, login(*ANNA))
        client.write(b"".join(client.protocol.data_to_send()) + b"<other/>")
        assert 200 == (await client.response(request_id)).status_code
        assert await client.is_over()


async def test_a_uri_that_means_nothing_is_a_bad_request():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        answer = await client.response(client.send(Tunnelled("TalkRequest", "/elsewhere/v2.0/user", "PUT")))
        assert (400, "Bad Request") == (answer.status_code, answer.reason)
        assert "a uri of neither Xsi-Actions nor Xsi-Events" in answer.document.summary


async def test_a_proxy_may_answer_in_its_place():
    async with listening() as simulator:
        simulator.knobs.faults.login_page = True
        answer = await answers_to(simulator, b"<xsp:keepalive/>")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")


async def test_a_connection_is_cut_in_the_middle_of_a_document():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        simulator.knobs.faults.cut_after = 100
        client.send(LIST)
        assert await client.is_over()
    assert 100 == sum(map(len, client.seen))


async def test_a_request_may_be_done_and_its_response_lost():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        simulator.knobs.faults.lose_response = 1
        dial = tunnelled(ACTIONS, "POST", f"{USER}/calls/new", (("address", "102"),))
        assert dial is not None
        client.send(dial)
        calls: Response = await client.response(client.send(LIST))
        assert 1 == len(calls.document.call)
        assert 1 == client.protocol.open_requests


async def test_requests_may_be_answered_as_unavailable():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        simulator.knobs.faults.unavailable = 1
        answer = await client.response(client.send(LIST))
        assert (503, "Service Unavailable") == (answer.status_code, answer.reason)
        assert 200 == (await client.response(client.send(LIST))).status_code


async def test_an_event_may_come_twice():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        simulator.knobs.faults.duplicate_event = True
        await client.channel()
        await client.subscribe()
        first, second = await client.next(), await client.next()
        assert first == second


async def test_unknown_events_come_between_the_others():
    async with listening() as simulator, connected(simulator.cti_urls[0]) as client:
        simulator.knobs.faults.unknown_events = True
        await client.channel()
        await client.subscribe()
        assert ["Unknown", "Subscription 0"] == await client.words(2)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def server_side(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def client_side(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def test_the_port_may_speak_tls(authority):
    async with listening(server_side(authority)) as simulator:
        async with connected(simulator.cti_urls[0], tls=client_side(authority)) as client:
            await story(client)
        assert simulator.xsi_url.startswith("http://")


async def test_a_client_certificate_may_be_demanded(authority):
    demanding, with_one = server_side(authority), client_side(authority)
    demanding.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(demanding)
    authority.issue_cert("client@example.com").configure_cert(with_one)
    async with listening(demanding) as simulator:
        async with connected(simulator.cti_urls[0], tls=with_one) as client:
            await story(client)
        with pytest.raises((ssl.SSLError, ConnectionError)):
            async with connected(simulator.cti_urls[0], tls=client_side(authority)) as client:
                await client.keep_alive()


async def test_plain_text_at_the_tls_port_is_no_client(authority):
    async with listening(server_side(authority)) as simulator:
        answer = await answers_to(simulator, b'<xsp:keepalive version="17.0"/>\n')
        assert b"xsp" not in answer
        assert 0 == simulator.cti["xsp1"].connections


async def test_tls_at_the_plain_port_is_no_client(authority):
    async with listening() as simulator:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            async with connected(simulator.cti_urls[0], tls=client_side(authority)):
                pass
        assert "TLS record on the plain port" in simulator.cti["xsp1"].complaints[-1]
