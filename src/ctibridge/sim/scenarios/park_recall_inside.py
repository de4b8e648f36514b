"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna parks Bert's call against Carla, and nobody retrieves it; it comes back to Anna."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.park(carla)
    yield 50, "Bert hears music, and then Anna's telephone rings again"
    anna.answer()
    yield 5, "Bert and Anna talk again"
    anna.hangup()
