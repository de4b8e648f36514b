"""A call rings at several places: at the user's telephone, and wherever the user's Simultaneous Ring says.

What the platform shows of it is inferred: each place rings as for a call that was sent on, and is released when
somebody else has answered. Who answers first has the call: see `winning.py`.
"""

from __future__ import annotations

from ctibridge.sim.calls import End, Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Far, destination
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, forwarding, ringing
from ctibridge.wire.xsi.calls import Personality, RedirectReason, ReleasingParty
from ctibridge.wire.xsi.events import CallReceivedEvent


def ring_also(x: Exchange, half: Half) -> None:
    """The call, which rings at its user, rings elsewhere too; not if the user talks ("Do not Ring if on a Call")."""
    caller, user = half.peer, half.user
    if caller is None or len(x.calls(user)) > 1:
        return
    for address in x.rings_also.get(user.user_id, ()):
        where = destination(x.people, user, address)
        if isinstance(where, User) and where not in {user, _user(caller)}:
            _ring_at_user(x, half, caller, where)
        elif isinstance(where, Far):
            outside = x.new_outside(where, caller.tracking, incoming=False)
            outside.peer, outside.leg_of = caller, half
            half.legs.append(outside)


def _ring_at_user(x: Exchange, half: Half, caller: End, where: User) -> None:
    leg = x.new_half(where, Personality.TERMINATOR, x.party_at(caller, where), caller.tracking)
    leg.redirections = (forwarding.redirection(x, half.user, where, RedirectReason.FOLLOW_ME), *half.redirections)
    leg.peer, leg.leg_of = caller, half
    half.legs.append(leg)
    x.tell(leg, CallReceivedEvent)
    if isinstance(forwarding.verdict(x, leg), forwarding.Ring):
        ringing.ring(x, leg)
    else:
        clearing.end_half(x, leg, ReleasingParty.LOCAL)


def _user(end: End) -> User | None:
    return end.user if isinstance(end, Half) else None
