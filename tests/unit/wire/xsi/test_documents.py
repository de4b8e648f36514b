"""XSI documents: what platforms write is read; what we write is what public clients expect, byte for byte."""

import pytest

from ctibridge.errors import LocalProtocolError, RemoteProtocolError
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi.calls import (
    AccessEndpoint,
    Address,
    Call,
    Calls,
    CallState,
    Conference,
    ConferenceParticipant,
    HookStatus,
    PartyInformation,
    Redirection,
    ReleaseCause,
)
from ctibridge.wire.xsi.channels import Channel, ChannelHeartBeat, EventResponse, Subscription
from ctibridge.wire.xsi.directory import ErrorInfo, Group, Profile
from ctibridge.wire.xsi.documents import NAMESPACE, decode, encode
from ctibridge.wire.xsi.events import (
    CallReceivedEvent,
    CallSubscriptionEvent,
    ChannelTerminatedEvent,
    ConferenceCallUnMutedEvent,
    SubscriptionEvent,
)
from ctibridge.wire.xsi.services import CallForwardingAlways, DoNotDisturb

CALL = Call(
    call_id="callhalf-1:0",
    ext_tracking_id="1:1",
    personality="Terminator",
    state=CallState.ALERTING,
    remote_party=PartyInformation(
        name="Müller & Söhne <Berlin>",
        address=Address(value="tel:+493023125001", country_code="49"),
        call_type="Network",
    ),
    start_time=1700000000000,
)
EVENT = SubscriptionEvent(
    event_id="e-1",
    sequence_number=3,
    user_id="admin@ent1.example",
    external_application_id="app",
    subscription_id="s-1",
    channel_id="c-1",
    target_id="anna@ent1.example",
    event_data=CallReceivedEvent(call=CALL),
)
NS = f'xmlns="{NAMESPACE}"'


def test_an_event_is_written_on_one_line_with_the_prefixes_that_public_clients_search_for():
    text = encode(EVENT).decode()
    declaration, line = text.split("\n")
    assert '<?xml version="1.0" encoding="UTF-8"?>' == declaration
    assert line.startswith("<xsi:Event ")
    assert 'xsi1:type="xsi:SubscriptionEvent"' in line
    assert '<xsi:eventData xsi1:type="xsi:CallReceivedEvent"><xsi:call><xsi:callId>' in line
    assert "<xsi:name>Müller &amp; Söhne &lt;Berlin&gt;</xsi:name>" in line
    assert line.endswith("</xsi:Event>")


def test_the_channel_reply_and_the_heartbeat_are_written_literally():
    reply = encode(Channel(channel_id="c-1", expires=3600), declaration=False)
    assert f"<Channel {NS}><channelId>c-1</channelId><expires>3600</expires></Channel>".encode() == reply
    assert f"<ChannelHeartBeat {NS}/>".encode() == encode(ChannelHeartBeat())


