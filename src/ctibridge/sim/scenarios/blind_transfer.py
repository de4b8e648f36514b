"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna sends a colleague who called her to Carla, without asking Carla."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "Bert and Anna talk"
    anna.transfer(carla)
    yield 4, "Carla's telephone rings"
    carla.answer()
    yield 10, "Bert and Carla talk"
    bert.hangup()
