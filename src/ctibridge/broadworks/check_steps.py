"""The steps of the check of the way to a platform, and how one is tried. Must not know what is tried."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from ctibridge.broadworks.connections import Connection
from ctibridge.broadworks.remedies import Failure, explained
from ctibridge.errors import CtibridgeError
from ctibridge.model.health import Who


class StepName(StrEnum):
    """What is tried; which of them, and in which order, says `steps_of`."""

    NAME = "name resolution"
    TCP = "TCP connection"
    TLS = "TLS"
    CTI = "CTI interface"
    AUTHENTICATION = "authentication"
    SIDE = "side path"
    PERMISSION = "permission"


_ONLY_CTI = frozenset({StepName.CTI, StepName.SIDE})


def steps_of(connection: Connection) -> tuple[StepName, ...]:
    """The steps of a connection, in the order in which a gateway takes them."""
    return tuple(name for name in StepName if connection.is_cti or name not in _ONLY_CTI)


class Outcome(StrEnum):
    """How a step ended."""

    OK = "ok"
    WARNING = "warning"  # it works, and something should be done all the same
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `elapsed_s` is its time in seconds; `who` must act when it failed, and do what `remedy` says."""

    name: StepName
    outcome: Outcome
    detail: str
    elapsed_s: float = 0.0
    who: Who | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a step found that works. `trouble` is what should be done all the same."""

    detail: str
    trouble: Failure | None = None


class Untried(CtibridgeError):
    """A step cannot be tried, and why; nobody knows whether it would work."""


Attempt = Callable[[], Awaitable[Finding]]


async def tried(name: StepName, attempt: Attempt) -> Step:
    """The step, after trying it."""
    now = asyncio.get_running_loop().time
    start = now()
    try:
        finding = await attempt()
    except Untried as exc:
        return Step(name, Outcome.SKIPPED, str(exc))
    except CtibridgeError as exc:
        failure = explained(exc)
        return Step(name, Outcome.FAILED, failure.detail, now() - start, failure.who, failure.remedy)
    if (trouble := finding.trouble) is not None:
        return Step(name, Outcome.WARNING, finding.detail, now() - start, trouble.who, trouble.remedy)
    return Step(name, Outcome.OK, finding.detail, now() - start)
