"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna holds Bert, then Bert holds Anna; Bert is the first to come back."""
    anna, bert = phones["anna"], phones["bert"]
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 5, "they talk"
    anna.hold()
    yield 3, "Bert hears music"
    bert.hold()
    yield 3, "nobody hears anything"
    bert.retrieve()
    yield 3, "Bert hears music again"
    anna.retrieve()
    yield 3, "they talk again"
    bert.hangup()
