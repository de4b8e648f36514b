"""Numbers as the rules of a provider write them, beside those that the platform tells."""

from __future__ import annotations

import dataclasses
import typing

import pytest

from ctibridge.broadworks.spelling import Spelling
from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.ids import CallId, ConnectionId, EventId, LineId, TrackingId
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.states import ConnectionState as S
from ctibridge.numbering.settings import NumberSettings, Row

LINE, HALF = LineId("anna"), ConnectionId("h")
CUSTOMER, IN, OUT = (Party(number="+4930", name="Kunde", external=True, shown=shown) for shown in (None, "in", "out"))
MARKING = Spelling(
    NumberSettings(
        incoming=(Row(match="+4930", replace="in"),),
        outgoing=(Row(match="+4930", replace="out"),),
        dialled=(Row(match="+4930", replace="dial"),),
    )
)


def facts(far, *, outgoing, **more):
    return r.CallFacts(HALF, TrackingId("1:1"), S.CONNECTED, S.CONNECTED, outgoing=outgoing, far=far, **more)


def call(far, *, outgoing, **more):
    return r.CallReported(LINE, EventId("e"), r.Occasion.PROGRESS, facts(far, outgoing=outgoing, **more))


@pytest.mark.parametrize(("outgoing", "shown"), [(False, IN), (True, OUT)])
def test_the_other_party_is_shown_by_the_table_of_the_direction_and_keeps_its_number(outgoing, shown):
    assert call(shown, outgoing=outgoing) == MARKING.reported(call(CUSTOMER, outgoing=outgoing))


def test_where_a_call_was_before_is_shown_as_the_call_and_where_it_goes_as_going_out():
    def told(before, after):
        return call(
            before,
            outgoing=False,
            redirections=(Redirection(before, Cause.REDIRECTED),),
            redirect=r.Redirect(after, Cause.REDIRECTED),
            recall_from=before,
        )

    assert told(IN, OUT) == MARKING.reported(told(CUSTOMER, CUSTOMER))


def test_calls_in_lists_are_shown_likewise():
    many = r.CallsRedirected(LINE, None, (facts(CUSTOMER, outgoing=False), facts(CUSTOMER, outgoing=True)))
    assert (IN, OUT) == tuple(item.far for item in MARKING.reported(many).facts)
    state = r.LineReported(LINE, None, many.facts)
    assert (IN, OUT) == tuple(item.far for item in MARKING.reported(state).calls)


def test_a_parked_caller_is_shown_as_coming_in():
    assert r.ParkReported(LINE, None, IN) == MARKING.reported(r.ParkReported(LINE, None, CUSTOMER))


def test_where_calls_are_forwarded_to_is_shown_as_going_out_in_reports_and_answers():
    told, shown = (r.ForwardingState(r.ForwardingKind.BUSY, active=True, to="+4930", shown=s) for s in (None, "out"))
    assert r.ForwardingReported(LINE, None, shown) == MARKING.reported(r.ForwardingReported(LINE, None, told))
    assert k.Forwardings((shown,)) == MARKING.answered(k.Forwardings((told,)))


@pytest.mark.parametrize(
    "report",
    [
        call(Party(restricted=True), outgoing=False),
        call(Party(number=""), outgoing=False),
        call(Party(line=LineId("bert"), number="102"), outgoing=False),
        r.ParkReported(LINE, None, None),
        r.LineReported(LINE, None, ()),
        r.ForwardingReported(LINE, None, r.ForwardingState(r.ForwardingKind.BUSY, active=False)),
        r.HookReported(LINE, None, off_hook=True),
        r.LineUp(LINE),
    ],
)
def test_what_no_rule_is_for_stays_as_it_is(report):
    assert report == MARKING.reported(report)


@pytest.mark.parametrize(
    "command",
    [
        k.MakeCall(LINE, "+4930"),
        k.ConsultationCall(LINE, HALF, "+4930"),
        k.SingleStepTransferCall(LINE, HALF, "+4930"),
        k.DeflectCall(LINE, HALF, "+4930"),
        k.ParkCall(LINE, HALF, "+4930"),
        k.SetForwarding(LINE, r.ForwardingKind.BUSY, active=True, to="+4930"),
    ],
)
def test_a_destination_is_dialled_as_the_platform_wants_it(command):
    assert dataclasses.replace(command, to="dial") == MARKING.dialled(command)


def test_the_line_at_which_a_call_is_picked_up_is_dialled_too():
    wanted = k.DirectedPickupCall(LINE, CallId("1:1"), "dial")
    assert wanted == MARKING.dialled(k.DirectedPickupCall(LINE, CallId("1:1"), "+4930"))


@pytest.mark.parametrize(
    "command",
    [
        k.SetForwarding(LINE, r.ForwardingKind.BUSY, active=False),
        k.GenerateDigits(LINE, HALF, "+4930"),
        k.AnswerCall(LINE, HALF),
        k.MakeCall(LINE, "102"),
    ],
)
def test_what_dials_nothing_stays_as_it_is(command):
    assert command == MARKING.dialled(command)


@pytest.mark.parametrize("cls", typing.get_args(k.Command))
def test_no_command_with_a_destination_is_forgotten(cls):
    names = {field.name for field in dataclasses.fields(cls)}
    for name in names & {"to", "at"}:
        others = dict.fromkeys(names - {name}, "x")
        assert cls(**others, **{name: "dial"}) == MARKING.dialled(cls(**others, **{name: "+4930"}))


def test_without_rules_reports_take_no_detour():
    def take(_report):
        pass

    assert take is Spelling(NumberSettings()).before(take)


def test_with_rules_reports_come_rewritten():
    taken = []
    MARKING.before(taken.append)(call(CUSTOMER, outgoing=False))
    assert [call(IN, outgoing=False)] == taken
