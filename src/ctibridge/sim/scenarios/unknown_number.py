"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna mistypes a number that nobody has."""
    anna = phones["anna"]
    anna.dial("198")
    yield 2, "Anna hears an announcement"
    anna.hangup()
