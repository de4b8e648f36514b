"""Says how calls are: makes the messages, leaves out what is no news, and what the TSP will not hear."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ctibridge.servers.tapi.call import TapiCall
from ctibridge.servers.tapi.features import Features
from ctibridge.servers.tapi.people import People
from ctibridge.servers.tapi.states import State
from ctibridge.servers.tapi.translate import message_from_call, news
from ctibridge.wire.tapi.codec import slots
from ctibridge.wire.tapi.messages import Call, NewCall

FIRST_OF_OURS = 0x8000_0000


class Teller:
    """For the calls of one line.

    Args:
        number: The line's permanent number.
        people: How parties are shown.
    """

    def __init__(self, number: int, people: People) -> None:
        self._number, self._people = number, people
        self._forgotten: set[int] = set()
        self._out: list[Call] = []
        self.states: Counter[int] = Counter()  # of the calls that were told

    def say(self, call: TapiCall, state: State, features: Features) -> None:
        """A call is like this."""
        before = call.told
        call.told = now = message_from_call(self._number, call, state, features, self._people)
        self._count(before, now)
        if before == now or call.number in self._forgotten:
            return
        if before is None:
            self._out.append(_first(now))
            return
        changed = (before.state, before.mode, before.parent) != (now.state, now.mode, now.parent)
        self._out.append(replace(now, event=int(changed), info=news(before, now)))

    def forget(self, number: int) -> None:
        """The TSP will not hear of this call."""
        self._forgotten.add(number)

    def over(self, call: TapiCall) -> None:
        """Its number is used up."""
        self._forgotten.discard(call.number)
        self._count(call.told, None)

    def _count(self, before: Call | None, now: Call | None) -> None:
        if before is not None:
            self.states[before.state] -= 1
        if now is not None:
            self.states[now.state] += 1

    def take(self) -> list[Call]:
        """What has to be told, in order."""
        out, self._out = self._out, []
        return out


def _first(message: Call) -> Call:
    """The first that is said of a call."""
    if message.call < FIRST_OF_OURS:
        return replace(message, event=1, info=news(Call(), message))
    return NewCall(**{slot.name: getattr(message, slot.name) for slot in slots(Call)} | {"event": 1})
