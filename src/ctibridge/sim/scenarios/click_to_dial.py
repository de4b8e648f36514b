"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """An application dials for Anna: her telephone rings first, then Bert is called."""
    anna, bert = phones["anna"], phones["bert"]
    anna.click_to_dial(bert)
    yield 2, "Anna's own telephone rings"
    anna.answer()
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 10, "they talk"
    anna.hangup()
