"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna sends a customer to Carla, who does not answer; the customer comes back to Anna."""
    anna, carla, customer = phones["anna"], phones["carla"], phones.outside("+493023125900", "Kunde")
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.transfer(carla)
    yield 35, "Carla's telephone rings, and then Anna's again"
    anna.answer()
    yield 5, "the customer talks to Anna again"
    customer.hangup()
