"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna asks Carla whether she takes Bert, and joins the two."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.hold()
    yield 1, "Bert hears music"
    anna.dial(carla)
    yield 3, "Carla's telephone rings"
    carla.answer()
    yield 5, "Anna and Carla talk"
    anna.transfer()
    yield 10, "Bert and Carla talk"
    carla.hangup()
