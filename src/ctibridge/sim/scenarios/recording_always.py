"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna's calls are always recorded, unless she pauses; Bert, whom she calls, is not told."""
    anna, bert = phones["anna"], phones["bert"]
    anna.call_recording("always-pause-resume")
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 5, "they talk, and are recorded"
    anna.record("pauserecording")
    yield 5, "they are not"
    anna.record("resumerecording")
    yield 5, "they are"
    bert.hangup()
    yield 1, "it is quiet"
    anna.call_recording(None)
