"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna talks to Bert and Carla, takes Dieter in, mutes him for a while; Bert leaves, then Anna ends it."""
    anna, bert, carla, dieter = (phones[name] for name in ("anna", "bert", "carla", "dieter"))
    anna.dial(bert)
    yield 3, "Bert's telephone rings"
    bert.answer()
    yield 3, "Anna and Bert talk"
    anna.dial(carla)
    yield 3, "Bert is held, Carla's telephone rings"
    carla.answer()
    yield 3, "Anna and Carla talk"
    anna.conference()
    yield 10, "all three talk"
    anna.dial(dieter)
    yield 3, "Anna leaves the others to themselves, Dieter's telephone rings"
    dieter.answer()
    yield 5, "Anna and Dieter talk"
    anna.conference()
    yield 5, "all four talk"
    anna.mark("mute", dieter)
    yield 5, "nobody hears Dieter"
    anna.mark("deaf", dieter)
    yield 5, "nor does he hear them"
    anna.mark("undeaf", dieter)
    anna.mark("unmute", dieter)
    yield 5, "all four talk again"
    bert.hangup()
    yield 5, "three are left"
    anna.hangup()
