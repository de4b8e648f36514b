"""Where a call goes: to a user, into the public network, nowhere; and where next, when nobody takes it."""

from __future__ import annotations

from collections.abc import Callable

from ctibridge.errors import WrongState
from ctibridge.sim.calls import ComesBack, End, Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Destination, Far, Nobody
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, forking, forwarding, ringing
from ctibridge.sim.rules.forwarding import Forward, Refuse, Ring, Verdict
from ctibridge.wire.xsi.calls import (
    CallState,
    InternalReleaseCause,
    Personality,
    Redirection,
    RedirectReason,
    ReleasingParty,
)
from ctibridge.wire.xsi.services import CallForwardingNoAnswer

Redirections = tuple[Redirection, ...]


def send(
    x: Exchange, caller: End, where: Destination, back: Redirections = (), comes_back_to: ComesBack | None = None
) -> None:
    """Sends the call of `caller` to a destination.

    Args:
        x: The calls.
        caller: The end that goes on whatever comes.
        where: The destination.
        back: Who sent the call on before, most recent first.
        comes_back_to: Who transferred it and gets it back.
    """
    match where:
        case User():
            _to_user(x, caller, where, back, comes_back_to)
        case Far():
            _to_network(x, caller, where, comes_back_to)
        case Nobody():
            _failed(x, caller, comes_back_to, InternalReleaseCause.USER_NOT_FOUND)


def _to_user(x: Exchange, caller: End, user: User, back: Redirections, comes_back_to: ComesBack | None) -> None:
    if isinstance(caller, Half) and caller.user == user:
        _failed(x, caller, comes_back_to, InternalReleaseCause.BUSY)
        return
    half = ringing.arrive(x, user, caller, back)
    half.comes_back_to = comes_back_to
    _follow(x, half, forwarding.verdict(x, half))


def _follow(x: Exchange, half: Half, verdict: Verdict) -> None:
    match verdict:
        case Ring():
            ringing.ring(x, half)
            if not forking.ring_in_turn(x, half, _not_answered):
                _wait_for_answer(x, half)
            forking.ring_also(x, half)
        case Forward(to, reason):
            forward(x, half, to, reason)
        case Refuse(cause):
            life = x.chance.uniform(*x.knobs.phantom_s)
            half.timer = x.clock.after(life, lambda: refuse(x, half, cause))


def forward(x: Exchange, half: Half, to: str, reason: RedirectReason) -> None:
    """The call leaves a user before it was answered, and arrives elsewhere; a loop ends it."""
    caller, back, comes_back_to = half.peer, half.redirections, half.comes_back_to
    where = forwarding.send_away(x, half, to, reason)
    if caller is None or caller.is_over:
        return
    if len(back) >= x.knobs.max_redirections:
        _failed(x, caller, comes_back_to, InternalReleaseCause.FORBIDDEN)
        return
    send(x, caller, where, (forwarding.redirection(x, half.user, where, reason), *back), comes_back_to)


def _wait_for_answer(x: Exchange, half: Half) -> None:
    knobs, user = x.knobs, half.user
    waits: list[tuple[float, Callable[[Exchange, Half], None]]] = [(knobs.ring_timeout_s, _not_answered)]
    if x.services.forwarding(user, CallForwardingNoAnswer) is not None:
        waits.append((x.services.rings(user) * knobs.ring_s, _not_answered))
    if half.comes_back_to is not None:
        waits.append((knobs.recall_after_s, _refused))
    delay, then = min(waits, key=lambda wait: wait[0])
    half.timer = x.clock.after(delay, lambda: then(x, half))


def wait_for_transferred(x: Exchange, end: End, back: ComesBack) -> None:
    """`end` rings for somebody who was just transferred to it: if nobody answers, the call comes back."""
    end.comes_back_to = back
    if isinstance(end, Half):
        clearing.stop(end)
        _wait_for_answer(x, end)


def _not_answered(x: Exchange, half: Half) -> None:
    unanswered(x, half, forwarding.when_unanswered(x, half.user))


