"""A user sends the other party elsewhere, or joins two parties, and leaves.

The transferring user gets CallRedirected and CallReleased; a party inside the enterprise gets CallTransferred
(4.7.1.1.8, 4.7.1.1.9).
"""

from __future__ import annotations

from ctibridge.errors import InvalidDestination, WrongState
from ctibridge.sim.calls import ComesBack, End, Half, Outside
from ctibridge.sim.exchange import Exchange
from ctibridge.sim.numbers import Destination, Far, address_of, destination, dialled_digits
from ctibridge.sim.people import User
from ctibridge.sim.rules import clearing, conferencing, dialling, forwarding, holding, ringing, routing
from ctibridge.wire.xsi.calls import Address, CallState, Personality, Redirect, RedirectReason
from ctibridge.wire.xsi.events import CallTransferredEvent


def blind(x: Exchange, half: Half, address: str) -> None:
    """Sends the other party to an address without asking there; a ringing call is deflected.

    Raises:
        InvalidDestination: no address.
        WrongState: the call cannot be transferred.
    """
    if not dialled_digits(address):
        raise InvalidDestination("a transfer needs an address")
    if half.state is CallState.ALERTING and half.personality is Personality.TERMINATOR:
        routing.forward(x, half, address, RedirectReason.DEFLECTION)
        return
    if not half.talks or half.peer is None:
        raise WrongState(f"call {half.call_id} is {half.state}; only a ringing or answered call can be transferred")
    _check_answered(half)
    if holding.in_conference(x, half):
        raise WrongState(f"call {half.call_id} is in a conference")
    _send_on(x, half, half.peer, destination(x.people, half.user, address))


def _send_on(x: Exchange, half: Half, peer: End, where: Destination) -> None:
    user = half.user
    _redirect(x, half, where)
    _leave(x, half)
    x.tell_redirected(user, half)
    clearing.detach(x, half)
    if isinstance(peer, Half) and peer.user.enterprise == user.enterprise:
        _rings_again(x, peer, where)
    back = forwarding.redirection(x, user, where, RedirectReason.TRANSFER)
    routing.send(x, peer, where, (back,), ComesBack(user, where))


def _rings_again(x: Exchange, peer: Half, where: Destination) -> None:
    """The party that is sent on hears it ring, as if it had called there itself."""
    peer.personality, peer.remote = Personality.ORIGINATOR, x.party(where, peer.user)
    if peer.state is not CallState.HELD:
        peer.state = CallState.ALERTING
    x.tell(peer, CallTransferredEvent)


def consult(x: Exchange, first: Half, second: Half) -> None:
    """Joins the party of `first` with the consulted party of `second`, whose tracking id survives.

    Works before the consulted party has answered.

    Raises:
        WrongState: the first call is not answered, or rings again, the second is neither answered nor on its way, or
            both are one.
    """
    _check(first, second)
    party, consulted = first.peer, second.peer
    if party is None or consulted is None:
        raise WrongState("a treatment plays in one of the calls")
    conference = x.conferences.get(first.user.user_id)
    if conference is not None and (first in conference.halves or second in conference.halves):
        conferencing.dissolve(x, conference)
    _redirect(x, first, _who(consulted))
    _redirect(x, second, _who(party))
    first.tracking = second.tracking
    _leave(x, second)
    x.tell_redirected(first.user, first, second)
    first.detached = x.clock.ms
    clearing.detach(x, first)
    clearing.detach(x, second)
    _join(x, party, consulted, second)


def leave_conference(x: Exchange, user: User) -> None:
    """The owner of a conference leaves two participants to each other; a larger one cannot be left.

    Raises:
        UnknownCall: there is no conference.
        WrongState: there are more than two.
    """
    first, *others = conferencing.find(x, user).halves
    if len(others) != 1:
        raise WrongState("only two participants can be left to each other")
    consult(x, first, others[0])


def _check(first: Half, second: Half) -> None:
    if first is second or first.peer is second:
        raise WrongState("a call cannot be joined with itself")
    if not first.talks:
        raise WrongState(f"call {first.call_id} is {first.state}; it must be answered to be transferred")
    _check_answered(first)
    on_its_way = second.state is CallState.ALERTING and second.personality is Personality.ORIGINATOR
    if not second.talks and not on_its_way:
        raise WrongState(f"call {second.call_id} is {second.state}, {second.personality}; nobody is consulted there")


def _check_answered(half: Half) -> None:
    if half.peer is not None and half.peer.state is CallState.ALERTING:  # inferred: who was held has sent it on
        raise WrongState(f"call {half.call_id} rings again; it must be answered to be transferred")


def _join(x: Exchange, party: End, consulted: End, role: Half) -> None:
    party.peer, consulted.peer = consulted, party
    inside = role.user.enterprise
    if isinstance(party, Half) and party.user.enterprise == inside:
        _take_the_place(x, party, consulted, role)
    elif isinstance(party, Outside):
        party.tracking = consulted.tracking
    if isinstance(consulted, Half) and consulted.user.enterprise == inside:
        ringing.update_party(x, consulted, x.party_at(party, consulted.user))
    if consulted.state is CallState.ALERTING:
        routing.wait_for_transferred(x, consulted, ComesBack(role.user, _who(consulted)))
    holding.settle(x, party)
    holding.settle(x, consulted)


def _take_the_place(x: Exchange, party: Half, consulted: End, role: Half) -> None:
    """The party that waited becomes what the transferring user was in the consulted call (4.7.1.1.9)."""
    party.tracking, party.personality = consulted.tracking, role.personality
    party.remote = x.party_at(consulted, party.user)
    if consulted.state is CallState.ALERTING and party.state is not CallState.HELD:
        party.state = CallState.ALERTING
    x.tell(party, CallTransferredEvent)


def mute(x: Exchange, half: Half, address: str) -> Half:
    """Calls an address and transfers as soon as it rings there (3.5.4.16). Returns the consulting call."""
    if not half.talks or half.peer is None:
        raise WrongState(f"call {half.call_id} is {half.state}; it must be answered to be transferred")
    _check_answered(half)
    second = dialling.dial(x, half.user, address)
    if second.peer is not None and _rings_at(second.peer):
        consult(x, half, second)
    return second


def _rings_at(end: End) -> bool:
    return isinstance(end, Outside) or end.rings


def _redirect(x: Exchange, half: Half, where: Destination) -> None:
    hidden = isinstance(where, Far) and where.restricted  # schema, Redirect: then without an address
    address = None if hidden else Address(value=address_of(where, half.user))
    half.redirect = Redirect(address=address, reason=RedirectReason.TRANSFER, redirect_time=x.clock.ms)


def _leave(x: Exchange, half: Half) -> None:
    half.state, half.detached = CallState.DETACHED, x.clock.ms


def _who(end: End) -> Destination:
    return end.user if isinstance(end, Half) else end.far
