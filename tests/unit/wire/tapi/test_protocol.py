"""The link's handshake, and what is refused in it."""

import pytest

from ctibridge.errors import AuthFailed, LocalProtocolError, RemoteProtocolError
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.codec import decode, encode
from ctibridge.wire.tapi.handshake import Handshake, Who
from ctibridge.wire.tapi.protocol import ServiceSide, State, TspSide

TOKEN = "kW3nXq8vR2mZ5tYb7sLd0pGh4jCf6uAe"
TSP_NONCE = "00112233445566778899aabbccddeeff" * 2
SERVICE_NONCE = "ffeeddccbbaa99887766554433221100" * 2
WELCOME = m.Welcome(provider="ctibridge", wait_s=40)


def pair(token=TOKEN, port=7222):
    return ServiceSide(TOKEN, 7222, SERVICE_NONCE, WELCOME), TspSide(token, port, TSP_NONCE)


def carry(sender, receiver):
    return receiver.receive_data(b"".join(sender.data_to_send()))


def shaken():
    service, tsp = pair()
    for sender, receiver in ((tsp, service), (service, tsp), (tsp, service)):
        carry(sender, receiver)
    assert [WELCOME] == carry(service, tsp)
    return service, tsp


@pytest.mark.parametrize(
    ("who", "proof"),
    [
        (Who.SERVICE, "b2231ca33413a712768eb0c646ea3f6333a3dc5e6cb46e2259b062d603125814"),
        (Who.TSP, "eca8610d60af6fbf41402ed07e9f10fe56d359e3f26d49319ee62c79bb0d1fff"),
    ],
)
def test_proofs_are_those_of_the_documentation(who, proof):
    assert proof == Handshake(TOKEN, 7222, TSP_NONCE, SERVICE_NONCE).proof(who)


def test_two_who_know_the_token_come_together():
    assert [State.OPEN, State.OPEN] == [side.state for side in shaken()]


def test_messages_go_both_ways_afterwards():
    service, tsp = shaken()
    tsp.send(m.Open(line=7))
    service.send(m.Opened(line=7))
    assert [[m.Open(line=7)], [m.Opened(line=7)]] == [carry(tsp, service), carry(service, tsp)]


@pytest.mark.parametrize(("token", "port"), [("x" * 32, 7222), (TOKEN, 7223)])
def test_a_service_with_another_token_or_at_another_port_is_not_believed(token, port):
    service, tsp = pair(token, port)
    carry(tsp, service)
    with pytest.raises(AuthFailed):
        carry(service, tsp)
    assert [] == tsp.data_to_send()


def test_a_tsp_that_only_repeats_the_services_proof_is_not_believed():
    service, tsp = pair()
    carry(tsp, service)
    challenge = decode(service.data_to_send()[0].rstrip(), m.FROM_SERVICE)
    with pytest.raises(AuthFailed):
        service.receive_data(encode(m.Proof(proof=challenge.proof)))
    assert [] == service.data_to_send()


@pytest.mark.parametrize("first", [m.Open(line=1), m.Proof(proof="x"), m.Hello(nonce="short"), m.Req(id=1, op="drop")])
def test_nothing_comes_before_the_handshake(first):
    with pytest.raises(RemoteProtocolError):
        pair()[0].receive_data(encode(first))


def test_a_version_that_nobody_speaks_is_named_so():
    service, _ = pair()
    with pytest.raises(RemoteProtocolError):
        service.receive_data(encode(m.Hello(proto=0, nonce=TSP_NONCE)))
    assert m.Fault.VERSION == service.fault


def test_nothing_is_said_to_who_is_not_known():
    with pytest.raises(LocalProtocolError):
        pair()[0].send(m.Ready())


def test_types_that_are_not_known_are_passed_over():
    service, _ = shaken()
    assert [m.Pong(n=1)] == service.receive_data(b'{"type":"fish"}\n{"type":"pong","n":1,"fin":2}\n')


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        '{"type":1}',
        '{"type":"open"}',
        '{"type":"open","line":"7"}',
        '{"type":"req","id":1,"op":2,"line":3}',
        '{"type":"req","id":1,"op":"forward","line":3,"count":9}',
        "nonsense",
    ],
)
def test_what_is_no_message_is_refused(line):
    service, _ = shaken()
    with pytest.raises(RemoteProtocolError):
        service.receive_data(line.encode() + b"\n")
