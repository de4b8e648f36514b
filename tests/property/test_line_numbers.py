"""A line's number is its own for ever, whatever is done to the store."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import Presence
from ctibridge.model.lines import Line
from ctibridge.store.secrets import FILE, KeyFile
from ctibridge.store.store import Store

PROVIDERS = ("office", "branch")
NAMES = [f"user{number}" for number in range(3)]
providers = st.sampled_from(PROVIDERS)
names = st.sampled_from(NAMES)
some = st.sets(names, max_size=3)


class LineNumbers(RuleBasedStateMachine):
    """Readings, administrators, restarts, backups and restores in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ctibridge-"))
        self.runner = asyncio.Runner()
        self.numbers: dict[tuple[str, str], int] = {}
        self.removed: set[tuple[str, str]] = set()
        self.backups: list[set[tuple[str, str]]] = []  # who was removed when it was made
        self.known_at: list[set[tuple[str, str]]] = []  # and who was there

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(what)

    @initialize()
    def begin(self) -> None:
        self.store = self.do(Store.open(None, self.folder, [KeyFile(self.folder / FILE)]))

    def teardown(self) -> None:
        self.do(self.store.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    @rule(provider=providers, told=some, silent=some)
    def the_platform_is_read(self, provider: str, told: set[str], silent: set[str]) -> None:
        lines = [Line(LineId(name), name.title(), extension=str(len(told))) for name in sorted(told)]
        kept = self.do(self.store.keep_lines(provider, lines, [LineId(name) for name in silent - told]))
        served = {each.line.id for each in kept if each.is_served}
        assert {name for name in told if (provider, name) not in self.removed} <= served
        assert served.isdisjoint(silent - told)

    @rule(provider=providers, name=names)
    def somebody_is_added(self, provider: str, name: str) -> None:
        self.do(self.store.add_line(provider, name.upper()))
        self.removed.discard((provider, name))

    @rule(provider=providers, name=names)
    def somebody_is_removed(self, provider: str, name: str) -> None:
        if (provider, name) in self.numbers and (provider, name) not in self.removed:
            self.do(self.store.remove_line(provider, LineId(name)))
            self.removed.add((provider, name))

    @rule()
    def the_gateway_starts_again(self) -> None:
        self.do(self.store.close())
        self.begin()

    @precondition(lambda self: len(self.backups) < 2)
    @rule()
    def a_backup_is_made(self) -> None:
        self.do(self.store.backup(self.folder / f"backup{len(self.backups)}"))
        self.backups.append(set(self.removed))
        self.known_at.append(set(self.numbers))

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def a_backup_is_restored(self, data: st.DataObject) -> None:
        which = data.draw(st.integers(0, len(self.backups) - 1))
        self.do(self.store.restore(self.folder / f"backup{which}"))
        self.removed = self.backups[which] | (self.removed - self.known_at[which])

    @invariant()
    def every_number_is_one_users_for_ever(self) -> None:
        if not hasattr(self, "store"):
            return
        seen: set[int] = set()
        for provider in PROVIDERS:
            for each in self.do(self.store.lines(provider)):
                key = (provider, each.line.id)
                assert each.id not in seen
                assert key in self.numbers or each.id not in self.numbers.values(), "it was another's"
                assert each.id == self.numbers.setdefault(key, each.id)
                assert (key in self.removed) == (each.presence is Presence.REMOVED)
                seen.add(each.id)
        assert seen == set(self.numbers.values()), "nobody loses his number"


LineNumbers.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestLineNumbers = LineNumbers.TestCase
