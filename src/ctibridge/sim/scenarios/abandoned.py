"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """A customer calls Anna and gives up before she answers."""
    anna, customer = phones["anna"], phones.outside("+493023125900", "Kunde")
    customer.call(anna)
    yield 12, "Anna's telephone rings"
    customer.hangup()
