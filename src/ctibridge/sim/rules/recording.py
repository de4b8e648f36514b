"""A user's call is recorded: by request, or always (3.5.4.17, 3.5.4.20, 3.5.4.22, 3.5.4.23; events 4.7.1.1.20 to 24).

A request that has been carried out already is accepted and changes nothing.
"""

from __future__ import annotations

from ctibridge.errors import NotAllowed, WrongState
from ctibridge.sim.calls import Half, RecordingMode
from ctibridge.sim.exchange import Exchange
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import CallState
from ctibridge.wire.xsi.calls import RecordingState as R

REQUESTED, FAILED = "User Requested", "Failure"
_MODES = RecordingMode
MODES: dict[str, frozenset[RecordingMode]] = {
    "record": frozenset({_MODES.ON_DEMAND, _MODES.ON_DEMAND_USER_START}),
    "pauserecording": frozenset({_MODES.ALWAYS_PAUSE_RESUME, _MODES.ON_DEMAND, _MODES.ON_DEMAND_USER_START}),
    "resumerecording": frozenset({_MODES.ALWAYS_PAUSE_RESUME, _MODES.ON_DEMAND, _MODES.ON_DEMAND_USER_START}),
    "stoprecording": frozenset({_MODES.ON_DEMAND_USER_START}),
}
"""What can be requested, and the modes that support it."""


def request(x: Exchange, half: Half, what: str) -> None:
    """Carries out a request of `MODES`.

    Raises:
        NotAllowed: the user has no Call Recording, or not in a mode that supports this.
        WrongState: the call is not answered, or not recorded.
    """
    if half.recording_mode not in MODES[what]:
        raise NotAllowed(f"the call recording of {half.user.user_id} does not support {what}")
    if not half.talks:
        raise WrongState(f"call {half.call_id} is {half.state}; only an answered call is recorded")
    match what, half.recording:
        case "record", None:
            begin(x, half)
        case "record", R.FAILED:
            raise WrongState(f"the recording of call {half.call_id} has failed")
        case "pauserecording", R.STARTED:
            _becomes(x, half, R.PAUSED, e.CallRecordingPausedEvent)
        case "resumerecording", R.PAUSED:
            _becomes(x, half, R.STARTED, e.CallRecordingResumedEvent)
        case "stoprecording", R.STARTED | R.PAUSED | R.PENDING:
            _ends(x, half, None, REQUESTED)
        case (("pauserecording" | "resumerecording"), (None | R.FAILED | R.PENDING)):
            raise WrongState(f"call {half.call_id} is not recorded")


def answered(x: Exchange, half: Half) -> None:
    """The user is connected: calls that are always recorded are recorded from now on."""
    always = half.recording_mode in {RecordingMode.ALWAYS, RecordingMode.ALWAYS_PAUSE_RESUME}
    if always and half.recording is None:
        begin(x, half)


def begin(x: Exchange, half: Half) -> None:
    """The recording starts, or waits until the user is back from hold (4.7.1.1.21)."""
    half.recorded = True
    if half.state is CallState.HELD:
        _becomes(x, half, R.PENDING, e.CallRecordingStartingEvent)
    elif x.knobs.recording_fails:
        _ends(x, half, R.FAILED, FAILED)
    else:
        _becomes(x, half, R.STARTED, e.CallRecordingStartedEvent)


def retrieved(x: Exchange, half: Half) -> None:
    """The user is back from hold: what waited for that starts."""
    if half.recording is R.PENDING:
        begin(x, half)


def _becomes(x: Exchange, half: Half, state: R, event: type[e.CallEvent]) -> None:
    half.recording = state
    x.tell(half, event)


def _ends(x: Exchange, half: Half, state: R | None, reason: str) -> None:
    half.recording = state
    x.tell_recording_stopped(half, reason)
