"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.populations import neighbours
from ctibridge.sim.scenarios import Story

POPULATION = neighbours


def story(phones: Phones) -> Story:
    """Anna asks Ines, who works for another enterprise, whether she takes Bert, and joins the two."""
    anna, bert, ines = phones["anna"], phones["bert"], phones["ines"]
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.dial(ines)
    yield 3, "Bert is held, Ines' telephone rings"
    ines.answer()
    yield 5, "Anna talks to Ines"
    anna.transfer()
    yield 10, "Bert and Ines talk"
    ines.hangup()
