"""One call as a whole, for whoever watches the call and no line of it. Pure.

Several lines of ours may be in the call, and each is told the same thing in its own way. Passed on is what the device
says that did it, where it is a line of ours; else what is said first.
"""

from __future__ import annotations

from ctibridge.model import changes as c
from ctibridge.model.ids import CallId, LineId
from ctibridge.model.parties import Cause, Party
from ctibridge.model.views import CallSnapshot

_GONE = (c.ConnectionCleared, c.Diverted, c.Transferred)


class FollowedCall:
    """A call that is followed, through transfers and conferences, until nobody of ours is in it.

    Args:
        call: As it is now.
    """

    def __init__(self, call: CallSnapshot) -> None:
        self.id = call.call
        self.ids = {call.call}  # all that it has been called
        self.lines: dict[LineId, None] = dict.fromkeys(call.lines)  # as a set with an order
        # The last that was told of each party; None: it was there before.
        self._told: dict[object, type | None] = {_key(member.party): None for member in call.members}
        self._sent_on = False  # that is the last that was told

    def take(self, change: c.CallControlChange) -> bool:
        """Takes in what a line of the call is told; whether it is news of the call."""
        self.id = _calls_after(change)[-1]
        self.ids.update(_calls_after(change))
        self.lines[change.line] = None
        # A parked call waits: nobody has it elsewhere.
        self._sent_on = isinstance(change, c.Transferred | c.Diverted) and change.cause is not Cause.PARK
        doer = _doer(change)
        if doer.line in self.lines and doer.line != change.line:
            return False
        is_news = isinstance(change, c.Conferenced | c.CallInformation) or self._is_news(doer, type(change))
        if isinstance(change, c.Transferred | c.Conferenced) and is_news:
            self._came(change.moved)
        return is_news

    def over(self) -> c.CallCleared | None:
        """Nobody of ours is in the call any more: its end; None when it goes on elsewhere."""
        return c.CallCleared(self.id, Cause.NORMAL_CLEARING) if not self._sent_on else None

    @property
    def is_away(self) -> bool:
        """Whether all lines of ours have left it, for good or not."""
        return all(self._told.get(line) in _GONE for line in self.lines)

    def _is_news(self, party: Party, kind: type) -> bool:
        key = _key(party)
        before = self._told.get(key)
        gone = before in _GONE
        if kind is c.Transferred:
            is_news = not gone  # else the other party told it before
        elif kind in _GONE:
            is_news = key in self._told and not gone
        else:
            is_news = before is not kind
        if is_news:
            self._told[key] = kind
        return is_news

    def _came(self, moved: tuple[c.Moved, ...]) -> None:
        for key in map(_key, (item.party for item in moved)):
            if self._told.get(key) in _GONE or key not in self._told:
                self._told[key] = None


def calls_of(change: c.CallControlChange) -> tuple[CallId, ...]:
    """The calls that a change is about: several where calls are joined."""
    if isinstance(change, c.Transferred | c.Conferenced):
        old = (change.primary_old, change.secondary_old)
        return (*(call for call in old if call is not None), *_calls_after(change))
    return _calls_after(change)


def _calls_after(change: c.CallControlChange) -> tuple[CallId, ...]:
    joined = change.moved if isinstance(change, c.Transferred | c.Conferenced) else ()
    return (change.view.call, *(item.new_call for item in joined))


def _doer(change: c.CallControlChange) -> Party:
    """The device whose connection changes."""
    match change:
        case c.Transferred():
            return change.transferring
        case c.Conferenced():
            return change.conferencing
        case c.ServiceInitiated() | c.Originated() | c.Failed() | c.CallInformation():
            return Party(line=change.line)
        case _:
            return change.subject


def _key(party: Party) -> object:
    return party.line if party.line is not None else (party.number, party.restricted)
