"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert has his calls go to Irma, who works for another enterprise; Anna reaches her."""
    anna, bert, irma = phones["anna"], phones["bert"], phones["irma"]
    bert.forward("always", irma)
    yield 1, "nothing happens yet"
    anna.dial(bert)
    yield 3, "Irma's telephone rings"
    irma.answer()
    yield 5, "Anna and Irma talk"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.forward("always", None)
