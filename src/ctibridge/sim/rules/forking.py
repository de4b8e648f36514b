"""A call rings at several places: at the user's telephone, and where Simultaneous or Sequential Ring says.

What the platform shows of it is inferred: each place rings as for a call that was sent on, and is released when
somebody else has answered. Who answers first has the call: see `winning.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from ctibridge.sim.calls import End, Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Far, destination
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, forwarding, ringing
from ctibridge.wire.xsi.calls import Personality, RedirectReason, ReleasingParty
from ctibridge.wire.xsi.events import CallReceivedEvent

TURN_RINGS = 3  # at each place; the service has a number for each


def ring_also(x: Exchange, half: Half) -> None:
    """The call, which rings at its user, rings elsewhere too; not if the user talks ("Do not Ring if on a Call")."""
    if len(x.calls(half.user)) == 1:
        for address in x.rings_also.get(half.user.user_id, ()):
            _ring_at(x, half, address)


def ring_in_turn(x: Exchange, half: Half, nobody: Callable[[Exchange, Half], None]) -> bool:
    """After its user's telephone the call rings at one place after the other; whether it does.

    Args:
        x: The calls.
        half: The user's half, which goes on to alert until somebody answers.
        nobody: What happens when nobody did.
    """
    addresses = x.rings_in_turn.get(half.user.user_id, ())
    if addresses and len(x.calls(half.user)) == 1:
        _wait(x, half, addresses, nobody)
        return True
    return False


def _wait(x: Exchange, half: Half, addresses: tuple[str, ...], nobody: Callable[[Exchange, Half], None]) -> None:
    half.timer = x.clock.after(x.knobs.ring_s * TURN_RINGS, lambda: _next(x, half, addresses, nobody))


def _next(x: Exchange, half: Half, addresses: tuple[str, ...], nobody: Callable[[Exchange, Half], None]) -> None:
    half.rings = False
    for leg in list(half.legs):
        clearing.drop(x, leg)
    if not addresses:
        nobody(x, half)
        return
    _ring_at(x, half, addresses[0])
    _wait(x, half, addresses[1:], nobody)


def _ring_at(x: Exchange, half: Half, address: str) -> None:
    caller, user = half.peer, half.user
    if caller is None:
        return
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
