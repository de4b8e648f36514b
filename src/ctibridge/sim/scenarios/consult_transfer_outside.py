"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna asks a customer in the public network whether he takes Bert, and joins the two."""
    anna, bert, customer = phones["anna"], phones["bert"], phones.outside("+493023125900")
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.dial(customer)
    yield 3, "Bert is held, it rings at the customer's"
    customer.answer()
    yield 5, "Anna talks to the customer"
    anna.transfer()
    yield 10, "Bert and the customer talk"
    bert.hangup()
