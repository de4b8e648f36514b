"""The CTI interface: any cutting gives the same, what is written is read, and damage has one name."""

from dataclasses import replace
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.cti.catalogue import expanded, tunnelled
from ctibridge.wire.cti.envelopes import decode, encode
from ctibridge.wire.cti.framing import StreamSplitter, framed
from ctibridge.wire.cti.messages import (
    Event,
    EventResponse,
    KeepAlive,
    KeepAliveResponse,
    Request,
    Response,
    Tunnelled,
    login,
)
from ctibridge.wire.cti.profile import (
    DEFAULT,
    SUFFIXES,
    AuthMode,
    Framing,
    QueryStyle,
    RequestDialect,
    ServerProfile,
    UriMode,
)
from ctibridge.wire.cti.protocol import CtiClientProtocol, CtiServerProtocol
from ctibridge.wire.xsi import calls, channels, directory, events

HOSTILE = ["", "a", "]]>", "<!--", "<&\"'>", "%41", "%a%", "</requestId>", "ü😀", "a b", "-", "1" * 300, "{x}y",
           "<![CDATA[", "&amp;", "%", "a/b?c#d"]  # fmt: skip
TEXTS = st.sampled_from(HOSTILE)
IDS = TEXTS.filter(bool)
NAMES = st.sampled_from(["subscriberid", "callId", "a-1", "address"])
NUMBERS = st.integers(0, 2**31 - 1).map(lambda number: number % 10**9)


def event(event_id, number, text):
    """An event that says a text wherever it can."""
    party = calls.PartyInformation(name=text)
    call = calls.Call(call_id=text, ext_tracking_id=text, personality=text, state=text, remote_party=party,
                      start_time=number)  # fmt: skip
    return events.SubscriptionEvent(
        event_id=event_id,
        sequence_number=number,
        user_id=text,
        external_application_id=text,
        subscription_id=text,
        channel_id=text,
        target_id=text,
        event_data=events.CallOriginatedEvent(call=call),
    )


EVENTS = st.builds(event, IDS, NUMBERS, TEXTS)
DOCUMENTS = st.one_of(
    st.none(),
    EVENTS,
    st.builds(channels.Channel, channel_id=TEXTS, expires=NUMBERS),
    st.builds(channels.EventResponse, event_id=IDS, status_code=NUMBERS, reason=TEXTS),
    st.builds(directory.ErrorInfo, summary=TEXTS, summary_english=TEXTS, error_code=NUMBERS),
)
REQUESTS = st.builds(
    Request,
    IDS,
    TEXTS,
    st.builds(login, TEXTS, TEXTS, st.sampled_from(AuthMode)),
    st.builds(
        Tunnelled,
        st.sampled_from(["DialRequest", "TransferToVoiceMail", "event", "emptyRequestPayload"]),
        TEXTS,
        st.sampled_from(["GET", "PUT"]),
        st.lists(st.tuples(NAMES, TEXTS), max_size=3).map(tuple),
        DOCUMENTS,
        TEXTS,
    ),
)
MESSAGES = st.one_of(
    REQUESTS,
    st.builds(Response, IDS, TEXTS, NUMBERS, TEXTS, DOCUMENTS),
    st.builds(Event, IDS, DOCUMENTS),
    st.builds(EventResponse, IDS, DOCUMENTS),
    st.builds(KeepAlive, IDS, NUMBERS),
    st.builds(KeepAliveResponse, IDS),
)
PROFILES = st.builds(
    ServerProfile,
    framing=st.sampled_from(Framing),
    tx_suffix=st.sampled_from(sorted(SUFFIXES)),
    xml_decl=st.booleans(),
    request_dialect=st.sampled_from(RequestDialect),
)


@given(MESSAGES, st.sampled_from(RequestDialect))
@settings(max_examples=400, deadline=None)
def test_what_is_written_is_read(message, dialect):
    assert message == decode(encode(message, replace(DEFAULT, request_dialect=dialect)))


@given(st.lists(MESSAGES, max_size=5), PROFILES, st.booleans(), st.data())
@settings(max_examples=300, deadline=None)
def test_any_cutting_of_any_framing_gives_the_same_messages(messages, profile, answering, data):
    stream = b"".join(framed(encode(message, profile), profile, answering=answering) for message in messages)
    splitter, found, at = StreamSplitter(), [], 0
    sizes = st.integers(1, 200) if len(stream) > 2000 else st.integers(1, 20)
    while at < len(stream):
        size = data.draw(sizes)
        found += splitter.receive_data(stream[at : at + size])
        at += size
    assert messages == [decode(document) for document in found]
    assert messages == [] or splitter.framing in {profile.framing, Framing.XML_ROOT}


@given(st.lists(EVENTS, min_size=1, max_size=3), PROFILES)
@settings(max_examples=50, deadline=None)
def test_byte_by_byte_each_event_is_acknowledged_once(told, profile):
    client, server = CtiClientProtocol("s", profile), CtiServerProtocol(profile)
    ids = [server.send_event(event) for event in told]
    stream = b"".join(server.data_to_send())
    found = [item for at in range(len(stream)) for item in client.receive_data(stream[at : at + 1])]
    assert told == [item.document for item in found]
    acknowledgements = server.receive_data(b"".join(client.data_to_send()))
    expected = [(request_id, event.event_id) for request_id, event in zip(ids, told, strict=True)]
    assert expected == [(item.request_id, item.document.event_id) for item in acknowledgements]


def broken(data, draw):
    at = draw(st.integers(0, len(data)))
    piece = draw(st.sampled_from([b"", b"<", b">", b"&", b"\0", b"\xff", b"</xsp:event>", b"<!DOCTYPE x>", b"<a>"]))
    return data[:at] + piece + data[at + draw(st.integers(0, 9)) :]


@given(st.lists(MESSAGES, min_size=1, max_size=3), PROFILES, st.booleans(), st.data())
@settings(max_examples=400, deadline=None)
def test_damage_raises_remote_protocol_error_only(messages, profile, answering, data):
    stream = b"".join(framed(encode(message, profile), profile, answering=answering) for message in messages)
    stream = broken(stream, data.draw)
    for end in (CtiClientProtocol("s", profile), CtiServerProtocol(profile)):
        try:
            end.receive_data(stream)
        except RemoteProtocolError:
            continue
        b"".join(end.data_to_send())


@given(IDS, IDS, TEXTS, st.sampled_from(UriMode), st.sampled_from(QueryStyle))
def test_hostile_values_arrive_in_either_form_of_the_uri(user, call, address, uri_mode, query_style):
    path = f"user/{quote(user, safe='')}/calls/{quote(call, safe='')}/BlindTransfer"
    how = replace(DEFAULT, uri_mode=uri_mode, query_style=query_style)
    request = tunnelled("actions", "PUT", path, (("address", address),), None, how)
    assert request is not None
    told = expanded(decoded(request))
    assert ("user", user, "calls", call, "blindtransfer") == told.segments
    assert (("address", address),) == told.query


def decoded(request):
    """The same after a way over the wire."""
    message = decode(encode(Request("1", "s", login("a", "b"), request)))
    assert isinstance(message, Request)
    return message.tunnelled
