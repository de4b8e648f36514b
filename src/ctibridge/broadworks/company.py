"""What many accounts at one platform share (ADR 25)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ctibridge.broadworks.guide import Guide
from ctibridge.broadworks.pacer import Pacer


@dataclass(frozen=True, slots=True)
class Company:
    """The company of one account.

    Args:
        guide: Knows the servers; somebody else keeps it up to date.
        number: Of this account: accounts are spread over the servers, each at one at a time.
        pacer: For the requests of all of them; channels are asked for at its pace too.
        queue: Who may wait in the pacer.
    """

    guide: Guide
    number: int
    pacer: Pacer
    queue: asyncio.Semaphore
