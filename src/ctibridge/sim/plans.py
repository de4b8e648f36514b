"""The kinds of calls in an artificial load: small stories whose people and waits are drawn by chance.

A plan yields seconds, as scenarios do. It leaves nothing behind: no call, no service that it turned on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from ctibridge.errors import UnknownCall
from ctibridge.sim.calls import Outside
from ctibridge.sim.phones import Phone, Phones, end_outside_call
from ctibridge.sim.rules import ringing

# Kept free for films and books in Frankfurt, Hamburg, Cologne and Munich; a thousand numbers each.
_CITIES = ("+496990009", "+494066969", "+492214710", "+498999998")
_SPREAD = 0.8  # of the lengths of calls: many are short, a few are long

Waits = Iterator[float]


@dataclass(slots=True)
class Cast:
    """Who plays a call, and the dice.

    Args:
        phones: All telephones.
        users: Those of the users who take part; their first calls or is called first.
        chance: The dice.
        talk_s: How long people talk on average.
    """

    phones: Phones
    users: list[Phone]
    chance: Random
    talk_s: float

    def rings(self) -> float:
        """How long it rings until somebody answers."""
        return self.chance.uniform(2.0, 10.0)

    def moment(self) -> float:
        """How long somebody needs for a word or a key."""
        return self.chance.uniform(1.0, 4.0)

    def talks(self, share: float = 1.0) -> float:
        """How long people talk; `share` of the average."""
        mean = max(self.talk_s * share, 0.1)
        return self.chance.lognormvariate(math.log(mean) - _SPREAD**2 / 2, _SPREAD)

    def number(self) -> str:
        """Somebody's number in the public network."""
        return f"{self.chance.choice(_CITIES)}{self.chance.randrange(1000):03d}"

    def caller(self, to: Phone) -> Outside:
        """Somebody in the public network calls."""
        name = self.chance.choice(("Kunde", "Lieferant", None))
        return self.phones.outside(self.number(), name).call(to.user.user_id)

    def called(self, phone: Phone) -> Outside:
        """Who is called in the public network.

        Raises:
            UnknownCall: nobody any more; somebody else has ended the call.
        """
        for half in phone.calls:
            if isinstance(half.peer, Outside):
                return half.peer
        raise UnknownCall(f"{phone.user.user_id} calls nobody outside")

    def answers(self, outside: Outside) -> None:
        """Somebody in the public network picks up."""
        self.phones.act(lambda x: ringing.outside_answers(x, outside))

    def leaves(self, outside: Outside) -> None:
        """Somebody in the public network hangs up."""
        self.phones.act(lambda x: end_outside_call(x, outside))

    def ends(self, *ends: Phone | Outside) -> None:
        """One of them hangs up."""
        end = self.chance.choice(ends)
        if isinstance(end, Phone):
            end.hangup()
        else:
            self.leaves(end)


Plan = Callable[[Cast], Waits]


def inbound(cast: Cast) -> Waits:
    """Somebody outside calls, and the user answers."""
    (anna,) = cast.users
    customer = cast.caller(anna)
    yield cast.rings()
    anna.answer()
    yield cast.talks()
    cast.ends(anna, customer)


def outbound(cast: Cast) -> Waits:
    """A user calls somebody outside, who answers."""
    (anna,) = cast.users
    anna.dial(cast.number())
    yield cast.rings()
    customer = cast.called(anna)
    cast.answers(customer)
    yield cast.talks()
    cast.ends(anna, customer)


def inside(cast: Cast) -> Waits:
    """A user calls another, who answers."""
    anna, bert = cast.users
    anna.dial(bert)
    yield cast.rings()
    bert.answer()
    yield cast.talks()
    cast.ends(anna, bert)


def click_to_dial(cast: Cast) -> Waits:
    """An application dials for a user, who picks up."""
    anna, bert = cast.users
    anna.click_to_dial(bert)
    yield cast.moment()
    anna.answer()
    yield cast.rings()
    bert.answer()
    yield cast.talks()
    cast.ends(anna, bert)


