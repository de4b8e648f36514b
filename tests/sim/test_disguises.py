"""What platforms and proxies do to the form of things changes nothing of what clients are told."""

from __future__ import annotations

import pytest

from ctibridge.sim import scenarios
from ctibridge.sim.knobs import Faults
from tests.sim.faults.loops import undisturbed
from tests.sim.faults.trial import judged, run

DISGUISES = {
    "byte by byte": {"one_byte_segments": True},
    "several documents in a chunk": {"merge_segments": True},
    "every event twice": {"duplicate_event": True},
    "odd white space": {"odd_white_space": True},
    "unknown elements": {"unknown_elements": True},
    "unknown events": {"unknown_events": True},
    "other prefixes": {"other_prefixes": True},
}
ALL = {name: True for faults in DISGUISES.values() for name in faults}
SOME = ("consult_transfer_inside", "three_way_conference", "forwarded_busy")


def told_the_same(story: str, faults: dict[str, bool]) -> None:
    def arm(_wire, simulator) -> None:
        simulator.knobs.faults = Faults(**faults)

    verdict = judged(run(story, arm), undisturbed(story, asks=False))
    assert (True, (), ()) == (verdict.same, verdict.lost, verdict.again)


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("story", SOME)
def test_one_at_a_time(story, disguise):
    told_the_same(story, DISGUISES[disguise])


@pytest.mark.parametrize("story", scenarios.names())
def test_all_at_once(story):
    told_the_same(story, ALL)
