"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """An application dials for Anna, who does not pick up her own telephone."""
    anna, bert = phones["anna"], phones["bert"]
    anna.click_to_dial(bert)
    yield 35, "Anna's telephone rings until the platform gives up"
