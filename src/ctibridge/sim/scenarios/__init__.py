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

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

from ctibridge.errors import ConfigError
from ctibridge.sim.phones import Phones

Step = tuple[float, str]
Story = Iterator[Step]
Scenario = Callable[[Phones], Story]


def names() -> tuple[str, ...]:
    """The stories that come with the simulator."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> Scenario:
    """The story of this name, or in this Python file.

    Raises:
        ConfigError: there is none, or the file has no function `story`.
    """
    if name in names():
        scenario: Scenario = importlib.import_module(f"{__name__}.{name}").story
        return scenario
    if name.endswith(".py"):
        return _from_file(Path(name))
    raise ConfigError(name, "", f"no such scenario; there are {', '.join(names())}, or give a .py file")


def _from_file(path: Path) -> Scenario:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ConfigError(str(path), "", "there is no such file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scenario: Scenario | None = getattr(module, "story", None)
    if scenario is None:
        raise ConfigError(str(path), "story", "the file defines no function of this name")
    return scenario


def play_at_once(story: Story, wait: Callable[[float], None]) -> None:
    """Plays a story without waiting; `wait` lets the platform's time pass."""
    for seconds, _ in story:
        wait(seconds)
