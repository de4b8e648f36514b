"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna talks to a customer and to Bert in turns, with one of them held at a time."""
    anna, bert, customer = phones["anna"], phones["bert"], phones.outside("+493023125900", "Kunde")
    customer.call(anna)
    yield 3, "Anna's telephone rings"
    anna.answer()
    yield 5, "Anna talks to the customer"
    anna.dial(bert)
    yield 3, "the customer is held, Bert's telephone rings"
    bert.answer()
    yield 5, "Anna talks to Bert"
    anna.retrieve()
    yield 5, "Bert is held, Anna talks to the customer"
    anna.retrieve()
    yield 5, "the customer is held, Anna talks to Bert"
    bert.hangup()
    yield 2, "the customer still hears music"
    anna.retrieve()
    yield 5, "Anna talks to the customer again"
    customer.hangup()
