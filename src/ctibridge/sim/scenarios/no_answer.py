"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna calls Bert, who does not answer; she gives up."""
    anna, bert = phones["anna"], phones["bert"]
    anna.dial(bert)
    yield 30, "Bert's telephone rings and rings"
    anna.hangup()
