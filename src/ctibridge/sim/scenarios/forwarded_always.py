"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert is away and has all his calls go to Carla."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.forward("always", carla)
    yield 1, "nothing happens yet"
    anna.dial(bert)
    yield 3, "Carla's telephone rings"
    carla.answer()
    yield 10, "Anna and Carla talk"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.forward("always", None)
