"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Messages come for Anna, one of them urgent; she listens to them, keeps some, and deletes all."""
    anna = phones["anna"]
    anna.voice_messages(1)
    yield 1, "one message, and the lamp is on"
    anna.voice_messages(2, new_urgent=1)
    yield 1, "two more, and the lamp was on"
    anna.voice_messages(1, 1, old_urgent=1)
    yield 1, "she has listened to two"
    anna.voice_messages(0, 2, old_urgent=1)
    yield 1, "the lamp is off"
    anna.voice_messages(0)
