"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert has his calls go to his mobile telephone; Anna reaches him there."""
    anna, bert, mobile = phones["anna"], phones["bert"], phones.outside("+493023125902")
    bert.forward("always", mobile)
    yield 1, "nothing happens yet"
    anna.dial(bert)
    yield 3, "it rings at the mobile telephone"
    mobile.answer()
    yield 10, "Anna and Bert talk"
    mobile.hangup()
    yield 1, "it is quiet again"
    bert.forward("always", None)
