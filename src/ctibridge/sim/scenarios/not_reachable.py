"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert's telephone is unplugged; Anna hears that he is not available."""
    anna, bert = phones["anna"], phones["bert"]
    bert.unplug()
    anna.dial(bert)
    yield 10, "Anna hears an announcement, and the platform hangs up"
    bert.plug_in()
