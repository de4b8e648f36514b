"""Runs a test on virtual time and a network in memory: a day takes seconds, and nothing waits."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import aiohappyeyeballs
import async_solipsism
import pytest


def run(monkeypatch: pytest.MonkeyPatch, main: Coroutine[Any, Any, None]) -> None:
    """Runs `main` to its end; fails when it leaves a task behind."""
    connect = async_solipsism.aiohappyeyeballs_start_connection
    monkeypatch.setattr(aiohappyeyeballs, "start_connection", connect)
    with asyncio.Runner(loop_factory=async_solipsism.EventLoop) as runner:
        runner.run(_alone(main))


async def _alone(main: Coroutine[Any, Any, None]) -> None:
    await main
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, left
