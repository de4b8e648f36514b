"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert's telephone rings for a customer, and Anna takes the call at hers."""
    anna, bert, customer = phones["anna"], phones["bert"], phones.outside("+493023125900", "Kunde")
    customer.call(bert)
    yield 5, "Bert's telephone rings"
    anna.pick_up(bert)
    yield 10, "Anna talks to the customer"
    customer.hangup()
