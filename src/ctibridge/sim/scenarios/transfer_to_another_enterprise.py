"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna asks Irma, who works for another enterprise, whether she takes Bert, and joins the two."""
    anna, bert, irma = phones["anna"], phones["bert"], phones["irma"]
    bert.dial(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "they talk"
    anna.dial(irma)
    yield 3, "Bert is held, Irma's telephone rings"
    irma.answer()
    yield 5, "Anna talks to Irma"
    anna.transfer()
    yield 10, "Bert and Irma talk"
    irma.hangup()
