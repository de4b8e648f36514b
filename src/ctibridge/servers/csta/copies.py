"""Steps 6 and 7 for many: an event is made and written once, and copied for every monitor that has to report it.

What monitors are told of a change differs in the cross reference and nothing else, as long as the edition is the same.
"""

from __future__ import annotations

from ctibridge.model.changes import CallCleared, Change
from ctibridge.servers.csta.translate import EventTranslator
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.messages import encode

KEPT = 512  # changes; sessions write shortly after each other, and what comes too late is made once more
_MARK = "\ue000"  # stands for the cross reference, which is the first thing in each event

Key = tuple[int, Edition, bool]
Original = tuple[Change | CallCleared, tuple[bytes, bytes] | None]
"""With the change, whose identity would else be given to another."""


class EventCopies:
    """The documents of events.

    Args:
        translator: Makes the events.
        kept: How many changes are remembered.
    """

    def __init__(self, translator: EventTranslator, kept: int = KEPT) -> None:
        self.translator, self._kept = translator, kept
        self._originals: dict[Key, Original] = {}

    def document(
        self, change: Change | CallCleared, cross_ref: str, edition: Edition, *, of_call: bool = False
    ) -> bytes | None:
        """The event that tells a monitor, of a line or `of_call`, of `change`; None when CSTA has none."""
        key = (id(change), edition, of_call)
        original = self._originals.get(key)
        if original is None:
            original = self._remember(key, change)
        halves = original[1]
        return halves[0] + cross_ref.encode() + halves[1] if halves is not None else None

    def _remember(self, key: Key, change: Change | CallCleared) -> Original:
        if len(self._originals) >= self._kept:
            del self._originals[next(iter(self._originals))]
        original = self._originals[key] = (change, self._halves(change, *key[1:]))
        return original

    def _halves(self, change: Change | CallCleared, edition: Edition, of_call: bool) -> tuple[bytes, bytes] | None:
        event = self.translator.event_from_change(change, _MARK, of_call=of_call)
        if event is None:
            return None
        before, _, after = encode(event, edition).partition(_MARK.encode())
        return before, after
