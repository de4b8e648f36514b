"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna works at home: she takes a call at her remote office, and Bert one at a location of BroadWorks Anywhere."""
    anna, bert = phones["anna"], phones["bert"]
    home, hotel = anna.at("+493023125910", "remote office"), bert.at("+493023125920", "anywhere")
    bert.dial(anna)
    yield 4, "Anna's telephone at home rings"
    home.answer()
    yield 5, "Bert and Anna talk"
    bert.hangup()
    yield 1, "it is quiet"
    home.dial(bert)
    yield 4, "it rings at Bert's hotel"
    hotel.answer()
    yield 5, "Anna and Bert talk"
    bert.hangup()
