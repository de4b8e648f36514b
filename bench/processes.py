"""Processes of the bench: each holds one object, and is asked to call its methods."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import multiprocessing
import sys
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, Self

PATIENCE_S = 180.0
_STOP = "stop"


class Failed(Exception):
    """What a process of the bench was asked went wrong; the text is its traceback."""


class Child:
    """A process of its own, as a context; `main(pipe, *arguments)` runs in it."""

    def __init__(self, main: Callable[..., None], *arguments: Any) -> None:
        spawn = multiprocessing.get_context("spawn")  # no memory of ours in it
        self._pipe, there = spawn.Pipe()
        self._process = spawn.Process(target=main, args=(there, *arguments), daemon=True)
        self._process.start()
        there.close()

    def tell(self, method: str, *arguments: Any) -> None:
        """Asks without waiting for the answer."""
        self._pipe.send((method, arguments))

    def answer(self, patience_s: float = PATIENCE_S) -> Any:
        """The answer to the oldest question.

        Raises:
            Failed: it could not be answered.
        """
        if not self._pipe.poll(patience_s):
            raise Failed(f"no answer within {patience_s:g} s")
        try:
            worked, result = self._pipe.recv()
        except EOFError:
            raise Failed("the process is gone") from None
        if not worked:
            raise Failed(result)
        return result

    def ask(self, method: str, *arguments: Any, patience_s: float = PATIENCE_S) -> Any:
        """Asks, and waits for the answer."""
        self.tell(method, *arguments)
        return self.answer(patience_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        with contextlib.suppress(OSError):  # it is gone already
            self._pipe.send((_STOP, ()))
        self._process.join(5.0)
        self._process.kill()
        self._process.join()
        self._pipe.close()


def serve(pipe: Connection, target: Any) -> None:
    """Answers what is asked of an object that needs no event loop."""
    while (question := pipe.recv())[0] != _STOP:
        pipe.send(_tried(target, *question))


async def serve_async(pipe: Connection, target: Any) -> None:
    """Answers what is asked of an object whose methods may be coroutines; the loop goes on meanwhile."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as listening:  # the loop's own would start more and more threads, whose memory counts
        while (question := await loop.run_in_executor(listening, pipe.recv))[0] != _STOP:
            worked, result = _tried(target, *question)
            if inspect.iscoroutine(result):
                worked, result = await _finished(result)
            pipe.send((worked, result))


def _tried(target: Any, method: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        # Interned, since the interpreter remembers each name that it looked up, and by its address.
        return True, getattr(target, sys.intern(method))(*arguments)
    except Exception as exc:  # noqa: BLE001  whatever it is, who asked has to know
        return False, _report(exc)


async def _finished(question: Coroutine[Any, Any, Any]) -> tuple[bool, Any]:
    try:
        return True, await question
    except Exception as exc:  # noqa: BLE001  as above
        return False, _report(exc)


def _report(exc: Exception) -> str:
    return "".join(traceback.format_exception(exc))
