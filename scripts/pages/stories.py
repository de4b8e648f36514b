"""What clients are told in each call story: the files that the tests compare with, as tables."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from scripts.pages.blocks import DOCS, Part, code, table

from ctibridge.sim import scenarios
from ctibridge.sim.populations import demo

STORIES = DOCS.parent / "tests" / "sim" / "stories"
NAMES = {user.extension: user.name for user in demo().users}
HEADING = ("event", "about", "parties", "state here", "cause")


def _stories(_old: str) -> str:
    return "\n".join(_story(name) for name in scenarios.names())


def _story(name: str) -> str:
    scenario = scenarios.load(name)
    told = (STORIES / f"{name}.txt").read_text(encoding="utf-8")
    steps = "".join(f"{number}. {what} ({seconds:g} s)\n" for number, (seconds, what) in enumerate(_steps(scenario), 1))
    source = f"../../src/ctibridge/sim/scenarios/{name}.py"
    head = f"## {name}\n\n{inspect.getdoc(scenario)} ([source]({source}))\n\n{steps}"
    return head + "".join(_line(device, events) for device, events in _lines(told))


def _steps(scenario: Any) -> Iterator[tuple[float, str]]:
    """What a story yields, read from its source: nothing has to be played."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(scenario)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Yield) and node.value is not None:
            yield ast.literal_eval(node.value)


def _lines(told: str) -> Iterator[tuple[str, list[str]]]:
    device, events = "", list[str]()
    for line in told.splitlines():
        if line.startswith(" "):
            events.append(line)
            continue
        if device:
            yield device, events
        device, events = line.strip(), []
    if device:
        yield device, events


def _line(device: str, events: list[str]) -> str:
    return f"\nLine {device}, {NAMES[device]}:\n\n" + table(HEADING, [_row(event) for event in events])


def _row(event: str) -> tuple[str, ...]:
    """`delivered A@101 ~900>101 here=alerting newCall` in columns."""
    name, *words = event.split()
    if name == "service-changed":
        return (name, "", _code(" ".join(words)), "", "")
    at = next((index for index, word in enumerate(words) if word.startswith("here=")), len(words))
    here = words[at].removeprefix("here=") if at < len(words) else ""
    about = " ".join(word for word in words[:at] if _is_connection(word))
    parties = " ".join(word for word in words[:at] if not _is_connection(word))
    cause = " ".join(words[at + 1 :])
    return (name, _code(about), _code(parties), here, cause)


def _code(text: str) -> str:
    """As code: a tilde is Markdown's too."""
    return code(text) if text else ""


def _is_connection(word: str) -> bool:
    return "@" in word and not word.startswith("[") and "=>" not in word and not word.endswith("]")


PARTS: dict[str, Part] = {"call-stories": _stories}
