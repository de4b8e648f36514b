"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna sends Bert to a customer in the public network."""
    anna, bert, customer = phones["anna"], phones["bert"], phones.outside("+493023125900", "Kunde")
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.transfer(customer)
    yield 4, "it rings at the customer's"
    customer.answer()
    yield 10, "Bert and the customer talk"
    customer.hangup()
