"""An artificial load: calls come at random times, of random kinds, between users who are free.

It lives on the platform's own timers, so it needs no task, and the same seed gives the same calls. A user takes part
in one call of it at a time, and every tenth is left in peace: what they cannot carry is not begun, but counted.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from ctibridge.errors import CommandError
from ctibridge.sim.calls import Half
from ctibridge.sim.clock import Timer
from ctibridge.sim.people import User
from ctibridge.sim.phones import Phone, Phones
from ctibridge.sim.plans import KINDS, Cast, Kind, Waits
from ctibridge.sim.rules import clearing
from ctibridge.sim.switch import Switch

TALK_S = 60.0
LEFT_IN_PEACE = 10  # one user of so many
TRIES = 8  # to find somebody free among users whom clients or people use as well


class Load:
    """The calls of nobody in particular.

    Args:
        switch: The platform.
        seed: Of all chance.

    Attributes:
        rate: Calls that begin in a second; 0: no new ones.
        talk_s: How long people talk on average.
        begun: How many calls began, by kind.
        skipped: How many could not begin because too few users were free.
        disturbed: How many ended early because somebody else did something to them.
    """

    def __init__(self, switch: Switch, seed: int = 0) -> None:
        self.rate, self.talk_s = 0.0, TALK_S
        self.begun: Counter[str] = Counter()
        self.skipped = self.disturbed = 0
        self._switch = switch
        self._phones = Phones(switch, lambda: switch.clock.now)
        self._chance = Random(seed)  # noqa: S311 -- reproducible on purpose; nothing here is secret
        self._free = list(switch.people.users)
        self._under_way = 0
        self._next: Timer | None = None

    @property
    def under_way(self) -> int:
        """How many of its calls are going on."""
        return self._under_way

    def run(self, rate: float, talk_s: float | None = None) -> None:
        """Goes on with `rate` calls a second from now on; those under way come to their end in any case."""
        self.rate, self.talk_s = rate, self.talk_s if talk_s is None else talk_s
        if self._next is not None:
            self._next.cancel()
        self._next = None
        self._wait()

    def _wait(self) -> None:
        if self.rate > 0:
            self._next = self._switch.clock.after(self._chance.expovariate(self.rate), self._begin)

    def _begin(self) -> None:
        self._wait()
        kind = self._chance.choices(KINDS, [kind.share for kind in KINDS])[0]
        users = self._take(kind.users)
        if users is None:
            self.skipped += 1
            return
        self.begun[kind.name] += 1
        self._under_way += 1
        _Play(self, kind, users).go_on()

    def _take(self, count: int) -> list[User] | None:
        """So many free users; None when there are too few."""
        most = len(self._free) - len(self._switch.people.users) // LEFT_IN_PEACE
        if most < count:
            return None
        tried = [self._draw() for _ in range(min(TRIES, most))]
        found = [user for user in tried if not self._switch.x.calls(user)][:count]
        enough = len(found) == count
        self._free += [user for user in tried if not enough or user not in found]
        return found if enough else None

    def _draw(self) -> User:
        """Any of the free users, who is not in the list of them any more."""
        index = self._chance.randrange(len(self._free))
        user, self._free[index] = self._free[index], self._free[-1]
        self._free.pop()
        return user

    def cast(self, users: list[User]) -> Cast:
        """Users with their telephones, and the dice."""
        return Cast(self._phones, [Phone(self._phones, user) for user in users], self._chance, self.talk_s)

    def after(self, seconds: float, play: _Play) -> None:
        """Goes on with a call later."""
        self._switch.clock.after(seconds, play.go_on)

    def over(self, users: list[User], *, disturbed: bool) -> None:
        """A call has come to its end: nothing of it stays, and its users are free again."""
        self._under_way -= 1
        self.disturbed += disturbed
        for user in users:
            for half in self._switch.x.calls(user):
                self._drop(half)
        self._free += users

    def _drop(self, half: Half) -> None:
        if not half.is_over:
            clearing.hang_up(self._switch.x, half)


class _Play:
    """One call on its way."""

    def __init__(self, load: Load, kind: Kind, users: list[User]) -> None:
        self._load, self._users = load, users
        self._waits: Waits = kind.plan(load.cast(users))

    def go_on(self) -> None:
        """Does what comes next."""
        try:
            seconds = next(self._waits)
        except StopIteration:
            self._load.over(self._users, disturbed=False)
        except CommandError:
            self._load.over(self._users, disturbed=True)
        else:
            self._load.after(seconds, self)
