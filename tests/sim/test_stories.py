"""Every scenario through the whole gateway: exactly these events reach a CSTA client, line by line.

The expected events are in `stories/<scenario>.txt`; `scripts/stories` writes them anew after a change that is meant,
to be read before they are committed. Calls are A, B ... in the order of their appearance, and `~` stands for the
city's prefix. After every step the platform's truth, the gateway's book and the client's picture are compared.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ctibridge.sim import scenarios
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import recorded

STORIES = Path(__file__).parent / "stories"


@pytest.mark.parametrize("cti", [False, True], ids=["XSI", "CTI"])
@pytest.mark.parametrize("name", scenarios.names())
def test_clients_are_told_exactly_what_happens(name, cti):
    expected = (STORIES / f"{name}.txt").read_text(encoding="utf-8")
    assert expected == run_virtually(recorded(name, cti=cti)).text()


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("name", ["consult_transfer_inside", "three_way_conference", "second_call_waiting"])
def test_identifiers_and_chance_change_nothing(name, seed):
    expected = (STORIES / f"{name}.txt").read_text(encoding="utf-8")
    assert expected == run_virtually(recorded(name, seed=seed)).text()


def test_no_story_is_without_a_scenario():
    assert set(scenarios.names()) == {path.stem for path in STORIES.glob("*.txt")}
