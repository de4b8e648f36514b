"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna calls a customer in the public network, who answers and hangs up."""
    anna, customer = phones["anna"], phones.outside("+493023125900")
    anna.dial(customer)
    yield 5, "it rings at the customer's"
    customer.answer()
    yield 10, "they talk"
    customer.hangup()
