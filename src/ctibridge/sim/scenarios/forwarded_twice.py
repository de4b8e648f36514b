"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert does not answer, and Carla has all her calls go to Dieter; Anna reaches him over both."""
    anna, bert, carla, dieter = phones["anna"], phones["bert"], phones["carla"], phones["dieter"]
    bert.forward("no answer", carla)
    carla.forward("always", dieter)
    yield 1, "nothing happens yet"
    anna.dial(bert)
    yield 20, "Bert's telephone rings, then Dieter's"
    dieter.answer()
    yield 10, "Anna and Dieter talk"
    anna.hangup()
    yield 1, "it is quiet again"
    carla.forward("always", None)
    bert.forward("no answer", None)
