"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert talks and takes no second call; a customer who calls him reaches Carla."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    customer = phones.outside("+493023125900", "Kunde")
    bert.call_waiting(active=False)
    bert.forward("busy", carla)
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 5, "Anna and Bert talk"
    customer.call(bert)
    yield 3, "Carla's telephone rings"
    carla.answer()
    yield 5, "two calls are going on"
    customer.hangup()
    yield 2, "one is left"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.forward("busy", None)
    bert.call_waiting(active=True)
