"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna calls Irma, who works for another enterprise on the same platform; each holds the other once."""
    anna, irma = phones["anna"], phones["irma"]
    anna.dial(irma)
    yield 3, "Irma's telephone rings"
    irma.answer()
    yield 5, "they talk"
    anna.hold()
    yield 3, "Irma hears music"
    anna.retrieve()
    yield 3, "they talk again"
    irma.hold()
    yield 3, "Anna hears music"
    irma.retrieve()
    yield 3, "they talk again"
    irma.hangup()
