"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert does not answer; after three rings the call goes to Carla."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.forward("no answer", carla)
    yield 1, "nothing happens yet"
    anna.dial(bert)
    yield 20, "Bert's telephone rings, then Carla's"
    carla.answer()
    yield 10, "Anna and Carla talk"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.forward("no answer", None)
