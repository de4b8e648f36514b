"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna has two locations of BroadWorks Anywhere, Bert no Call Waiting, and Carla is a guest at Bert's telephone."""
    anna, bert, carla = phones["anna"], phones["bert"], phones["carla"]
    anna.anywhere({"+493023125920": True, "+493023125921": False})
    bert.call_waiting(active=False)
    carla.be_guest_of(bert)
    anna.forward("not reachable", "102")
    yield 1, "no event tells of Not Reachable"
    anna.anywhere({"+493023125920": False, "+493023125921": False})
    bert.call_waiting(active=True)
    carla.be_guest_of(None)
    anna.forward("not reachable", None)
