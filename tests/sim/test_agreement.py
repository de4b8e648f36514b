"""Whoever is told of the ringing or answering of one telephone is told the same of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from ctibridge.sim import scenarios
from tests.sim.test_stories import STORIES

_TOLD = re.compile(r"  (delivered|established) (\S+) (\S+)>(\S+) (?:last=(\S+) )?here=\S+ (\S+)")


def versions(story: str) -> dict[tuple[str, ...], set[tuple[str | None, ...]]]:
    """What was told of a telephone that rings for, or is answered to, one caller: all versions of it."""
    found: dict[tuple[str, ...], set[tuple[str | None, ...]]] = defaultdict(set)
    times: Counter[tuple[str, ...]] = Counter()  # it may ring again for the same caller
    for line in story.splitlines():
        told = _TOLD.fullmatch(line)
        if told is None:
            times = Counter() if not line.startswith(" ") else times
        else:
            kind, connection, calling, called, last, cause = told.groups()
            times[kind, connection, calling] += 1
            moment = (kind, connection, calling, str(times[kind, connection, calling]))
            # That somebody answered comes from the network for one side, and from the telephone for the other.
            found[moment].add((called, last, cause if kind == "delivered" else None))
    return found


@pytest.mark.parametrize("name", scenarios.names())
def test_monitors_of_one_call_agree(name):
    told = versions((STORIES / f"{name}.txt").read_text(encoding="utf-8"))
    assert {} == {key: what for key, what in told.items() if len(what) > 1}


def test_a_disagreement_is_found():
    first, second = (f"{n}\n  delivered A@103 102>{n} here=connected newCall\n" for n in ("101", "103"))
    assert [2] == [len(what) for what in versions(first + second).values()]
