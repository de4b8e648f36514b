"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Irma, who works for another enterprise, calls Anna, who sends her to Carla."""
    anna, carla, irma = phones["anna"], phones["carla"], phones["irma"]
    irma.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.transfer(carla)
    yield 3, "Carla's telephone rings"
    carla.answer()
    yield 10, "Irma and Carla talk"
    irma.hangup()
