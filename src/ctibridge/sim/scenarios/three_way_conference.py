"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna talks to Bert and Carla at the same time; Carla leaves, then Anna hangs up."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 5, "Anna and Bert talk"
    anna.dial(carla)
    yield 3, "Bert is held, Carla's telephone rings"
    carla.answer()
    yield 5, "Anna and Carla talk"
    anna.conference()
    yield 10, "all three talk"
    anna.hold()
    yield 5, "Anna leaves the others to themselves"
    anna.retrieve()
    yield 5, "all three talk again"
    carla.hangup()
    yield 5, "Anna and Bert go on"
    anna.hangup()
