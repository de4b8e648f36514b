"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna's calls ring at her mobile telephone too: a colleague's, which she takes there, and one given up."""
    anna, bert = phones["anna"], phones["bert"]
    mobile, customer = phones.outside("+493023125901"), phones.outside("+493023125900", "Kunde")
    anna.ring_also("+493023125901")
    bert.dial(anna)
    yield 6, "Anna's desk and her mobile telephone ring"
    mobile.answer()
    yield 10, "Bert and Anna talk"
    bert.hangup()
    yield 2, "it is quiet again"
    customer.call(anna)
    yield 6, "both ring again"
    customer.hangup()
    yield 1, "the customer gave up"
    anna.ring_also()
