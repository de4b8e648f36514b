"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert calls Anna, who sends the ringing call to her mobile telephone."""
    anna, bert, mobile = phones["anna"], phones["bert"], phones.outside("+493023125902")
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.transfer(mobile)
    yield 3, "it rings at the mobile telephone"
    mobile.answer()
    yield 10, "Bert and Anna talk"
    bert.hangup()
