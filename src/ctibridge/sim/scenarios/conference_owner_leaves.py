"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna brings Bert and Carla together, then leaves them to each other."""
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
    anna.leave_conference()
    yield 10, "Bert and Carla talk"
    bert.hold()
    yield 5, "Carla hears music"
    bert.retrieve()
    yield 5, "they talk again"
    carla.hangup()
