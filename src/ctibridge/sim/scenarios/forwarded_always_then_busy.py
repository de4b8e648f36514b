"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert has his calls go to Carla, who talks and takes no second call; a customer reaches Dieter over both."""
    anna, bert, carla, dieter = phones["anna"], phones["bert"], phones["carla"], phones["dieter"]
    customer = phones.outside("+493023125900", "Kunde")
    bert.forward("always", carla)
    carla.call_waiting(active=False)
    carla.forward("busy", dieter)
    anna.dial(carla)
    yield 3, "Carla's telephone rings"
    carla.answer()
    yield 5, "Anna and Carla talk"
    customer.call(bert)
    yield 3, "Dieter's telephone rings"
    dieter.answer()
    yield 5, "two calls are going on"
    anna.hangup()
    yield 2, "one is left"
    customer.hangup()
    yield 1, "it is quiet again"
    carla.forward("busy", None)
    carla.call_waiting(active=True)
    bert.forward("always", None)
