"""Calls that outlive a day, with channels and subscriptions of an hour: nothing is told of them meanwhile.

At midnight the platform ends the channel, and the gateway opens another one in time.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ctibridge.broadworks.settings import Scope, Timing
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.phones import Phones
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import compare, recording

HOUR_S = 3600
NIGHT_S = 26 * HOUR_S
EVERYBODY = ("anna", "bert", "carla", "dieter", "emil", "frieda", "gustav", "hanna")
WATCHED: dict[str, dict[str, Any]] = {
    "all at once": {},
    "each alone": {"scope": Scope.USERS, "users": tuple(f"{name}@ent1.example" for name in EVERYBODY)},
}
"""A collection of users is told no state when its subscription is refreshed; a single user is, each time."""


def calls_of_all_kinds(phones: Phones) -> None:
    """Anna confers with Bert and Carla and is recorded; Dieter holds a customer and talks to Emil; Frieda calls out."""
    anna, bert, carla, dieter, emil, frieda = (phones[name] for name in EVERYBODY[:6])
    anna.call_recording("on-demand")
    for other in (bert, carla):
        anna.dial(other)
        other.answer()
    anna.conference()
    anna.record()
    phones.outside("+493023125900", "Kunde").call(dieter)
    dieter.answer()
    dieter.dial(emil)
    emil.answer()
    frieda.dial("+493023125901")
    phones.outside("+493023125901").answer()


def everybody_hangs_up(phones: Phones) -> None:
    for name in EVERYBODY:
        phone = phones[name]
        while phone.calls:
            phone.hangup()


@pytest.mark.parametrize("watched", WATCHED)
def test_calls_outlive_a_day_and_every_refresh(watched):
    async def main() -> None:
        async with (
            simulated(knobs=Knobs(force_expires_s=HOUR_S)) as simulator,
            run_gateway(simulator, timing=Timing(channel_life_s=HOUR_S), **WATCHED[watched]) as gateway,
            recording(gateway) as recorder,
        ):
            calls_of_all_kinds(simulator.phones)
            await asyncio.sleep(1)
            compare(simulator, gateway, recorder)
            told = recorder.text()
            await asyncio.sleep(NIGHT_S / 2)
            simulator.expire_channels()
            await asyncio.sleep(NIGHT_S / 2)
            compare(simulator, gateway, recorder)
            assert told == recorder.text()
            everybody_hangs_up(simulator.phones)
            await asyncio.sleep(1)
            compare(simulator, gateway, recorder)
            assert all(not picture.calls for picture in recorder.pictures.values())

    run_virtually(main())
