"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna has the platform choose where to park Emil's call, and Bert retrieves it there."""
    anna, bert, emil = phones["anna"], phones["bert"], phones["emil"]
    emil.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.group_park()
    yield 10, "Emil hears music, and Anna heard where he is"
    bert.unpark(anna)
    yield 10, "Emil and Bert talk"
    emil.hangup()
