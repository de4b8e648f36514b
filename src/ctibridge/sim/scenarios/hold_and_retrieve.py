"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna talks to Bert, holds him, and comes back."""
    anna, bert = phones["anna"], phones["bert"]
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 5, "they talk"
    anna.hold()
    yield 8, "Bert hears music"
    anna.retrieve()
    yield 5, "they talk again"
    bert.hangup()
