"""Feature access codes: digits that are no number but a wish. Operators change them; these are the usual ones."""

from __future__ import annotations

from collections.abc import Callable

from ctibridge.errors import WrongState
from ctibridge.sim.calls import Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import destination
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, parking, pickup
from ctibridge.wire.xsi.calls import CallState, InternalReleaseCause, ReleasingParty

CALL_PICKUP = "*98"  # as in the specification's examples (4.7.1.1.7)
DIRECTED_CALL_PICKUP = "*97"
CALL_PARK = "*68"
GROUP_CALL_PARK = "#58"
CALL_PARK_RETRIEVE = "*88"

Rule = Callable[[Exchange, Half, User], None]


def is_code(digits: str) -> bool:
    """Whether these digits begin with a feature access code."""
    return digits[:3] in RULES


def use(x: Exchange, half: Half) -> None:
    """The user has dialled a code, perhaps with an address behind it; without one the user is meant."""
    rule, address = RULES[half.dialled[:3]], half.dialled[3:]
    whom = destination(x.people, half.user, address) if address else half.user
    if isinstance(whom, User):
        rule(x, half, whom)
    else:
        clearing.fail(x, half, InternalReleaseCause.USER_NOT_FOUND)


def _park(x: Exchange, half: Half, whom: User) -> None:
    _and_hang_up(x, half, lambda held: parking.park(x, held, whom))


def _group_park(x: Exchange, half: Half, _: User) -> None:
    _and_hang_up(x, half, lambda held: parking.group_park(x, held))


def _and_hang_up(x: Exchange, half: Half, act: Callable[[Half], object]) -> None:
    """Acts on the call that the user held to dial the code; an announcement tells of it (inferred: and no event)."""
    held = [call for call in x.calls(half.user) if call.state is CallState.HELD]
    try:
        act(max(held, key=lambda call: call.held or 0) if held else half)
    except WrongState:
        clearing.fail(x, half, InternalReleaseCause.FORBIDDEN)
    else:
        clearing.end_half(x, half, ReleasingParty.LOCAL)


RULES: dict[str, Rule] = {
    CALL_PICKUP: lambda x, half, _: pickup.group(x, half),
    DIRECTED_CALL_PICKUP: pickup.directed,
    CALL_PARK: _park,
    GROUP_CALL_PARK: _group_park,
    CALL_PARK_RETRIEVE: parking.retrieve,
}
"""What each code does with the call that dialled it."""
