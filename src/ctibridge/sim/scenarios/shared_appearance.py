"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna has a second telephone in the laboratory: a call is held at one and goes on at the other, and back."""
    anna, customer = phones["anna"], phones.outside("+493023125900", "Kunde")
    laboratory = anna.at("anna-laboratory@ent1.example")
    customer.call(anna)
    yield 4, "Anna's telephones ring"
    anna.answer()
    yield 5, "they talk"
    anna.hold()
    yield 8, "Anna walks to the laboratory"
    laboratory.retrieve()
    yield 5, "they talk there"
    anna.take_over()
    yield 5, "Anna has taken the call over at her desk, without a hold"
    anna.hangup()
    yield 1, "it is quiet"
    laboratory.dial(phones["bert"])
    yield 4, "Anna calls from the laboratory, Bert's telephone rings"
    phones["bert"].answer()
    yield 5, "they talk"
    laboratory.hangup()
