"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.populations import neighbours
from ctibridge.sim.scenarios import Story

POPULATION = neighbours


def story(phones: Phones) -> Story:
    """Anna calls Ines, who works for another enterprise on the same platform; each holds the other once."""
    anna, ines = phones["anna"], phones["ines"]
    anna.dial(ines)
    yield 3, "Ines' telephone rings"
    ines.answer()
    yield 5, "they talk"
    anna.hold()
    yield 3, "Ines hears music"
    anna.retrieve()
    yield 3, "they talk again"
    ines.hold()
    yield 3, "Anna hears music"
    ines.retrieve()
    yield 3, "they talk again"
    ines.hangup()
