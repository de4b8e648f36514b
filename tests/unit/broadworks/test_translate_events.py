"""What the platform's events and call objects mean in our words."""

import pytest

from ctibridge.broadworks.numbers import number_from_address
from ctibridge.broadworks.translate_events import (
    conference_facts,
    facts_from_call,
    line_from_directory,
    party_from_remote,
    report_from_event,
)
from ctibridge.model import reports as r
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Recording
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi import calls as x
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.directory import AdditionalDetails, DirectoryDetails
from ctibridge.wire.xsi.services import CallForwardingNoAnswer, CallWaiting, DoNotDisturb

INSIDE = x.PartyInformation(
    name="Anna Adler", address=x.Address(value="tel:1011"), user_id="Anna@Ent1.example",
    user_dn=x.Address(value="tel:+493023125011;ext=1011", country_code="49"), call_type="Group",
)  # fmt: skip


def call(state="Active", personality="Terminator", **more):
    fields = {"remote_party": INSIDE, "start_time": 1} | more
    return x.Call(call_id="callhalf-1:0", ext_tracking_id="1:1", personality=personality, state=state, **fields)


def event(data, **more):
    fields = {"event_id": "e", "sequence_number": 1, "user_id": "Owner@x", "external_application_id": "a",
              "subscription_id": "s", "channel_id": "c", "target_id": "Bert@Ent1.example"} | more  # fmt: skip
    return e.SubscriptionEvent(event_data=data, **fields)


@pytest.mark.parametrize(
    ("state", "personality", "own", "far", "outgoing"),
    [
        ("Alerting", "Click-to-Dial", S.INITIATED, None, True),
        ("Alerting", "Originator", S.CONNECTED, S.ALERTING, True),
        ("Alerting", "Terminator", S.ALERTING, S.CONNECTED, False),
        ("Active", "Originator", S.CONNECTED, S.CONNECTED, True),
        ("Held", "Terminator", S.HOLD, None, False),
        ("Remote Held", "Originator", S.CONNECTED, S.HOLD, True),
        ("Detached", "Terminator", S.NULL, None, False),
        ("Released", "Originator", S.NULL, None, True),
        ("Idle", "Originator", S.NULL, None, True),
        ("Invented", "Originator", S.NULL, None, True),
    ],
)
def test_state_and_personality(state, personality, own, far, outgoing):
    facts = facts_from_call(call(state, personality))
    assert (own, far, outgoing) == (facts.state, facts.far_state, facts.outgoing)


def test_an_active_call_with_a_release_cause_has_failed():
    facts = facts_from_call(
        call("Active", "Originator", release_cause=x.ReleaseCause(internal_release_cause="User Not Found"))
    )
    assert (S.FAIL, Cause.NUMBER_UNALLOCATED) == (facts.state, facts.cause)


def test_redirections_are_told_oldest_first():
    newest, oldest = (x.Redirection(party=INSIDE, reason=reason) for reason in ("no-answer", "unconditional"))
    facts = facts_from_call(call("Alerting", redirections=(newest, oldest)))
    assert [Cause.CALL_FORWARD_IMMEDIATE, Cause.CALL_FORWARD_NO_ANSWER] == [item.cause for item in facts.redirections]


def test_who_hung_up_and_whether_it_is_a_recall():
    facts = facts_from_call(call("Released", releasing_party="remoteRelease", recall_type="Call Transfer Recall"))
    assert (r.Side.REMOTE, True) == (facts.released_by, facts.recall)


@pytest.mark.parametrize(
    ("remote", "party"),
    [
        (INSIDE, Party(line="anna@ent1.example", number="+493023125011", name="Anna Adler")),
        (
            x.PartyInformation(name="Zoe", address=x.Address(value="tel:+4989123"), call_type="Network"),
            Party(number="+4989123", name="Zoe", external=True),
        ),
        (
            x.PartyInformation(name="hidden", privacy=True, address=x.Address(value="tel:1"), call_type="Network"),
            Party(restricted=True, external=True),
        ),
        (x.PartyInformation(call_type="Network"), Party(restricted=True, external=True)),
        (x.PartyInformation(address=x.Address(value="tel:*98"), call_type="Unknown"), Party(number="*98")),
    ],
)
def test_the_other_party(remote, party):
    assert party == party_from_remote(remote)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("tel:+493023125011;ext=1011", "+493023125011"),
        ("TEL:1011", "1011"),
        ("sip:+4989123@provider.example;user=phone", "+4989123"),
        ("sip:anna@ent1.example", "anna@ent1.example"),
        ("1013", "1013"),
    ],
)
def test_addresses(address, number):
    assert number == number_from_address(address)


def test_the_target_names_the_line_and_the_owner_where_there_is_none():
    hook = e.HookStatusEvent(hook_status="Off-Hook")
    assert r.HookReported("bert@ent1.example", "e", off_hook=True) == report_from_event(event(hook))
    assert "owner@x" == report_from_event(event(hook, target_id=None)).line


@pytest.mark.parametrize(
    ("kind", "occasion"),
    [
        (e.CallReceivedEvent, r.Occasion.PROGRESS),
        (e.CallUpdatedEvent, r.Occasion.UPDATE),
        (e.CallTransferredEvent, r.Occasion.TRANSFER),
        (e.CallForwardedEvent, r.Occasion.FORWARD),
        (e.CallPickedUpEvent, r.Occasion.PICKUP),
        (e.CallRecordingStartedEvent, r.Occasion.PROGRESS),
    ],
)
def test_occasions(kind, occasion):
    report = report_from_event(event(kind(call=call())))
    assert (occasion, facts_from_call(call())) == (report.occasion, report.facts)


