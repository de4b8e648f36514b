"""The harness as an application at a gateway: what its lines are told, and what is asked of them."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ctibridge.servers.tapi import constants as t
from tests.windows.conftest import settings


@dataclass
class Watcher:
    """What the harness printed, line by line."""

    process: Process
    addresses: dict[int, str] = field(default_factory=dict)
    calls: dict[int, tuple[int, int]] = field(default_factory=dict)  # line and state
    text: list[str] = field(default_factory=list)
    answers: asyncio.Queue[list[str]] = field(default_factory=asyncio.Queue)
    is_watching: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self) -> None:
        assert self.process.stdout is not None
        async for raw in self.process.stdout:
            self.text.append(raw.decode().strip())
            self.take(self.text[-1].split())
            if self.text[-1].endswith(" violations"):
                return
        raise AssertionError("\n".join(["the harness ended by itself", *self.text]))

    def take(self, words: list[str]) -> None:
        match words:
            case ["line", index, address]:
                self.addresses[int(index)] = address
            case ["state", line, call, state, _]:
                self.calls[int(call)] = (int(line), int(state))
                if int(state) == t.LINECALLSTATE_IDLE:
                    del self.calls[int(call)]
            case ["watching"]:
                self.is_watching.set()
            case ["dialled" | "done", *_]:
                self.answers.put_nowait(words)

    def on(self, address: str) -> list[int]:
        """The states of the calls at a line."""
        return [state for line, state in self.calls.values() if self.addresses[line] == address]

    def line(self, address: str) -> int:
        return next(index for index, its in self.addresses.items() if its == address)

    def call(self, address: str) -> int:
        """The one call at a line."""
        (call,) = (call for call, (line, _) in self.calls.items() if self.addresses[line] == address)
        return call

    async def ask(self, what: str) -> int:
        """Has the harness ask for something; what it came to."""
        assert self.process.stdin is not None
        self.process.stdin.write(what.encode() + b"\n")
        return int((await self.answers.get())[-1])


def watching(port: int | None, command: list[str | Path]) -> AbstractAsyncContextManager[Watcher]:
    """The harness at the gateway on this port."""
    assert port is not None
    return watched(command, settings(port, CTIBRIDGE_TAPI_PAUSE_MS="20"))


@asynccontextmanager
async def watched(command: list[str | Path], environment: dict[str, str]) -> AsyncIterator[Watcher]:
    """The harness with all lines open. At the end no rule may have been broken."""
    process = await asyncio.create_subprocess_exec(*command, "watch", stdin=PIPE, stdout=PIPE, env=environment)
    watcher = Watcher(process)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(watcher.read())
            await watcher.is_watching.wait()
            yield watcher
            assert process.stdin is not None
            process.stdin.close()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    assert "0 violations" == watcher.text[-1], "\n".join(watcher.text)
