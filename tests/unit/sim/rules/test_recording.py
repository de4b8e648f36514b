"""Calls are recorded as the mode of the user's Call Recording allows."""

import pytest

from ctibridge.errors import NotAllowed, WrongState
from ctibridge.sim.calls import RecordingMode
from ctibridge.sim.rules import dialling, holding, recording, ringing
from ctibridge.wire.xsi.events import CallRecordingStoppedEvent
from tests.unit.sim.bench import ANNA, BERT, far

MODES = RecordingMode


def recorded(bench, mode):
    """Anna, whose calls are recorded in a mode, talks to Bert."""
    bench.x.recording_modes[ANNA.user_id] = mode
    half, _ = bench.talk(ANNA, BERT)
    return half


def shown(bench):
    """State, controls and the mark of the last event of Anna."""
    call = bench.events(ANNA)[-1].call
    return call.recording_state, call.allowed_recording_controls, call.recorded


def test_a_recording_is_started_paused_resumed_and_stopped(bench):
    half = recorded(bench, MODES.ON_DEMAND_USER_START)
    steps = [
        ("record", "RecordingStarted Active bert", ("Started", "pause-stop", True)),
        ("pauserecording", "RecordingPaused Active bert", ("Paused", "resume-stop", True)),
        ("resumerecording", "RecordingResumed Active bert", ("Started", "pause-stop", True)),
        ("stoprecording", "RecordingStopped", (None, "record", True)),
        ("record", "RecordingStarted Active bert", ("Started", "pause-stop", True)),
    ]
    for what, event, after in steps:
        recording.request(bench.x, half, what)
        assert after == shown(bench)
        assert [event] == bench.take(ANNA), what
    assert [] == bench.take(BERT)


@pytest.mark.parametrize(
    ("what", "before"),
    [
        ("record", ["record"]),
        ("pauserecording", ["record", "pauserecording"]),
        ("resumerecording", ["record"]),
        ("stoprecording", []),
    ],
)
def test_what_has_been_done_is_accepted_and_changes_nothing(bench, what, before):
    half = recorded(bench, MODES.ON_DEMAND_USER_START)
    for request in before:
        recording.request(bench.x, half, request)
    bench.told.clear()
    recording.request(bench.x, half, what)
    assert [] == bench.take(ANNA)


@pytest.mark.parametrize(
    ("mode", "refused"),
    [
        (None, ["record", "pauserecording", "resumerecording", "stoprecording"]),
        (MODES.ALWAYS, ["record", "pauserecording", "resumerecording", "stoprecording"]),
        (MODES.ALWAYS_PAUSE_RESUME, ["record", "stoprecording"]),
        (MODES.ON_DEMAND, ["stoprecording"]),
    ],
)
def test_a_mode_allows_what_it_says(bench, mode, refused):
    half = recorded(bench, mode)
    for what in refused:
        with pytest.raises(NotAllowed):
            recording.request(bench.x, half, what)


def test_a_recording_asked_for_on_hold_waits_for_the_retrieval(bench):
    half = recorded(bench, MODES.ON_DEMAND)
    holding.hold(bench.x, half)
    bench.told.clear()
    recording.request(bench.x, half, "record")
    assert ("Pending", "none", True) == shown(bench)
    holding.retrieve(bench.x, half)
    assert ["RecordingStarting Held bert", "Retrieved Active bert", "RecordingStarted Active bert"] == bench.take(ANNA)


@pytest.mark.parametrize("mode", [MODES.ALWAYS, MODES.ALWAYS_PAUSE_RESUME])
def test_calls_may_be_recorded_always_from_the_answer_on(bench, mode):
    bench.x.recording_modes[BERT.user_id] = mode
    half = dialling.dial(bench.x, ANNA, "102")
    bench.told.clear()
    ringing.answer(bench.x, far(half))
    assert ["Off-Hook", "Answered Active anna", "RecordingStarted Active anna"] == bench.take(BERT)
    assert ["Answered Active bert"] == bench.take(ANNA)


def test_a_recording_that_fails_cannot_be_started_again(bench):
    half = recorded(bench, MODES.ON_DEMAND_USER_START)
    bench.x.knobs.recording_fails = True
    recording.request(bench.x, half, "record")
    (stopped,) = bench.events(ANNA)
    assert isinstance(stopped, CallRecordingStoppedEvent)
    assert ("Failure", ("Failed", "none", True)) == (stopped.reason, shown(bench))
    with pytest.raises(WrongState, match="has failed"):
        recording.request(bench.x, half, "record")


def test_only_an_answered_call_is_recorded_and_only_a_recording_paused(bench):
    bench.x.recording_modes[ANNA.user_id] = MODES.ON_DEMAND
    half = dialling.dial(bench.x, ANNA, "102")
    with pytest.raises(WrongState, match="only an answered call"):
        recording.request(bench.x, half, "record")
    ringing.answer(bench.x, far(half))
    with pytest.raises(WrongState, match="not recorded"):
        recording.request(bench.x, half, "pauserecording")
