"""Identifiers in the forms that the platform gives them. The same seed gives the same identifiers."""

from __future__ import annotations

import uuid
from itertools import count
from random import Random

SERVER = 1  # the number of the one application server of this platform, in tracking ids
FIRST_SESSION = 10001  # any start would do; published examples have five digits
SESSION_STEP = 2  # published session numbers are odd


class Ids:
    """Makes identifiers.

    Args:
        chance: Where universally unique ones come from.
    """

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._sessions = count(FIRST_SESSION, SESSION_STEP)
        self._trackings = count(1)
        self._outside = count(1)
        self._calls: dict[str, tuple[int, int]] = {}

    def unique(self) -> str:
        """A UUID: channels, subscriptions, events."""
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def call(self, user_id: str, *, fresh: bool) -> str:
        """A call id `callhalf-<session>:<number in it>`; `fresh`: the user has no other call, a session begins."""
        session, number = self._calls.get(user_id, (0, 0))
        if fresh or not session:
            session, number = next(self._sessions), 0
        self._calls[user_id] = (session, number + 1)
        return f"callhalf-{session}:{number}"

    def tracking(self) -> str:
        """An external tracking id `<n>:<server>`."""
        return f"{next(self._trackings)}:{SERVER}"

    def outside(self) -> str:
        """The name of a call to or from the public network on the control face."""
        return f"out-{next(self._outside)}"
