"""Which requests carry a command out, and what the replies mean."""

import pytest

from ctibridge.broadworks.translate_commands import REQUESTS, requests_from_command, result_from_replies
from ctibridge.errors import Rejected
from ctibridge.model import commands as k
from ctibridge.model.ids import CONFERENCE
from ctibridge.model.reports import ForwardingKind, ForwardingState
from ctibridge.wire.xsi.calls import Address, CallStartInfo, MessageSummary, VoiceMailMessageSummary
from ctibridge.wire.xsi.services import CallForwardingAlways, CallForwardingNoAnswer, DoNotDisturb

USER = "anna@ent1.example"
BASE = f"user/{USER}/calls"
LINE = "anna@ent1.example"


@pytest.mark.parametrize(
    ("command", "requests"),
    [
        (k.MakeCall(LINE, "+49 30 1"), [("POST", f"{BASE}/New", (("address", "+49 30 1"),))]),
        (k.AnswerCall(LINE, "h:0"), [("PUT", f"{BASE}/h:0/Talk", ())]),
        (k.RetrieveCall(LINE, "h:0"), [("PUT", f"{BASE}/h:0/Talk", ())]),
        (k.HoldCall(LINE, "h:0"), [("PUT", f"{BASE}/h:0/Hold", ())]),
        (k.HoldCall(LINE, CONFERENCE), [("PUT", f"{BASE}/Conference/Hold", ())]),
        (k.ClearConnection(LINE, "h/0"), [("DELETE", f"{BASE}/h%2F0", ())]),
        (k.ClearConnection(LINE, "a", k.Rejection.UNAVAILABLE), [("DELETE", f"{BASE}/a", (("decline", "true"),))]),
        (
            k.ClearConnection(LINE, "a", k.Rejection.BUSY),
            [("DELETE", f"{BASE}/a", (("decline", "true"), ("declineReason", "Busy")))],
        ),
        (k.ClearCall(LINE, CONFERENCE), [("DELETE", f"{BASE}/Conference", ())]),
        (k.ClearCall(LINE, "a", k.Rejection.UNAVAILABLE), [("DELETE", f"{BASE}/a", (("decline", "true"),))]),
        (k.DirectedPickupCall(LINE, "1:1", "+4930"), [("POST", f"{BASE}/DirectedCallPickup", (("address", "+4930"),))]),
        (k.GroupPickupCall(LINE), [("POST", f"{BASE}/CallPickup", ())]),
        (k.ParkCall(LINE, "a", "102"), [("PUT", f"{BASE}/a/Park", (("address", "102"),))]),
        (k.GetMessageWaitingIndicator(LINE), [("GET", f"{BASE}/MessageSummary", ())]),
        (
            k.SetMessageWaitingIndicator(LINE, True),
            [("PUT", f"{BASE}/MessageSummary", (("thirdPartyNewMessage", "true"),))],
        ),
        (k.SetMessageWaitingIndicator(LINE, False), [("DELETE", f"{BASE}/MessageSummary", ())]),
        (k.ReconnectCall(LINE, "a", "h"), [("DELETE", f"{BASE}/a", ()), ("PUT", f"{BASE}/h/Talk", ())]),
        (k.AlternateCall(LINE, "a", "h"), [("PUT", f"{BASE}/a/Hold", ()), ("PUT", f"{BASE}/h/Talk", ())]),
        (
            k.ConsultationCall(LINE, "a", "12"),
            [("PUT", f"{BASE}/a/Hold", ()), ("POST", f"{BASE}/New", (("address", "12"),))],
        ),
        (k.TransferCall(LINE, "h", "a"), [("PUT", f"{BASE}/h/ConsultTransfer/a", ())]),
        (
            k.LeaveConference(LINE, CONFERENCE, "h", "a"),
            [("PUT", f"{BASE}/h/ConsultTransfer/a", ()), ("DELETE", f"{BASE}/Conference", ())],
        ),
        (k.SingleStepTransferCall(LINE, "a", "12"), [("PUT", f"{BASE}/a/BlindTransfer", (("address", "12"),))]),
        (k.DeflectCall(LINE, "a", "12"), [("PUT", f"{BASE}/a/BlindTransfer", (("address", "12"),))]),
        (k.ConferenceCall(LINE, "h", "a"), [("POST", f"{BASE}/Conference", ())]),
        (
            k.ConferenceCall(LINE, CONFERENCE, "a"),
            [("PUT", f"{BASE}/Conference/a", ()), ("PUT", f"{BASE}/Conference/Talk", ())],
        ),
        (
            k.ConferenceCall(LINE, "h", CONFERENCE),
            [("PUT", f"{BASE}/Conference/h", ()), ("PUT", f"{BASE}/Conference/Talk", ())],
        ),
        (k.GenerateDigits(LINE, "a", "1,2#"), [("PUT", f"{BASE}/a/TransmitDTMF", (("playdtmf", "1,2#"),))]),
        (k.GetDoNotDisturb(LINE), [("GET", f"user/{USER}/services/DoNotDisturb", ())]),
        (k.SetDoNotDisturb(LINE, True), [("PUT", f"user/{USER}/services/DoNotDisturb", ())]),
        (
            k.GetForwarding(LINE),
            [
                ("GET", f"user/{USER}/services/{name}", ())
                for name in ("CallForwardingAlways", "CallForwardingBusy", "CallForwardingNoAnswer")
            ],
        ),
        (
            k.SetForwarding(LINE, ForwardingKind.BUSY, True, "12"),
            [("PUT", f"user/{USER}/services/CallForwardingBusy", ())],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_requests(command, requests):
    made = requests_from_command(command, USER)
    assert requests == [(item.method, item.path, item.query) for item in made]


def test_every_command_has_its_requests():
    assert set(k.Command.__args__) == set(REQUESTS)


def test_no_action_on_a_call_is_ever_repeated():
    actions = {k.MakeCall, k.AnswerCall, k.ClearConnection, k.HoldCall, k.SingleStepTransferCall, k.TransferCall}
    for command in (
        k.MakeCall(LINE, "1"),
        k.AnswerCall(LINE, "h"),
        k.ClearConnection(LINE, "h"),
        k.HoldCall(LINE, "h"),
        k.SingleStepTransferCall(LINE, "h", "1"),
        k.TransferCall(LINE, "h", "a"),
    ):
        actions.discard(type(command))
        assert not any(item.repeatable for item in requests_from_command(command, USER))
    assert not actions
    assert all(item.repeatable for item in requests_from_command(k.SetDoNotDisturb(LINE, True), USER))


def test_setting_a_forwarding_leaves_what_is_not_named():
    (request,) = requests_from_command(k.SetForwarding(LINE, ForwardingKind.NO_ANSWER, False, None, 4), USER)
    assert CallForwardingNoAnswer(active=False, number_of_rings=4) == request.body


def test_a_started_call_is_named_by_its_tracking_id():
    reply = CallStartInfo(call_id="callhalf-1:0", external_tracking_id="7:1")
    accepted = k.CallAccepted("7:1", "callhalf-1:0")
    assert accepted == result_from_replies(k.MakeCall(LINE, "1"), (reply,))
    assert accepted == result_from_replies(k.ConsultationCall(LINE, "h", "1"), (None, reply))
    assert accepted == result_from_replies(k.DirectedPickupCall(LINE, "1:1", "1"), (reply,))
    assert accepted == result_from_replies(k.GroupPickupCall(LINE), (reply,))
    with pytest.raises(Rejected):
        result_from_replies(k.MakeCall(LINE, "1"), (None,))


@pytest.mark.parametrize(
    ("summary", "on"),
    [
        (MessageSummary(), False),
        (MessageSummary(new_messages=0, old_messages=4), False),
        (MessageSummary(new_messages=2), True),
        (MessageSummary(new_urgent_messages=1), True),
    ],
)
def test_the_message_lamp_is_lit_by_new_messages(summary, on):
    reply = VoiceMailMessageSummary(summary=summary)
    assert k.MessageWaitingState(on) == result_from_replies(k.GetMessageWaitingIndicator(LINE), (reply,))
    with pytest.raises(Rejected):
        result_from_replies(k.GetMessageWaitingIndicator(LINE), (None,))


def test_services_that_the_user_does_not_have_are_left_out():
    always = CallForwardingAlways(active=True, forward_to_phone_number=Address(value="+4930"))
    result = result_from_replies(k.GetForwarding(LINE), (always, None, None))
    assert k.Forwardings((ForwardingState(ForwardingKind.IMMEDIATE, True, "+4930"),)) == result
    assert k.DoNotDisturbState(True) == result_from_replies(k.GetDoNotDisturb(LINE), (DoNotDisturb(active=True),))
