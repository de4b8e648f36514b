"""A user with several telephones: who answers or dials at one, goes on at another. The call stays the same.

Several telephones are Shared Call Appearances, locations of BroadWorks Anywhere, a remote office; no endpoint is the
user's first one. Taking a call over is the Call Retrieve function (3.5.4.30), by a feature access code. It is reported
as an update of the endpoint (4.7.1.1.7); that nothing is reported of the code's own call is inferred.
"""

from __future__ import annotations

from ctibridge.errors import WrongState
from ctibridge.sim.calls import Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.rules import holding, ringing
from ctibridge.wire.xsi.calls import CallState, Endpoint
from ctibridge.wire.xsi.events import CallUpdatedEvent


def answer(x: Exchange, half: Half, endpoint: Endpoint | None) -> None:
    """The user answers at this endpoint."""
    half.endpoint = endpoint
    ringing.answer(x, half)


def take_over(x: Exchange, half: Half, endpoint: Endpoint | None) -> None:
    """The user goes on with an answered call at this endpoint, also with one that was held at another.

    Raises:
        WrongState: the call is not answered, or is at this endpoint already.
    """
    if not half.talks:
        raise WrongState(f"call {half.call_id} is {half.state}; only an answered call can be taken over")
    if half.endpoint == endpoint and half.state is not CallState.HELD:
        raise WrongState(f"call {half.call_id} is here already")
    half.endpoint = endpoint
    if half.state is CallState.HELD:
        holding.retrieve(x, half)
    else:
        x.tell(half, CallUpdatedEvent)
