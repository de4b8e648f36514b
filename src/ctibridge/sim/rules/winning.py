"""A call that rang at several places has been answered at one of them.

The user whose call it was is shown that it was redirected (schema, Call Redirected and RedirectReason).
"""

from __future__ import annotations

from ctibridge.sim.calls import End, Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Destination, address_of
from ctibridge.sim.rules import clearing
from ctibridge.wire.xsi.calls import Address, CallState, Redirect, RedirectReason, ReleasingParty


def answered(x: Exchange, winner: End) -> None:
    """It rings nowhere else any more, and the call is the winner's."""
    if isinstance(winner, Half):
        for leg in list(winner.legs):
            clearing.drop(x, leg)
    first, caller = winner.leg_of, winner.peer
    if first is None or caller is None:
        return
    first.legs.remove(winner)
    winner.leg_of, caller.peer = None, winner
    where: Destination = winner.user if isinstance(winner, Half) else winner.far
    _send_away(x, first, where)
    if isinstance(caller, Half) and x.knobs.connected_line_presentation:
        caller.remote = x.party(where, caller.user)


def _send_away(x: Exchange, first: Half, where: Destination) -> None:
    address = Address(value=address_of(where, first.user))
    first.redirect = Redirect(address=address, reason=RedirectReason.FOLLOW_ME, redirect_time=x.clock.ms)
    first.state, first.detached = CallState.DETACHED, x.clock.ms
    x.tell_redirected(first.user, first)
    clearing.end_half(x, first, ReleasingParty.LOCAL)
