"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna takes Bert into her call with a customer, who hangs up first."""
    anna, bert, customer = phones["anna"], phones["bert"], phones.outside("+493023125900", "Kunde")
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.dial(bert)
    yield 3, "the customer is held, Bert's telephone rings"
    bert.answer()
    yield 5, "Anna and Bert talk"
    anna.conference()
    yield 10, "all three talk"
    customer.hangup()
    yield 5, "Anna and Bert go on"
    bert.hangup()
