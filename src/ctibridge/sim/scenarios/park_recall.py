"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna parks a customer's call against Carla, and nobody retrieves it; it comes back to Anna."""
    anna, carla, customer = phones["anna"], phones["carla"], phones.outside("+493023125900", "Kunde")
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.park(carla)
    yield 50, "the customer hears music, and then Anna's telephone rings again"
    anna.answer()
    yield 5, "the customer talks to Anna again"
    customer.hangup()
