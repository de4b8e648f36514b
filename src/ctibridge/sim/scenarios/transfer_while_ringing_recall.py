"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna calls Carla for Bert and joins the two before Carla answers, who never does; Bert comes back to Anna."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.dial(carla)
    yield 3, "Bert is held, Carla's telephone rings"
    anna.transfer()
    yield 35, "Bert hears it ring at Carla's, and then at Anna's"
    anna.answer()
    yield 5, "Bert and Anna talk again"
    anna.hangup()
