"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Emil calls Bert; Anna hears a telephone of her group ring, whichever it is, and takes the call."""
    anna, bert, emil = phones["anna"], phones["bert"], phones["emil"]
    emil.dial(bert)
    yield 5, "Bert's telephone rings"
    anna.pick_up()
    yield 10, "Anna and Emil talk"
    emil.hangup()
