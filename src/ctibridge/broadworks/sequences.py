"""The sequence numbers of events: which are missing, which come too late. Pure.

Each subscription counts its events from 1. The events of one user come in order, those of several users of a collection
need not (XSI 4.2.4.4): so a gap is a loss only when it stays open for a while. What the platform could not deliver over
a channel that was lost it sends again over the next one, when the line may be far ahead: told then, it would be a lie.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from ctibridge.model.ids import LineId

REORDER_S = 2.0  # engineering choice: no user waits so long for an event that others overtook
LAST_NUMBER = 2_147_483_647  # then 1 again
REMEMBERED = 1_000  # numbers of a gap; of a longer one the first are as good as seen


class Turn(Enum):
    """What to make of an event."""

    NOW = auto()  # it is this event's turn, or it was seen before, which the call book notices
    DOUBTFUL = auto()  # it may have been overtaken while there was no channel: nothing tells
    LATE = auto()  # its line has gone on since


@dataclass(slots=True)
class _Count:
    """The events of one subscription."""

    next: int = 1
    anew: bool = False  # a channel was opened since the last event
    missing: dict[int, float] = field(default_factory=dict)  # since when
    given_up: dict[int, None] = field(default_factory=dict)
    ahead: dict[LineId, int] = field(default_factory=dict)  # the last event of each line since the oldest gap

    def is_lost(self, number: int) -> None:
        """The event counts as lost."""
        self.given_up[number] = None
        if len(self.given_up) > REMEMBERED:
            del self.given_up[next(iter(self.given_up))]


class Sequences:
    """The events of all subscriptions."""

    def __init__(self) -> None:
        self._counts: dict[str, _Count] = {}
        self._open: set[str] = set()  # those with a gap
        self._continued: set[str] = set()

    def continues(self, subscriptions: Iterable[str]) -> None:
        """These were made by an earlier run: their next event may have any number."""
        self._continued.update(subscriptions)

    def take(self, subscription: str, number: int, line: LineId, now: float) -> Turn:
        """Takes an event in; what to make of it."""
        count = self._counts.get(subscription)
        if count is None:
            count = self._counts[subscription] = _Count(number if subscription in self._continued else 1)
        anew, count.anew = count.anew, False
        leap = (number - count.next) % LAST_NUMBER
        if leap > LAST_NUMBER // 2:
            return self._from_before(count, number, line)
        # While there was no channel nobody could overtake anybody: there a gap is a loss at once.
        since = now - REORDER_S if anew else now
        for back in range(min(leap, REMEMBERED), 0, -1):
            count.missing[(number - back - 1) % LAST_NUMBER + 1] = since
        count.next = number % LAST_NUMBER + 1
        if count.missing:
            self._open.add(subscription)
            count.ahead[line] = number
        return Turn.DOUBTFUL if anew else Turn.NOW

    def _from_before(self, count: _Count, number: int, line: LineId) -> Turn:
        if number in count.given_up:
            del count.given_up[number]
            return Turn.LATE
        if count.missing.pop(number, None) is None:
            return Turn.NOW
        ahead = line in count.ahead and (count.ahead[line] - number) % LAST_NUMBER < LAST_NUMBER // 2
        if not count.missing:
            count.ahead.clear()
        elif not ahead:
            count.ahead[line] = number
        return Turn.LATE if ahead else Turn.NOW

    def channel_opened(self) -> None:
        """A new channel stands: events may have been lost before it."""
        for count in self._counts.values():
            count.anew = True

    def lost(self, now: float) -> list[str]:
        """The subscriptions of which events are lost; each loss is told once."""
        found = []
        for subscription in sorted(self._open):
            count = self._counts[subscription]
            gone = [number for number, since in count.missing.items() if since + REORDER_S <= now]
            for number in gone:
                del count.missing[number]
                count.is_lost(number)
            if not count.missing:
                count.ahead.clear()
                self._open.remove(subscription)
            if gone:
                found.append(subscription)
        return found

    @property
    def has_gaps(self) -> bool:
        """Whether something is missing."""
        return bool(self._open)

    def next_at(self) -> float | None:
        """When a gap becomes a loss."""
        since = [since for subscription in self._open for since in self._counts[subscription].missing.values()]
        return min(since) + REORDER_S if since else None

    def forget(self, subscription: str) -> None:
        """The subscription is no more."""
        self._counts.pop(subscription, None)
        self._open.discard(subscription)
