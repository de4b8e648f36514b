"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert calls Anna, who rejects the call; it goes where her unanswered calls go."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    anna.forward("no answer", carla)
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.hangup()
    yield 3, "Carla's telephone rings"
    carla.answer()
    yield 5, "Bert and Carla talk"
    carla.hangup()
    yield 1, "it is quiet again"
    anna.forward("no answer", None)
