"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """A second call rings while Bert talks; he rejects it and goes on talking."""
    anna, bert, customer = phones["anna"], phones["bert"], phones.outside("+493023125900", "Kunde")
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 5, "Anna and Bert talk"
    customer.call(bert)
    yield 3, "a second call knocks at Bert's"
    bert.reject()
    yield 5, "Anna and Bert still talk"
    anna.hangup()
