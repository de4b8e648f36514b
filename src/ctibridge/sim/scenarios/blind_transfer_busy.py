"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna sends a customer to Carla, who talks and takes no second call; the customer comes back to Anna."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    customer = phones.outside("+493023125900", "Kunde")
    carla.call_waiting(active=False)
    bert.dial(carla)
    yield 3, "Carla's telephone rings"
    carla.answer()
    yield 5, "Bert and Carla talk"
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "Anna talks to the customer"
    anna.transfer(carla)
    yield 3, "Anna's telephone rings again"
    anna.answer()
    yield 5, "Anna talks to the customer again"
    customer.hangup()
    yield 1, "Bert and Carla still talk"
    bert.hangup()
    yield 1, "it is quiet again"
    carla.call_waiting(active=True)
