"""Runs asyncio code on virtual time and a network in memory: a day takes seconds, and nothing waits.

Needs the package `async-solipsism`. TLS does not work on this loop.
"""

from __future__ import annotations

import asyncio
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
        patch.object(aiohappyeyeballs, "start_connection", connect),
        asyncio.Runner(loop_factory=async_solipsism.EventLoop) as runner,
    ):
        return runner.run(_alone(main))


async def _alone(main: Coroutine[Any, Any, T]) -> T:
    result = await main
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        raise AssertionError(f"tasks were left behind: {left}")
    return result
