"""What would be told of a line if all of it were worked out anew: what was told has to be the same."""

from __future__ import annotations

from ctibridge.model.states import ConnectionState, Standing
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.calls import LineCalls
from ctibridge.servers.tapi.features import features_of, standing_of
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.states import state_of
from ctibridge.servers.tapi.translate import message_from_call
from ctibridge.wire.tapi.messages import Call


def check_that_all_was_told(calls: LineCalls, line: int, people: People) -> None:
    """When nothing more happened at the same moment, every call was told as it is."""
    everything = list(calls)
    for call in everything:
        assert _anew(call, everything, line, people) == call.told, call
    states = [call.told.state for call in everything if call.told is not None]
    held, pending = (len([state for state in states if state in kinds]) for kinds in (HELD, PENDING))
    assert (len(states) - held - pending, held, pending) == calls.counts
    assert calls.rings == any(
        call.view is not None and call.view.state is ConnectionState.ALERTING for call in everything
    )


HELD = (t.LINECALLSTATE_ONHOLD,)
PENDING = (t.LINECALLSTATE_ONHOLDPENDTRANSFER, t.LINECALLSTATE_ONHOLDPENDCONF)


def _anew(call: TapiCall, everything: list[TapiCall], line: int, people: People) -> Call | None:
    state = state_of(call)
    if state is None:
        return None
    return message_from_call(line, call, state, features_of(call, _beside(call, everything)), people)


def _beside(call: TapiCall, everything: list[TapiCall]) -> tuple[Standing, ...]:
    others = [other for other in everything if other.parent is None and other is not (call.parent or call)]
    return tuple(standing for other in others if (standing := standing_of(other)) is not None)
