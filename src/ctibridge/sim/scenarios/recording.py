"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna records a call with a customer, pauses for a secret, stops; a second time she asks for it on hold."""
    anna, customer = phones["anna"], phones.outside("+493023125900", "Kunde")
    anna.call_recording("on-demand-user-start")
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.record()
    yield 10, "they are recorded"
    anna.record("pauserecording")
    yield 5, "the customer tells a password"
    anna.record("resumerecording")
    yield 10, "they are recorded again"
    anna.record("stoprecording")
    yield 5, "they are not recorded any more"
    anna.hold()
    yield 2, "the customer hears music"
    anna.record()
    yield 3, "the recording waits until Anna is back"
    anna.retrieve()
    yield 5, "they are recorded"
    customer.hangup()
    yield 1, "it is quiet"
    anna.call_recording(None)
