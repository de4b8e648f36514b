"""Fail the n-th: whatever goes wrong at whatever place of a story, clients know the truth, and nothing twice.

A seed tries every kind of fault at one place of one story. `pytest --all-faults tests/sim/test_fault_loops.py -n auto`
tries every place of every story; the table at its end counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from ctibridge.sim import scenarios
from ctibridge.wire.csta import events as e
from ctibridge.wire.csta.types import ConnectionID, DeviceID, Event, ExtendedDeviceID
from tests.conftest import FAULTS
from tests.sim.faults.loops import KINDS, Kind, Tally, places_of, try_out
from tests.sim.faults.trial import Run, judged
from tests.sim.faults.witness import Members, Told


@pytest.fixture
def count(record_property) -> Callable[[Kind, Tally], None]:
    def take(kind: Kind, tally: Tally) -> None:
        record_property(FAULTS, (kind.name, tally.runs, tally.same, len(tally.lost), len(tally.again)))

    return take


@pytest.mark.timeout(300)
def test_nothing_is_lost_or_told_again_at_random_places(trial, count):
    chance = Random(trial)  # noqa: S311  to be played again
    for kind in KINDS:
        story = chance.choice(scenarios.names())
        tally = try_out(story, kind, [chance.choice(places_of(story, kind))])
        count(kind, tally)
        assert ([], []) == (tally.lost, tally.again)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "-"))
@pytest.mark.parametrize("story", scenarios.names())
def test_nothing_is_lost_or_told_again_at_any_place(all_faults, story, kind, count):
    tally = try_out(story, kind, places_of(story, kind))
    count(kind, tally)
    assert ([], []) == (tally.lost, tally.again)


UNDISTURBED = Run(told={"101": [Told(1.0, "delivered"), Told(5.0, "established")]}, again=Counter())


def test_an_event_that_is_missing_while_nothing_goes_wrong_is_lost():
    found = Run(told={"101": [Told(1.0, "delivered")]}, again=Counter(), struck=True, window=(2.0, 4.0))
    assert ("101: established",) == judged(found, UNDISTURBED).lost


def test_an_event_that_is_missing_when_something_went_wrong_may_be_told_otherwise():
    found = Run(told={"101": [Told(1.0, "delivered")]}, again=Counter(), struck=True, window=(4.0, 8.0))
    verdict = judged(found, UNDISTURBED)
    assert ((), False) == (verdict.lost, verdict.same)


def test_a_view_that_is_not_the_truth_is_lost_whatever_was_told():
    found = Run(told=UNDISTURBED.told, again=Counter(), lost=["the book of 101"], struck=True)
    assert (("the book of 101",), True) == (judged(found, UNDISTURBED).lost, judged(found, UNDISTURBED).same)


def told(kind: type[Event], field: str, device: str, here: str) -> Event:
    connection, subject = ConnectionID(call_id="7", device_id=DeviceID("101")), ExtendedDeviceID(restricted=True)
    common = {"monitor_cross_ref_id": "1", "local_connection_info": here, "cause": "normal"}
    return kind(**{f"{field}_connection": connection, f"{device}_device": subject}, **common)  # type: ignore[call-arg]


def test_what_a_client_knows_already_is_told_again():
    held = told(e.HeldEvent, "held", "holding", "hold")
    cleared = told(e.ConnectionClearedEvent, "dropped", "releasing", "null")
    members = Members()
    assert [True, False, True, False] == [members.take(event) for event in (held, held, cleared, cleared)]
