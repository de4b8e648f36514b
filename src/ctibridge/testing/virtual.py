"""Runs asyncio code on virtual time and a network in memory: a day takes seconds, and nothing waits.

Needs the package `async-solipsism`. TLS does not work on this loop.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Coroutine
from typing import Any, TypeVar
from unittest.mock import patch

import aiohappyeyeballs
import async_solipsism

T = TypeVar("T")


def run_virtually(main: Coroutine[Any, Any, T]) -> T:
    """Runs `main` to its end and returns what it returns; the clock begins at 0 s.

    Raises:
        AssertionError: `main` left tasks behind.
    """
    connect = async_solipsism.aiohappyeyeballs_start_connection
    with (
        warnings.catch_warnings(),
        patch.object(aiohappyeyeballs, "start_connection", connect),
        asyncio.Runner(loop_factory=_loop) as runner,
    ):
        warnings.simplefilter("ignore", async_solipsism.SolipsismWarning)  # of socket options: there are no sockets
        return runner.run(_alone(main))


def _loop() -> async_solipsism.EventLoop:
    """A loop whose clock always moves when everybody waits.

    A time that was rounded may lie less than a tick ahead. The loop wakes for it without moving the clock, and who
    sees then that his time has not come waits for it again, for ever.
    """
    loop = async_solipsism.EventLoop()
    clock = loop._selector.clock  # noqa: SLF001  it has no other door
    advance = clock.advance
    clock.advance = lambda delta: advance(max(delta, clock.resolution))
    return loop


async def _alone(main: Coroutine[Any, Any, T]) -> T:
    result = await main
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        raise AssertionError(f"tasks were left behind: {left}")
    return result
