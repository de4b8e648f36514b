"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna asks Carla whether she takes a customer, and joins the two."""
    anna, carla, customer = phones["anna"], phones["carla"], phones.outside("+493023125900", "Kunde")
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.dial(carla)
    yield 3, "the customer is held, Carla's telephone rings"
    carla.answer()
    yield 5, "Anna and Carla talk"
    anna.transfer()
    yield 10, "the customer and Carla talk"
    customer.hangup()
