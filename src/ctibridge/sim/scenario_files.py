"""Scenarios that people wrote: read from a file, played under watch. What goes wrong is told with file and line."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

from ctibridge.errors import ConfigError, CtibridgeError
from ctibridge.sim.phones import Phones

Step = tuple[float, str]
Scenario = Callable[[Phones], Iterator[Step]]


def from_file(path: Path) -> Scenario:
    """The function `story` of a Python file.

    Raises:
        ConfigError: there is no file, it cannot be run, or it has no such function.
    """
    names: dict[str, Any] = {"__name__": path.stem, "__file__": str(path)}
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), names)  # noqa: S102  the user's own file
    except FileNotFoundError as exc:
        raise ConfigError(str(path), "", "there is no such file") from exc
    except OSError as exc:
        raise ConfigError(str(path), "", f"cannot be read: {exc.strerror}") from exc
    except SyntaxError as exc:
        raise ConfigError(f"{exc.filename}:{exc.lineno}", "", exc.msg) from exc
    except Exception as exc:
        raise _told(exc, str(path)) from exc
    scenario: Scenario | None = names.get("story")
    if not callable(scenario):
        raise ConfigError(str(path), "story", "the file defines no function of this name")
    return scenario


def watched(scenario: Scenario, phones: Phones) -> Iterator[Step]:
    """The steps of a scenario.

    Raises:
        ConfigError: it yields something else, or fails; says in which line of its file.
    """
    code = getattr(scenario, "__code__", None)
    source = code.co_filename if code is not None else str(scenario)
    try:
        steps: Any = scenario(phones)
        for step in _steps(steps, f"{source}:{code.co_firstlineno}" if code is not None else source):
            _check(step, steps, source)
            yield step
    except ConfigError:
        raise
    except Exception as exc:
        raise _told(exc, source) from exc


def _steps(steps: Any, where: str) -> Iterable[Step]:
    if not isinstance(steps, Iterable):
        raise ConfigError(where, "", "the story yields nothing")
    return steps


def _check(step: Any, steps: Iterable[Step], source: str) -> None:
    match step:
        case (int() | float() as seconds, str()) if seconds >= 0 and math.isfinite(seconds):
            return
    frame = steps.gi_frame if inspect.isgenerator(steps) else None
    where = f"{source}:{frame.f_lineno}" if frame is not None else source
    raise ConfigError(where, "", f"yields {step!r}; how many seconds pass, and what is going on, are wanted")


def _told(exc: Exception, source: str) -> ConfigError:
    line = _line(exc.__traceback__, source)
    kind = "" if isinstance(exc, CtibridgeError) else f"{type(exc).__name__}: "
    return ConfigError(f"{source}:{line}" if line else source, "", f"{kind}{exc}")


def _line(traceback: TracebackType | None, source: str) -> int:
    """The last line of the file that was on the way to the error."""
    lines = [line for frame, line in walk_tb(traceback) if frame.f_code.co_filename == source]
    return lines[-1] if lines else 0
