"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert's telephone is unplugged; Anna reaches his mobile telephone instead."""
    anna, bert, mobile = phones["anna"], phones["bert"], phones.outside("+493023125902")
    bert.forward("not reachable", mobile)
    bert.unplug()
    yield 1, "nothing happens yet"
    anna.dial(bert)
    yield 3, "it rings at the mobile telephone"
    mobile.answer()
    yield 10, "Anna and Bert talk"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.plug_in()
    bert.forward("not reachable", None)
