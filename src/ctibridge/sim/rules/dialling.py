"""A user calls: on the telephone, or by a dial request that rings the telephone first. Somebody outside calls."""

from __future__ import annotations

from ctibridge.errors import InvalidDestination, WrongState
from ctibridge.sim.calls import Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Far, destination, dialled_digits, tel
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, features, holding, hook, routing
from ctibridge.wire.xsi.calls import (
    Address,
    CallState,
    CallType,
    Endpoint,
    InternalReleaseCause,
    PartyInformation,
    Personality,
    ReleasingParty,
)
from ctibridge.wire.xsi.events import CallOriginatedEvent, CallOriginatingEvent, CallUpdatedEvent


def dial(x: Exchange, user: User, address: str, endpoint: Endpoint | None = None) -> Half:
    """The user dials on the telephone, or at another endpoint. What the user talks in is held first.

    Raises:
        InvalidDestination: nothing was dialled.
    """
    half = _new(x, user, Personality.ORIGINATOR, address)
    half.endpoint = endpoint
    holding.hold_others(x, user, half)
    _go_out(x, half)
    return half


def click_to_dial(x: Exchange, user: User, address: str) -> Half:
    """A dial request: the user's own telephone rings (4.7.1.1.1).

    Raises:
        InvalidDestination: nothing was dialled.
    """
    half = _new(x, user, Personality.CLICK_TO_DIAL, address)
    half.remote = _unknown(half.dialled)
    half.presented = half.rings = True
    x.appear(half)
    x.tell(half, CallOriginatingEvent)
    half.on_phone = True
    if x.knobs.update_when_ringing:
        x.tell(half, CallUpdatedEvent)
    half.timer = x.clock.after(x.knobs.click_to_dial_timeout_s, lambda: _nobody_picks_up(x, half))
    return half


def pick_up(x: Exchange, half: Half) -> None:
    """The user picks up for a dial request, and the destination is called.

    Raises:
        WrongState: the telephone does not ring for a dial request.
    """
    if half.personality is not Personality.CLICK_TO_DIAL or half.state is not CallState.ALERTING:
        raise WrongState(f"call {half.call_id} does not wait for its user to pick up")
    clearing.stop(half)
    holding.hold_others(x, half.user, half)
    if x.knobs.click_to_dial_changes_id:
        x.rename(half)
    _go_out(x, half)


def call_in(x: Exchange, caller: Far, address: str) -> Outside:
    """Somebody in the public network calls a number of the platform.

    Raises:
        InvalidDestination: nobody here has this number.
    """
    called = destination(x.people, None, address)
    if not isinstance(called, User):
        called = x.people.user(address) or _extension(x, address)
    outside = x.new_outside(caller, x.ids.tracking(), incoming=True)
    routing.send(x, outside, called)
    return outside


def _extension(x: Exchange, address: str) -> User:
    found = [user for user in x.people.users if user.extension == address]
    if not found:
        raise InvalidDestination(f"nobody here has the number {address}; see GET /truth for those that there are")
    return found[0]


def _new(x: Exchange, user: User, personality: Personality, address: str) -> Half:
    digits = dialled_digits(address)
    if not digits:
        raise InvalidDestination("no address was dialled")
    remote = _unknown(digits) if features.is_code(digits) else x.party(destination(x.people, user, address), user)
    half = x.new_half(user, personality, remote, x.ids.tracking())
    half.dialled = digits
    return half


def _unknown(digits: str) -> PartyInformation:
    return PartyInformation(address=Address(value=tel(digits)), call_type=CallType.UNKNOWN)


def _go_out(x: Exchange, half: Half) -> None:
    code, where = features.is_code(half.dialled), destination(x.people, half.user, half.dialled)
    half.personality, half.rings, half.presented = Personality.ORIGINATOR, False, True
    half.remote = half.remote if code else x.party(where, half.user)
    half.on_phone = True
    x.appear(half)
    hook.lift(x, half.user)
    x.tell(half, CallOriginatedEvent)
    if code:
        features.use(x, half)
    else:
        routing.send(x, half, where)


def _nobody_picks_up(x: Exchange, half: Half) -> None:
    # The release cause is set (4.7.1.1.11); which one is inferred.
    clearing.end_half(x, half, ReleasingParty.LOCAL, InternalReleaseCause.TEMPORARILY_UNAVAILABLE)
