"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert does not want to be disturbed; Anna hears that he is not available."""
    anna, bert = phones["anna"], phones["bert"]
    bert.do_not_disturb(active=True)
    yield 1, "nothing happens yet"
    anna.dial(bert)
    yield 10, "Anna hears an announcement, and the platform hangs up"
    bert.do_not_disturb(active=False)