@pytest.mark.parametrize(
    ("told", "recording"),
    [(None, Recording.OFF), ("Pending", Recording.PENDING), ("Started", Recording.STARTED), ("New", Recording.OFF)],
)
def test_a_recording_is_told_with_every_call(told, recording):
    assert recording is facts_from_call(call(recording_state=told)).recording


def test_collecting_digits_calls_nobody_yet():
    report = report_from_event(event(e.CallCollectingEvent(call=call("Alerting", "Originator"))))
    assert (S.CONNECTED, None) == (report.facts.state, report.facts.far_state)


def test_redirected_calls():
    redirect = x.Redirect(address=x.Address(value="tel:1013"), reason="transfer", redirect_time=1)
    report = report_from_event(event(e.CallRedirectedEvent(calls=(call("Detached", redirect=redirect),))))
    assert r.Redirect(Party(number="1013"), Cause.TRANSFER) == report.facts[0].redirect


def test_a_full_state_leaves_out_what_is_over():
    data = e.CallSubscriptionResyncEvent(calls=(call("Active"), call("Detached")), hook_status="Off-Hook")
    report = report_from_event(event(data))
    assert (1, True, None) == (len(report.calls), report.off_hook, report.conference)


def test_conferences():
    participants = (x.ConferenceParticipant(call_id="1"), x.ConferenceParticipant(call_id="2"))
    conference = x.Conference(state="Held", participants=participants)
    assert r.ConferenceFacts(("1", "2"), held=True) == conference_facts(conference)
    started = report_from_event(event(e.ConferenceStartedEvent(conference=conference)))
    assert ("1", "2") == started.conference.connections
    released = report_from_event(event(e.ConferenceReleasedEvent(conference=conference)))
    assert () == released.conference.connections
    assert report_from_event(event(e.ConferenceMutedEvent(conference=x.Conference(state="Active")))) is None


def test_services():
    on = report_from_event(event(e.DoNotDisturbEvent(info=DoNotDisturb(active=True))))
    assert r.DoNotDisturbReported("bert@ent1.example", "e", active=True) == on
    gone = report_from_event(event(e.DoNotDisturbEvent(unassigned=True)))
    assert not gone.active
    waiting = report_from_event(event(e.CallWaitingEvent(info=CallWaiting(active=True))))
    assert r.CallWaitingReported("bert@ent1.example", "e", active=True) == waiting
    info = CallForwardingNoAnswer(active=True, forward_to_phone_number=x.Address(value="+4930"), number_of_rings=3)
    forwarding = report_from_event(event(e.CallForwardingNoAnswerEvent(info=info))).forwarding
    assert r.ForwardingState(r.ForwardingKind.NO_ANSWER, True, "+4930", 3) == forwarding


def test_what_nobody_knows_is_no_report():
    assert report_from_event(event(Unknown("CallHistoryEvent"))) is None
    assert report_from_event(event(Unknown("CallTransferEvent"))) is None


@pytest.mark.parametrize(("new", "waiting"), [(None, False), (0, False), (2, True)])
def test_new_voice_messages_wait(new, waiting):
    summary = x.MessageSummary(new_messages=new, old_messages=3)
    report = report_from_event(event(e.VoiceMailMessageSummaryEvent(message_summary=summary)))
    assert ("bert@ent1.example", "e", waiting) == (report.line, report.event, report.messages.are_waiting)


def test_a_directory_record_is_a_line():
    entry = DirectoryDetails(
        user_id="Anna@Ent1.example", first_name="Anna", last_name="Adler", number="+493023125011", extension="1011",
        group_id="berlin", additional_details=AdditionalDetails(department="Sales", email_address="a@x"),
    )  # fmt: skip
    line = line_from_directory(entry)
    assert ("anna@ent1.example", "Anna@Ent1.example", "Anna Adler", "Sales", "a@x") == (
        line.id, line.user_id, line.name, line.department, line.email,
    )  # fmt: skip


def test_the_redirecting_party_is_known():
    facts = facts_from_call(call("Alerting", redirections=(x.Redirection(party=INSIDE, reason="user-busy"),)))
    assert (Redirection(party_from_remote(INSIDE), Cause.CALL_FORWARD_BUSY),) == facts.redirections


def test_a_call_that_came_back_comes_from_who_did_not_take_it():
    older = x.Redirection(party=INSIDE, reason="unconditional")
    facts = facts_from_call(
        call("Alerting", redirections=(older,), recall_type="Call Park Recall", recall_from_party=INSIDE)
    )
    assert [Cause.CALL_FORWARD_IMMEDIATE, Cause.RECALL] == [item.cause for item in facts.redirections]
    assert "anna@ent1.example" == facts.redirections[-1].party.line


def test_who_is_parked():
    report = report_from_event(event(e.CallParkedAgainstEvent(parked_party=INSIDE)))
    assert isinstance(report, r.ParkReported)
    assert ("bert@ent1.example", "anna@ent1.example") == (report.line, report.party.line)
    assert r.ParkReported(report.line, "e", None) == report_from_event(event(e.CallParkedAgainstEvent()))


def test_where_a_group_parks_a_call_is_no_other_party():
    parked = call(group_call_park_location_selected=True)
    assert report_from_event(event(e.CallUpdatedEvent(call=parked))) is None
    assert report_from_event(event(e.CallUpdatedEvent(call=call()))) is not None


def test_a_code_is_known_as_one():
    code = x.PartyInformation(address=x.Address(value="tel:*98"), call_type="Unknown")
    assert party_from_remote(code).is_code
    assert not party_from_remote(INSIDE).is_code
