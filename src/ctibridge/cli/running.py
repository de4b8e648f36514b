"""Runs asynchronous commands, and turns what goes wrong into one line and an exit code."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import typer

from ctibridge.errors import ConfigError, CtibridgeError

T = TypeVar("T")
FAILED, MISCONFIGURED, INTERRUPTED = 1, 2, 130
STANDARD_INPUT = 0


def run(main: Coroutine[Any, Any, T]) -> T:
    """The result of a command; an error of ours ends the program with a line on standard error."""
    try:
        return asyncio.run(main)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except CtibridgeError as exc:
        fail(exc)
    except BaseExceptionGroup as group:
        ours = first_of(group)
        if ours is None:
            raise
        fail(ours)


def first_of(group: BaseExceptionGroup[BaseException]) -> CtibridgeError | None:
    """The first error of ours in a group that has nothing else; None: something else went wrong."""
    ours, others = group.split(CtibridgeError)
    if ours is None or others is not None:
        return None
    first: Any = ours
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first if isinstance(first, CtibridgeError) else None


def fail(error: CtibridgeError) -> NoReturn:
    """Ends the program."""
    typer.echo(f"ctibridge: {error}", err=True)
    sys.exit(MISCONFIGURED if isinstance(error, ConfigError) else FAILED)


def allow_many_connections() -> None:
    """Raises the number of connections to what the system allows: with an account for each line there are thousands."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(ValueError):  # some systems name a limit that they do not grant
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def until_stopped(*, input_ends: bool = False) -> None:
    """Returns at Ctrl-C or SIGTERM, on Windows at Ctrl-C or Ctrl-Break.

    Args:
        input_ends: Whether to return at the end of standard input, too.
    """
    stopped = stop_event()
    if input_ends:
        _set_at_end_of_input(stopped)
    await stopped.wait()


def _set_at_end_of_input(stopped: asyncio.Event) -> None:
    """Has a thread wait for the end: loops on Windows cannot wait for a pipe that they did not open."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        with suppress(OSError):  # there is none: that is an end as well
            while os.read(STANDARD_INPUT, 4096):  # by number: sys.stdin has a lock that would block the end of Python
                pass
        with suppress(RuntimeError):  # the loop is closed: stopped for another reason
            loop.call_soon_threadsafe(stopped.set)

    threading.Thread(target=wait, name="end of input", daemon=True).start()


def stop_event() -> asyncio.Event:
    """Is set at Ctrl-C or SIGTERM from now on; for who must not miss one before waiting for it."""
    stopped = asyncio.Event()
    if sys.platform == "win32":
        _set_at_keys(stopped)
    else:
        _set_at(stopped, signal.SIGINT, signal.SIGTERM)
    return stopped


def _set_at_keys(event: asyncio.Event) -> None:
    """Loops on Windows know no signals, but are woken by them; asyncio's own handler would make Ctrl-C a failure."""
    loop = asyncio.get_running_loop()

    def pressed(_number: int, _frame: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: stopped already
            loop.call_soon_threadsafe(event.set)

    if sys.platform == "win32":  # SIGBREAK is there only
        for number in (signal.SIGINT, signal.SIGBREAK):
            signal.signal(number, pressed)


def hangup_event() -> asyncio.Event:
    """Is set at SIGHUP from now on, where there is such a signal."""
    hung_up = asyncio.Event()
    if sys.platform != "win32":
        _set_at(hung_up, signal.SIGHUP)
    return hung_up


def _set_at(event: asyncio.Event, *signals: int) -> None:
    for number in signals:
        asyncio.get_running_loop().add_signal_handler(number, event.set)
