"""What an arriving call meets at its user: the user's services, then a telephone, which may be busy."""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.sim.calls import Half
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Destination, address_of, destination
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing
from ctibridge.wire.xsi.calls import (
    Address,
    CallState,
    InternalReleaseCause,
    Redirect,
    Redirection,
    RedirectReason,
    ReleasingParty,
)
from ctibridge.wire.xsi.events import CallForwardedEvent
from ctibridge.wire.xsi.services import (
    CallForwardingAlways,
    CallForwardingBusy,
    CallForwardingNoAnswer,
    CallForwardingNotReachable,
    CallWaiting,
    DoNotDisturb,
)


@dataclass(frozen=True, slots=True)
class Ring:
    """The telephone rings."""


@dataclass(frozen=True, slots=True)
class Forward:
    """The call goes elsewhere."""

    to: str
    reason: RedirectReason


@dataclass(frozen=True, slots=True)
class Refuse:
    """The caller is told why not."""

    cause: str


Verdict = Ring | Forward | Refuse


def verdict(x: Exchange, half: Half) -> Verdict:
    """What an arriving call meets: Call Forwarding Always before Do Not Disturb before the telephone."""
    user, services = half.user, x.services
    always = services.forwarding(user, CallForwardingAlways)
    if always is not None:
        return Forward(always, RedirectReason.UNCONDITIONAL)
    if services.is_active(user, DoNotDisturb):
        return when_busy(x, user, RedirectReason.DO_NOT_DISTURB, x.knobs.dnd_cause)
    if is_busy(x, half):
        return when_busy(x, user, RedirectReason.USER_BUSY, InternalReleaseCause.BUSY)
    return when_unreachable(x, user) if user.user_id in x.unreachable else Ring()


def when_busy(x: Exchange, user: User, reason: RedirectReason, cause: str) -> Verdict:
    """A user who takes no call: it goes to the number of Call Forwarding Busy, if that is active."""
    busy = x.services.forwarding(user, CallForwardingBusy)
    return Forward(busy, reason) if busy is not None else Refuse(cause)


def when_unanswered(x: Exchange, user: User) -> Verdict:
    """A user who does not answer: the call goes to the number of Call Forwarding No Answer, if that is active."""
    to = x.services.forwarding(user, CallForwardingNoAnswer)
    return Forward(to, RedirectReason.NO_ANSWER) if to else Refuse(InternalReleaseCause.TEMPORARILY_UNAVAILABLE)


def when_unreachable(x: Exchange, user: User) -> Verdict:
    """A user whose telephone is unplugged; without a number for that case as one who does not answer (inferred)."""
    to = x.services.forwarding(user, CallForwardingNotReachable)
    return Forward(to, RedirectReason.UNAVAILABLE) if to is not None else when_unanswered(x, user)


def is_busy(x: Exchange, half: Half) -> bool:
    """Whether the telephone takes no further call."""
    others = len(x.calls(half.user)) - 1
    if x.services.is_active(half.user, CallWaiting):
        return others >= x.knobs.appearances
    return others > 0


def send_away(x: Exchange, half: Half, to: str, reason: RedirectReason) -> Destination:
    """The user's half is redirected and ends; the caller's half, if there is one, learns where to.

    Returns where the call goes.
    """
    where = destination(x.people, half.user, to)
    address = Address(value=address_of(where, half.user))
    half.redirect = Redirect(address=address, reason=reason, redirect_time=x.clock.ms)
    half.state, half.detached = CallState.DETACHED, x.clock.ms
    x.tell_redirected(half.user, half)
    clearing.end_half(x, half, ReleasingParty.LOCAL)
    caller = half.peer
    if isinstance(caller, Half) and caller.state is CallState.ALERTING:
        if x.knobs.connected_line_presentation:
            caller.remote = x.party(where, caller.user)
        x.tell(caller, CallForwardedEvent)
    return where


def redirection(x: Exchange, by: User, to: Destination, reason: RedirectReason) -> Redirection:
    """How somebody's sending a call away is shown to the user whom it reaches."""
    viewer = to if isinstance(to, User) else by
    return Redirection(party=x.party(by, viewer), reason=reason, counter=1)
