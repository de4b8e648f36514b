"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna sends Bert to Carla, who does not answer; Bert comes back to Anna."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.transfer(carla)
    yield 35, "Carla's telephone rings, and then Anna's again"
    anna.answer()
    yield 5, "Bert and Anna talk again"
    bert.hangup()
