"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna calls the fire brigade."""
    anna, brigade = phones["anna"], phones.outside("112")
    anna.dial(brigade)
    yield 2, "it rings at the fire brigade's"
    brigade.answer()
    yield 10, "they talk"
    brigade.hangup()
