"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert does not reach Anna and leaves her a message; her lamp is on until she has listened to it."""
    anna, bert = phones["anna"], phones["bert"]
    bert.dial(anna)
    yield 12, "Anna's telephone rings"
    bert.hangup()
    anna.voice_messages(1)
    yield 5, "Anna's lamp is on"
    anna.voice_messages(0)
