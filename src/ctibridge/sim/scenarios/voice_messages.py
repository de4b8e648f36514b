"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Somebody leaves a message for Anna, then another; her lamp is on until she has listened to both."""
    anna = phones["anna"]
    anna.voice_messages(1)
    yield 2, "Anna's lamp is on"
    anna.voice_messages(2)
    yield 5, "Anna listens"
    anna.voice_messages(0)
