"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert does not answer Anna: it rings at Carla's, then at Bert's mobile telephone, where he does."""
    anna, bert, mobile = phones["anna"], phones["bert"], phones.outside("+493023125902")
    bert.ring_in_turn(phones["carla"], "+493023125902")
    anna.dial(bert)
    yield 20, "Bert's telephone rings three times, then Carla's begins"
    yield 18, "Carla's rings three times, then Bert's mobile telephone begins"
    mobile.answer()
    yield 10, "Anna and Bert talk"
    anna.hangup()
    yield 1, "it is quiet"
    bert.ring_in_turn()
