"""What can be done with a call in each state: what applications grey their buttons by."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from ctibridge.model.ids import CallId, ConnectionId, LineId
from ctibridge.model.parties import NOBODY, Cause, Party
from ctibridge.model.services import Service, services_permitted
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Standing
from ctibridge.model.views import ConnectionView, OtherParty
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.caps import CAPS
from ctibridge.servers.tapi.features import FEATURES, features_of
from ctibridge.servers.tapi.states import MODES, disconnect_mode, state_of

FAR = Party(number="+49301")
TALKS = ("DROP", "GENERATEDIGITS", "HOLD", "SETUPTRANSFER", "SETUPCONF", "BLINDTRANSFER", "PARK")


def view(state: S, far: S = S.CONNECTED, *, answered: bool = True, conference: bool = False) -> ConnectionView:
    others = (OtherParty(FAR, far, ConnectionId("x")),)
    return ConnectionView(
        CallId("1"),
        ConnectionId("x"),
        LineId("a"),
        state,
        FAR,
        NOBODY,
        None,
        others,
        False,
        False,
        answered,
        conference,
    )


def call(state: S, far: S = S.CONNECTED, **kinds: bool) -> TapiCall:
    return TapiCall(1, half=ConnectionId("x"), view=view(state, far, **kinds))


def names(features: int) -> set[str]:
    prefix = "LINECALLFEATURE_"
    return {name.removeprefix(prefix) for name, bit in vars(t).items() if name.startswith(prefix) and features & bit}


@pytest.mark.parametrize(
    ("state", "beside", "expected"),
    [
        (S.INITIATED, (), ("ANSWER", "DROP")),
        (S.ALERTING, (), ("ACCEPT", "ANSWER", "DROP", "REDIRECT")),
        (S.CONNECTED, (), TALKS),
        (S.CONNECTED, (S.HOLD,), (*TALKS, "SWAPHOLD", "COMPLETETRANSF")),
        (S.HOLD, (), ("DROP", "UNHOLD", "BLINDTRANSFER", "PARK")),
        (S.HOLD, (S.CONNECTED,), ("DROP", "UNHOLD", "BLINDTRANSFER", "PARK", "SWAPHOLD", "COMPLETETRANSF")),
        (S.FAIL, (), ("DROP",)),
    ],
)
def test_each_state_has_its_features(state, beside, expected):
    assert {*expected} == names(features_of(call(state), tuple(map(Standing, beside)))[0])


def test_nothing_that_needs_a_partner_can_be_done_while_it_rings():
    ringing = call(S.CONNECTED, S.ALERTING, answered=False)
    assert {"DROP"} == names(features_of(ringing, ())[0])


def test_a_ringing_call_beside_a_held_one_can_only_be_transferred():
    ringing = call(S.CONNECTED, S.ALERTING, answered=False)
    assert {"DROP", "COMPLETETRANSF"} == names(features_of(ringing, (Standing(S.HOLD),))[0])
    held = names(features_of(call(S.HOLD), (Standing(S.CONNECTED, answered=False),))[0])
    assert (True, False) == ("COMPLETETRANSF" in held, "SWAPHOLD" in held)


def test_a_call_beside_a_held_conference_can_be_added_to_it():
    shown = names(features_of(call(S.CONNECTED), (Standing(S.HOLD, conference=True),))[0])
    assert (True, True, False) == ("ADDTOCONF" in shown, "SWAPHOLD" in shown, "COMPLETETRANSF" in shown)


def test_a_call_that_has_a_consultation_call_begins_no_other_one():
    main = call(S.CONNECTED)
    main.consult = TapiCall(2)
    assert {"DROP", "HOLD", "GENERATEDIGITS", "BLINDTRANSFER", "PARK"} == names(features_of(main, ())[0])


def test_a_call_that_was_accepted_is_not_accepted_again():
    ringing = call(S.ALERTING)
    ringing.accepted = True
    assert "ACCEPT" not in names(features_of(ringing, ())[0])


def test_a_conference_adds_and_its_members_are_removed():
    conference = TapiCall(2, members=[], view=view(S.CONNECTED, conference=True))
    member = TapiCall(1, half=ConnectionId("x"), view=view(S.CONNECTED), parent=conference)
    conference.members = [member]
    assert {"DROP", "HOLD", "PREPAREADDCONF"} == names(features_of(conference, ())[0])
    assert {"DROP", "REMOVEFROMCONF"} == names(features_of(member, ())[0])


def test_no_feature_is_shown_that_lines_do_not_announce():
    announced = CAPS.members["addr_callfeatures"], CAPS.members["addr_callfeatures2"]
    for first, second in FEATURES.values():
        assert (0, 0) == (first & ~announced[0], second & ~announced[1])


@pytest.mark.parametrize("service", sorted({*Service} - {*FEATURES}))
def test_only_services_that_tapi_has_no_word_for_have_no_feature(service):
    assert service in {Service.CLEAR_CALL, Service.RECONNECT_CALL, Service.DIRECTED_PICKUP_CALL}


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (call(S.INITIATED), "DIALING"),
        (call(S.ALERTING), "OFFERING"),
        (call(S.CONNECTED, S.ALERTING, answered=False), "RINGBACK"),
        (call(S.CONNECTED, answered=False), "PROCEEDING"),
        (call(S.CONNECTED), "CONNECTED"),
        (call(S.CONNECTED, S.HOLD), "CONNECTED"),
        (call(S.HOLD), "ONHOLD"),
        (call(S.FAIL), "DISCONNECTED"),
        (TapiCall(1, half=ConnectionId("x"), view=view(S.FAIL), cause=Cause.BUSY), "BUSY"),
        (TapiCall(1, half=ConnectionId("x"), view=view(S.HOLD), consult=TapiCall(2)), "ONHOLDPENDTRANSFER"),
        (TapiCall(1), "DIALTONE"),
    ],
)
def test_each_state_is_one_of_those_announced(made, state):
    found = state_of(made)
    assert found is not None
    assert getattr(t, f"LINECALLSTATE_{state}") == found[0]
    assert found[0] & CAPS.members["addr_callstates"]


def test_a_call_of_which_nothing_is_known_has_no_state():
    assert state_of(TapiCall(1, half=ConnectionId("x"))) is None


def test_the_far_side_that_holds_is_told_as_the_mode():
    assert (t.LINECALLSTATE_CONNECTED, t.LINECONNECTEDMODE_ACTIVEHELD) == state_of(call(S.CONNECTED, S.HOLD))


@pytest.mark.parametrize("cause", [*Cause, None])
def test_every_end_has_a_mode_that_lines_announce(cause):
    assert disconnect_mode(cause) & CAPS.members["addr_disconnectmodes"]
    assert disconnect_mode(cause) == MODES.get(cause, t.LINEDISCONNECTMODE_NORMAL)


STANDINGS = [Standing(state, answered, conference) for state, answered, conference in product(S, *[(True, False)] * 2)]


@pytest.mark.parametrize("own", STANDINGS, ids=str)
def test_a_call_allows_itself_nothing(own):
    """So nobody has to leave it out when the line's calls are counted."""
    for others in [(), *((other,) for other in STANDINGS), *combinations(STANDINGS, 2)]:
        assert services_permitted(own, others) == services_permitted(own, (*others, own))
