"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Carla calls Bert, who is away; Anna takes the call at her telephone."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    carla.dial(bert)
    yield 5, "Bert's telephone rings"
    anna.pick_up(bert)
    yield 10, "Anna and Carla talk"
    anna.hangup()
