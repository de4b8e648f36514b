"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna parks a customer's call against Carla, and Bert retrieves it."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    customer = phones.outside("+493023125900", "Kunde")
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.park(carla)
    yield 10, "the customer hears music, and no telephone is busy"
    bert.unpark(carla)
    yield 10, "the customer talks to Bert"
    customer.hangup()
