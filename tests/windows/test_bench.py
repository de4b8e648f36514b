"""The apparatus of `bench tapi`, with so little to do that nothing is measured."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bench import echo, tapi, tapi_lines
from bench.effort import Effort
from bench.harness import NOWHERE, Skipped, natively, under_wine
from bench.processes import Child
from bench.table import Figure, text_of
from bench.tapi_calls import NUMBER
from bench.tapi_changes import BusyLine
from bench.tapi_rigs import listening, simulated

from ctibridge.servers.tapi import constants as t
from tests.windows.conftest import prepare

Command = Callable[[], list[str]]
EVENTS = 40


@pytest.fixture(params=[("plain", natively), ("wine", under_wine)], ids=["native", "wine"])
def command(request: pytest.FixtureRequest) -> Command:
    step, found = request.param
    prepare(step)  # skips where the tools are absent
    prepare("build")
    made: Command = found
    return made


def test_calls_are_refused_by_the_gateway_and_made_by_the_platform(command: Command) -> None:
    with simulated(command) as (middle, harness):
        assert [t.LINEERR_INVALADDRESS] * 2 == [result for _, result in harness.calls(0, NOWHERE, 2)]
        assert [0, 0] == [result for _, result in harness.calls(0, NUMBER, 2)]
        assert 0 < min(middle.ask("make_calls", NUMBER, 2))


def test_the_floor_has_as_many_times_as_it_was_asked_for(command: Command) -> None:
    with simulated(command) as (_, harness), Child(echo.main) as echoes:
        times = harness.echoes(echoes.ask("open", 80, 100_000), 80, 100_000, 3)
    assert (3, True) == (len(times), min(times) > 0)


def test_every_event_is_told_of_after_it_was_sent(command: Command) -> None:
    with listening(command, 8) as rig:
        passage = rig.run(EVENTS, rate=500.0)
    assert EVENTS == len(passage.delays_s) <= passage.told
    assert 0 < min(passage.delays_s)


def test_lines_take_time_and_memory() -> None:
    prepare("build")
    prepare("wine")
    known, size = tapi_lines.measure(Effort(tapi_lines=400))
    assert (True, tapi_lines.STARTS) == (min(known.value.rounds) > 0, len(size.value.rounds))


def test_a_change_on_a_line_with_many_calls_is_told_as_with_one() -> None:
    one, many = BusyLine(1), BusyLine(30)
    assert [text.count(b'"type":"call"') for text in one.change()] == [1, 0]
    assert [1, 0] == [text.count(b'"type":"call"') for text in many.change()]


def test_what_cannot_be_measured_is_a_line_that_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def skips(_effort: Effort) -> list[Figure]:
        raise Skipped("no compiler")

    monkeypatch.setattr(tapi, "PARTS", {"make call": skips})
    figures = tapi.measure(Effort(rounds=1, tapi_changes=2))
    assert ["skipped: no compiler"] == text_of(figures).split("make call")[1].strip().splitlines()
    assert (None, None) == (figures[-1].as_json()["figure"], figures[-1].met)
