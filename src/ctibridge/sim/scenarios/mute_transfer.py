"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """An application has Bert's call to Anna sent to Carla as soon as it rings there."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.mute_transfer(carla)
    yield 3, "Carla's telephone rings, and Anna is out of it"
    carla.answer()
    yield 10, "Bert and Carla talk"
    carla.hangup()