def _refused(x: Exchange, half: Half) -> None:
    refuse(x, half, InternalReleaseCause.TEMPORARILY_UNAVAILABLE)


def unanswered(x: Exchange, half: Half, verdict: Verdict) -> None:
    """Nobody answers, or the user declines: the call goes on, or the caller is told."""
    if isinstance(verdict, Forward):
        forward(x, half, verdict.to, verdict.reason)
    elif isinstance(verdict, Refuse):
        refuse(x, half, verdict.cause)


def refuse(x: Exchange, half: Half, cause: str) -> None:
    """The user's half ends, the caller is told why, or whoever transferred the call gets it back.

    If it rings elsewhere too, nobody is told.
    """
    caller, comes_back_to, is_leg = half.peer, half.comes_back_to, half.leg_of is not None
    clearing.end_half(x, half, ReleasingParty.LOCAL, cause)
    if not is_leg and caller is not None and not caller.is_over:
        _failed(x, caller, comes_back_to, cause)


def decline(x: Exchange, half: Half, *, busy: bool = False) -> None:
    """The user rejects a ringing call: Temporarily Unavailable, which also sets off Call Forwarding No Answer.

    Raises:
        WrongState: the call does not ring here.
    """
    if half.state is not CallState.ALERTING or half.personality is not Personality.TERMINATOR:
        raise WrongState(
            f"call {half.call_id} is {half.state}, {half.personality}; only a ringing call can be declined"
        )
    clearing.stop(half)
    user = half.user
    reason, cause = RedirectReason.USER_BUSY, InternalReleaseCause.BUSY
    verdict = forwarding.when_busy(x, user, reason, cause) if busy else forwarding.when_unanswered(x, user)
    if half.leg_of is not None:
        verdict = Refuse(cause if busy else InternalReleaseCause.TEMPORARILY_UNAVAILABLE)
    unanswered(x, half, verdict)


def stop_ringing(half: Half) -> None:
    """The user's telephone falls silent; the call stays until the caller or a time-out ends it (3.5.4.3)."""
    half.rings = False


def come_back(x: Exchange, back: ComesBack, caller: End) -> None:
    """A call rings again at the user who sent it away, for as long as a telephone rings."""
    half = ringing.come_back(x, back, caller)
    half.timer = x.clock.after(x.knobs.ring_timeout_s, lambda: _recall_unanswered(x, half))
    if isinstance(caller, Half) and caller.state is CallState.ALERTING:
        ringing.update_party(x, caller, x.party(back.user, caller.user))


def _failed(x: Exchange, caller: End, comes_back_to: ComesBack | None, cause: str) -> None:
    if comes_back_to is None:
        clearing.fail(x, caller, cause)
    else:
        come_back(x, comes_back_to, caller)


def _recall_unanswered(x: Exchange, half: Half) -> None:
    refuse(x, half, InternalReleaseCause.TEMPORARILY_UNAVAILABLE)


def _to_network(x: Exchange, caller: End, far: Far, comes_back_to: ComesBack | None) -> None:
    outside = x.new_outside(far, caller.tracking, incoming=False)
    outside.peer, caller.peer, outside.comes_back_to = caller, outside, comes_back_to
    waits: list[tuple[float, Callable[[Exchange, Outside], None]]] = []
    if x.knobs.outside_answers_after_s is not None:
        waits.append((x.knobs.outside_answers_after_s, ringing.outside_answers))
    if comes_back_to is not None:
        waits.append((x.knobs.recall_after_s, outside_refuses))
    if waits:
        delay, then = min(waits, key=lambda wait: wait[0])
        outside.timer = x.clock.after(delay, lambda: then(x, outside))


def outside_refuses(x: Exchange, outside: Outside) -> None:
    """A party in the public network does not take the call."""
    caller, comes_back_to, is_leg = outside.peer, outside.comes_back_to, outside.leg_of is not None
    clearing.end_outside(outside)
    if not is_leg and caller is not None and not caller.is_over:
        _failed(x, caller, comes_back_to, InternalReleaseCause.BUSY)
