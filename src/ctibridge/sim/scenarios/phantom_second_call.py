"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """A second call finds Bert busy: it appears for some milliseconds and is gone."""
    anna, bert, customer = phones["anna"], phones["bert"], phones.outside("+493023125900", "Kunde")
    bert.call_waiting(active=False)
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 5, "Anna and Bert talk"
    customer.call(bert)
    yield 1, "the customer hears the busy tone"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.call_waiting(active=True)
