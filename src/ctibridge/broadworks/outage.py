"""When a lost channel becomes an outage: usually the next one is there before anybody needs to know."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ctibridge.model.health import Trouble


class Outage:
    """Whether the provider is up, with a grace time.

    Args:
        grace_s: So long may a channel be lost.
        up: Called when it is up.
        down: Called with the trouble when it is down.
        still_down: The same when it was before.
    """

    def __init__(
        self,
        grace_s: float,
        up: Callable[[], None],
        down: Callable[[Trouble], None],
        still_down: Callable[[Trouble], None],
    ) -> None:
        self._grace_s, self._tell_up, self._tell_down, self._tell_still = grace_s, up, down, still_down
        self._is_up = False
        self._trouble: Trouble | None = None
        self._timer: asyncio.TimerHandle | None = None

    def over(self) -> None:
        """A channel stands."""
        self.cancel()
        if not self._is_up:
            self._is_up = True
            self._tell_up()

    def take_over(self, other: Outage, trouble: Trouble) -> None:
        """Another provider ends, and this one goes on: if that one was up, it has the grace time to be so, too."""
        self._is_up = other._is_up
        if self._is_up:
            self.began(trouble)

    def began(self, trouble: Trouble) -> None:
        """There is none, or none can be had."""
        self._trouble = trouble
        if not self._is_up:
            self._tell_still(trouble)
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._grace_s, self._lasts)

    def cancel(self) -> None:
        """Nobody wants to know any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _lasts(self) -> None:
        self._timer = None
        self._is_up = False
        if self._trouble is not None:
            self._tell_down(self._trouble)  # of the latest try: that the old channel was lost tells little
