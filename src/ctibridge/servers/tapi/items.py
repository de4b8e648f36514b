"""What waits in a session's outbox: made into messages when it is written, so that an answer comes first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ctibridge.hub.directory import LinesChanged
from ctibridge.model.changes import Change
from ctibridge.model.commands import Result
from ctibridge.model.views import LineSnapshot
from ctibridge.servers.tapi.desk import Plan
from ctibridge.servers.tapi.watch import Watch
from ctibridge.wire.tapi import messages as m


@dataclass(frozen=True, slots=True)
class Begin:
    """The TSP has proved who it is: the list of lines."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A line was opened."""

    watch: Watch
    snapshot: LineSnapshot


@dataclass(frozen=True, slots=True)
class Changed:
    """Something happened to an open line."""

    watch: Watch
    change: Change


@dataclass(frozen=True, slots=True)
class Done:
    """A request was carried out. `written` is set when its answer is."""

    req: m.Req
    watch: Watch
    plan: Plan
    result: Result | None
    written: asyncio.Event = field(default_factory=asyncio.Event)


Item = Begin | Opening | Changed | Done | LinesChanged | m.Message
