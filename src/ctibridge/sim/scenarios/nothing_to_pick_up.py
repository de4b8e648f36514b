"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna wants to take a call of her group when none rings any more."""
    anna = phones["anna"]
    anna.pick_up()
    yield 10, "Anna hears an announcement, and the platform hangs up"
