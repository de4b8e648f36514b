"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna dials on her telephone, Bert answers, Anna hangs up."""
    anna, bert = phones["anna"], phones["bert"]
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 10, "they talk"
    anna.hangup()
