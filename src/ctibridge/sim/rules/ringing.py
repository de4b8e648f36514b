"""A call arrives at a user, the telephone rings, somebody answers."""

from __future__ import annotations

from ctibridge.errors import WrongState
from ctibridge.sim.calls import ComesBack, End, Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.packages import Audience
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, holding, hook, recording, winning
from ctibridge.wire.xsi.calls import CallState, PartyInformation, Personality, Redirection
from ctibridge.wire.xsi.events import CallAnsweredEvent, CallReceivedEvent, CallUpdatedEvent


def arrive(x: Exchange, user: User, caller: End, redirections: tuple[Redirection, ...]) -> Half:
    """A call for the user has arrived; nothing rings yet, and only Advanced Call tells of it."""
    half = x.new_half(user, Personality.TERMINATOR, x.party_at(caller, user), caller.tracking)
    half.redirections, half.peer, caller.peer = redirections, caller, half
    x.tell(half, CallReceivedEvent)
    return half


def ring(x: Exchange, half: Half) -> None:
    """The telephone rings: now the lesser packages tell of it too."""
    half.presented = half.rings = half.on_phone = True
    x.appear(half)
    x.tell(half, CallReceivedEvent, Audience.LESSER)
    if x.knobs.update_when_ringing:
        x.tell(half, CallUpdatedEvent, Audience.ADVANCED)


def come_back(x: Exchange, back: ComesBack, caller: End) -> Half:
    """A call rings again at the user who transferred or parked it; the user's services leave it alone."""
    half = x.new_half(back.user, Personality.TERMINATOR, x.party_at(caller, back.user), caller.tracking)
    half.recall_from, half.peer, caller.peer = x.party(back.target, back.user), caller, half
    half.recall_type = back.recall_type
    half.presented = half.rings = half.on_phone = True
    x.appear(half)
    x.tell(half, CallReceivedEvent)
    return half


def answer(x: Exchange, half: Half) -> None:
    """The user picks up a ringing call; another active call of the user is held first.

    Raises:
        WrongState: the call does not ring here.
    """
    if half.state is not CallState.ALERTING or half.personality is not Personality.TERMINATOR:
        raise WrongState(
            f"call {half.call_id} is {half.state}, {half.personality}; only a ringing call can be answered"
        )
    if half.peer is None:
        raise WrongState(f"call {half.call_id} has lost its caller")
    holding.hold_others(x, half.user, half)
    hook.lift(x, half.user)
    connect(x, half)
    winning.answered(x, half)
    far_answered(x, half.peer)
    holding.settle(x, half)
    holding.settle(x, half.peer)  # who was parked is not any more


def outside_answers(x: Exchange, outside: Outside) -> None:
    """A party in the public network picks up.

    Raises:
        WrongState: it does not ring.
    """
    if outside.incoming or outside.state is not CallState.ALERTING:
        raise WrongState(f"{outside.outside_id} does not ring")
    far_answered(x, outside)
    winning.answered(x, outside)
    if outside.peer is not None:
        far_answered(x, outside.peer)


def far_answered(x: Exchange, end: End) -> None:
    """The party at `end` is connected: its call was answered at the other side, or by itself."""
    clearing.stop(end)
    if end.state is not CallState.ALERTING:
        return
    if isinstance(end, Half):
        connect(x, end)
    else:
        end.state = CallState.ACTIVE


def connect(x: Exchange, half: Half) -> None:
    """The user talks from now on."""
    clearing.stop(half)
    half.state, half.rings, half.presented, half.comes_back_to = CallState.ACTIVE, False, True, None
    half.answered = half.answered or x.clock.ms  # the first answer counts, whatever follows (4.7.1.1.4)
    half.on_phone = True
    x.appear(half)
    x.tell(half, CallAnsweredEvent)
    recording.answered(x, half)


def update_party(x: Exchange, half: Half, party: PartyInformation) -> None:
    """The other party of a call is another one, and nothing else changed."""
    half.remote = party
    x.tell(half, CallUpdatedEvent)
