"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Somebody of whom the network tells no number calls Anna."""
    anna, somebody = phones["anna"], phones.outside("unknown")
    somebody.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 10, "they talk"
    somebody.hangup()
