"""Stories to play on the simulator: one for each file, or a file of your own.

A story is a function that takes the telephones and lets people use them. Between two things it yields how many
seconds pass, and what is going on meanwhile:

    def story(phones: Phones) -> Story:
        "Anna calls Bert, who does not answer."
        anna, bert = phones["anna"], phones["bert"]
        anna.dial(bert)
        yield 20, "Bert's telephone rings"
        anna.hangup()

`phones["anna"]` is the telephone of a user, `phones.outside("+49...")` one in the public network; see `phones.py` for
what can be done with them. Tests play a story at once (`play_at_once`), the simulator in real time.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ctibridge.errors import ConfigError
from ctibridge.sim.scenario_files import Scenario, Step, from_file

__all__ = ["Scenario", "Step", "Story", "load", "names", "play_at_once", "summary"]

Story = Iterator[Step]


def names() -> tuple[str, ...]:
    """The stories that come with the simulator."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> Scenario:
    """The story of this name, or in this Python file.

    Raises:
        ConfigError: there is none, or the file cannot be used.
    """
    if name in names():
        scenario: Scenario = importlib.import_module(f"{__name__}.{name}").story
        return scenario
    if name.endswith(".py"):
        return from_file(Path(name))
    near = difflib.get_close_matches(name, names(), n=1)
    meant = f"; is {near[0]} meant? There" if near else "; there"
    raise ConfigError(name, "", f"no such scenario{meant} are {', '.join(names())}, or give a .py file")


def summary(scenario: Scenario) -> str:
    """What a story says of itself in its first line."""
    return (inspect.getdoc(scenario) or "").partition("\n")[0]


def play_at_once(story: Iterable[Step], wait: Callable[[float], None]) -> None:
    """Plays a story without waiting; `wait` lets the platform's time pass."""
    for seconds, _ in story:
        wait(seconds)