def unanswered(cast: Cast) -> Waits:
    """Somebody outside calls, nobody answers, and the caller gives up."""
    (anna,) = cast.users
    customer = cast.caller(anna)
    yield cast.chance.uniform(8.0, 25.0)
    cast.leaves(customer)


def declined(cast: Cast) -> Waits:
    """A user calls another, who rejects the call."""
    anna, bert = cast.users
    anna.dial(bert)
    yield cast.rings()
    bert.hangup()
    yield cast.moment()
    if anna.calls:
        anna.hangup()


def busy(cast: Cast) -> Waits:
    """A user who talks takes no second call; the caller hears that it is busy."""
    anna, bert, carla = cast.users
    bert.call_waiting(active=False)
    try:
        anna.dial(bert)
        yield cast.rings()
        bert.answer()
        yield cast.talks(0.5)
        carla.dial(bert)
        yield cast.moment()
        carla.hangup()
        yield cast.talks(0.5)
        cast.ends(anna, bert)
    finally:
        bert.call_waiting(active=True)


def forwarded_always(cast: Cast) -> Waits:
    """A user is away and has calls go to another."""
    anna, bert = cast.users
    anna.forward("always", bert)
    try:
        customer = cast.caller(anna)
        yield cast.rings()
        bert.answer()
        yield cast.talks()
        cast.ends(bert, customer)
    finally:
        anna.forward("always", None)


def forwarded_no_answer(cast: Cast) -> Waits:
    """A user does not answer, and the call goes to another after three rings."""
    anna, bert = cast.users
    anna.forward("no answer", bert)
    try:
        customer = cast.caller(anna)
        yield 3 * cast.phones.x.knobs.ring_s + cast.rings()
        bert.answer()
        yield cast.talks()
        cast.ends(bert, customer)
    finally:
        anna.forward("no answer", None)


def held(cast: Cast) -> Waits:
    """A user holds a call and comes back."""
    anna, bert = cast.users
    anna.dial(bert)
    yield cast.rings()
    bert.answer()
    yield cast.talks(0.4)
    bert.hold()
    yield cast.talks(0.2)
    bert.retrieve()
    yield cast.talks(0.4)
    cast.ends(anna, bert)


def blind_transfer(cast: Cast) -> Waits:
    """A user sends a caller to another without asking."""
    anna, carla = cast.users
    customer = cast.caller(anna)
    yield cast.rings()
    anna.answer()
    yield cast.moment()
    anna.transfer(carla)
    yield cast.rings()
    carla.answer()
    yield cast.talks()
    cast.ends(carla, customer)


def consult_transfer(cast: Cast) -> Waits:
    """A user asks another whether to take a caller, and joins the two."""
    anna, carla = cast.users
    customer = cast.caller(anna)
    yield cast.rings()
    anna.answer()
    yield cast.moment()
    anna.dial(carla)
    yield cast.rings()
    carla.answer()
    yield cast.moment()
    anna.transfer()
    yield cast.talks()
    cast.ends(carla, customer)


def conference(cast: Cast) -> Waits:
    """A user talks to two others at the same time."""
    anna, bert, carla = cast.users
    anna.dial(bert)
    yield cast.rings()
    bert.answer()
    yield cast.moment()
    anna.dial(carla)
    yield cast.rings()
    carla.answer()
    yield cast.moment()
    anna.conference()
    yield cast.talks()
    anna.hangup()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of call: how many users it takes, and how often it comes among a hundred."""

    plan: Plan
    users: int
    share: int

    @property
    def name(self) -> str:
        """Its name."""
        return self.plan.__name__


KINDS = (
    Kind(inbound, 1, 30),
    Kind(outbound, 1, 20),
    Kind(inside, 2, 14),
    Kind(click_to_dial, 2, 6),
    Kind(unanswered, 1, 8),
    Kind(declined, 2, 2),
    Kind(busy, 3, 4),
    Kind(forwarded_always, 2, 2),
    Kind(forwarded_no_answer, 2, 3),
    Kind(held, 2, 4),
    Kind(blind_transfer, 2, 3),
    Kind(consult_transfer, 2, 3),
    Kind(conference, 3, 1),
)
"""An office's day, guessed: mostly answered calls, some of everything else."""
