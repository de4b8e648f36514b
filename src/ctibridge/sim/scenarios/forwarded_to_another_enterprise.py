"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.populations import neighbours
from ctibridge.sim.scenarios import Story

POPULATION = neighbours


def story(phones: Phones) -> Story:
    """Bert has his calls go to Ines, who works for another enterprise; Anna reaches her."""
    anna, bert, ines = phones["anna"], phones["bert"], phones["ines"]
    bert.forward("always", ines)
    yield 1, "nothing happens yet"
    anna.dial(bert)
    yield 3, "Ines' telephone rings"
    ines.answer()
    yield 5, "Anna and Ines talk"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.forward("always", None)
