"""One account among many, and its line. Must not know the others."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ctibridge.broadworks.provider import BroadWorksProvider
from ctibridge.model.health import Evidence, HealthState, Trouble, Who
from ctibridge.model.lines import Line

NO_PASSWORD = Trouble(HealthState.INVALID_PASSWORD, Evidence("no password is known"), Who.USER)


@dataclass(eq=False, slots=True)
class Seat:
    """One account, and its line.

    Args:
        user_id: Whose.
        number: Of the account.
        line: As far as it is known.
        is_shown: Whether the line is to be told: it was read, or it is known why it cannot be.
        provider: At work for it; None: there is no password.
        trouble: Why it is not served; None: it is, or will be soon.
        changed: There is another password.
    """

    user_id: str
    number: int
    line: Line
    is_shown: bool = False
    provider: BroadWorksProvider | None = None
    trouble: Trouble | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the line is served and its calls are known, or waits for somebody to act."""
        if self.trouble is not None and self.trouble.state.needs_somebody:
            return True
        return self.provider is not None and self.provider.is_settled
