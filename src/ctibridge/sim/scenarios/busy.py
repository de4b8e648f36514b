"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert talks to Anna and takes no second call; Carla calls him and hears that he is busy."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    bert.call_waiting(active=False)
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 5, "Anna and Bert talk"
    carla.dial(bert)
    yield 10, "Carla hears the busy tone, and the platform hangs up"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.call_waiting(active=True)
