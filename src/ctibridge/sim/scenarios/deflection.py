"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """A customer calls Anna, who sends the ringing call to Carla."""
    anna, carla, customer = phones["anna"], phones["carla"], phones.outside("+493023125900", "Kunde")
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.transfer(carla)
    yield 3, "Carla's telephone rings"
    carla.answer()
    yield 10, "the customer and Carla talk"
    customer.hangup()