@pytest.mark.parametrize(
    "value",
    [
        EVENT,
        ChannelTerminatedEvent(channel_id="c-1", reason="Expired"),
        Channel(channel_set_id="set", priority=1, weight=50, expires=3600),
        Subscription(event="Advanced Call", expires=3600, channel_set_id="set", application_id="a"),
        Subscription(event_package_list=("Basic Call", "Do Not Disturb")),
        EventResponse(event_id="e-1", status_code=200, reason="OK"),
        ErrorInfo(summary_english="no such call", error_code=110101),
        DoNotDisturb(active=True, ring_splash=False),
        CallForwardingAlways(active=True, forward_to_phone_number=Address(value="+4930")),
        Conference(participants=(ConferenceParticipant(call_id="1"), ConferenceParticipant(call_id="2", muted=True))),
        Group(start_index=1, number_of_records=0, total_available_records=0, directory=()),
        Calls(),
        CALL,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_written_is_read_again(value):
    assert value == decode(encode(value))


def test_any_prefix_white_space_order_and_unknown_element_is_read():
    text = f"""<?xml version='1.0' encoding='UTF-8'?>
    <q:Call xmlns:q='{NAMESPACE}' xmlns:v='urn:vendor'>
      <q:extTrackingId>
         1:1
      </q:extTrackingId><v:callId>vendor's</v:callId><q:callId> callhalf-1:0</q:callId>
      <q:future><q:callId>inner</q:callId></q:future>
      <q:personality>Terminator</q:personality><q:state>Remote Held</q:state>
      <q:remoteParty><q:name><![CDATA[A & B]]></q:name><q:privacy/></q:remoteParty>
      <q:startTime>1</q:startTime>
    </q:Call>"""
    call = decode(text.encode())
    assert isinstance(call, Call)
    assert ("callhalf-1:0", "1:1", "Remote Held") == (call.call_id, call.ext_tracking_id, call.state)
    assert PartyInformation(name="A & B", privacy=True) == call.remote_party


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n   \t\n"])
def test_a_line_break_in_a_text_is_a_space(end):
    folded = f"No{end}  such\t {end}\t call"
    text = f"<ErrorInfo {NS}><summaryEnglish>{folded}</summaryEnglish><errorCode>1</errorCode></ErrorInfo>"
    assert ErrorInfo(summary_english="No such call", error_code=1) == decode(text.encode())


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_one_line_break_behind_the_declaration_line_is_taken_for_a_space_too(end):
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<ErrorInfo {NS}><summaryEnglish>No such{end}call</summaryEnglish>'
    error = decode((text + "<errorCode>1</errorCode></ErrorInfo>").encode())
    assert error == ErrorInfo(summary_english="No such call", error_code=1)


def test_a_text_of_two_lines_is_written_on_one_and_read_as_it_was():
    error = ErrorInfo(summary_english="first\nsecond\rthird", error_code=1)
    assert b"\n" not in encode(error, declaration=False)
    assert error == decode(encode(error))


def test_a_document_in_utf_16_is_read():
    text = f'<?xml version="1.0" encoding="UTF-16"?>\n<HookStatus {NS}>\n<hookStatus>On-Hook</hookStatus></HookStatus>'
    assert HookStatus(hook_status="On-Hook") == decode(text.encode("utf-16"))


def test_an_empty_page_of_a_directory_is_written_with_its_empty_list():
    page = Group(start_index=1, number_of_records=0, total_available_records=0, directory=())
    assert b"<groupDirectory></groupDirectory></Group>" in encode(page)
    assert page == decode(encode(page).replace(b"<groupDirectory></groupDirectory>", b""))


def test_the_declared_charset_is_obeyed():
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?><Profile {NS}><details><userId>ü</userId></details>'
    profile = decode((text + "<additionalDetails/></Profile>").encode("latin-1"))
    assert isinstance(profile, Profile)
    assert "ü" == profile.details.user_id


def test_both_spellings_of_the_heartbeat_are_read():
    assert ChannelHeartBeat() == decode(f"<ChannelHeartbeat {NS}/>".encode())
    assert ChannelHeartBeat() == decode(encode(ChannelHeartBeat()))


def test_both_spellings_of_a_conference_event_are_read_and_the_schemas_is_written():
    event = SubscriptionEvent(
        event_id="e", sequence_number=1, user_id="u", external_application_id="a", subscription_id="s",
        channel_id="c", event_data=ConferenceCallUnMutedEvent(conference=Conference(state="Active")),
    )  # fmt: skip
    text = encode(event)
    assert b"xsi:ConferenceCallUnMutedEvent" in text
    assert event == decode(text.replace(b"UnMutedEvent", b"UnmutedEvent"))


def test_unknown_events_and_documents_are_no_errors():
    text = encode(EVENT).replace(b"CallReceivedEvent", b"CallHistoryEvent")
    event = decode(text)
    assert isinstance(event, SubscriptionEvent)
    assert Unknown("CallHistoryEvent") == event.event_data
    assert "e-1" == event.event_id
    assert Unknown("Surprise") == decode(f"<Surprise {NS}><a/></Surprise>".encode())


def test_lists_in_their_own_element_keep_their_order():
    two = (Redirection(reason="user-busy"), Redirection(reason="no-answer", counter=1))
    call = Call(
        call_id="1", ext_tracking_id="1:1", personality="Originator", state="Active",
        release_cause=ReleaseCause(internal_release_cause="Busy", sip_status="486"),
        remote_party=PartyInformation(), redirections=two, endpoint=AccessEndpoint(address_of_record="a@b"),
        start_time=1,
    )  # fmt: skip
    assert call == decode(encode(call))
    event = CallSubscriptionEvent(calls=(call, call), hook_status="Off-Hook")
    assert (call, call) == event.calls


def test_an_empty_number_is_written_as_nil():
    text = encode(CallForwardingAlways(active=False, forward_to_phone_number=Address(value="")), declaration=False)
    assert b'xsi:nil="true"/>' in text
    again = decode(text)
    assert isinstance(again, CallForwardingAlways)
    assert Address(value="") == again.forward_to_phone_number


def test_characters_that_xml_cannot_carry_are_replaced():
    party = decode(encode(Call(call_id="1", ext_tracking_id="1", personality="Originator", state="Active",
                               remote_party=PartyInformation(name="a\x00b\x1bc"), start_time=1)))  # fmt: skip
    assert isinstance(party, Call)
    assert "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c" == party.remote_party.name


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "not well-formed"),
        (b"no xml", "not well-formed"),
        (b"<Calls", "not well-formed"),
        (b"<Calls></Call>", "not well-formed"),
        (b"<Calls/><Calls/>", "not well-formed"),
        (b"<html><body>Login</body></html", "not well-formed"),
        (b"<!DOCTYPE Calls [<!ENTITY a 'b'>]><Calls>&a;</Calls>", "DTD"),
        (f"<Channel {NS}><expires>soon</expires></Channel>".encode(), "a number was expected"),
        (f"<DoNotDisturb {NS}><active>maybe</active></DoNotDisturb>".encode(), "true or false"),
        (f"<CallStartInfo {NS}><callId>1</callId></CallStartInfo>".encode(), "lacks external_tracking_id"),
        (f"<Calls {NS}>{'<x>' * 100}{'</x>' * 100}</Calls>".encode(), "nests deeper"),
    ],
)
def test_bad_documents_are_refused_with_a_reason(text, complaint):
    with pytest.raises(RemoteProtocolError, match=complaint):
        decode(text)


def test_what_is_no_document_is_not_written():
    with pytest.raises(LocalProtocolError):
        encode(PartyInformation())  # type: ignore[arg-type]
