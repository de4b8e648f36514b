"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Bert's calls ring at Carla's and Dieter's too; Anna calls, and Carla is the first."""
    anna, bert, carla, dieter = (phones[name] for name in ("anna", "bert", "carla", "dieter"))
    bert.ring_also(carla, dieter)
    anna.dial(bert)
    yield 6, "three telephones ring"
    dieter.hangup()
    yield 3, "Dieter rejects it, two ring on"
    carla.answer()
    yield 10, "Anna and Carla talk"
    carla.hangup()
    yield 2, "it is quiet again"
    anna.dial(bert)
    yield 6, "three telephones ring again"
    bert.answer()
    yield 10, "this time Bert was the first"
    anna.hangup()
    yield 1, "it is quiet again"
    bert.ring_also()
