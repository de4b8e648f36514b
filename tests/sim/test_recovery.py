"""A gateway that comes late, or that hears nothing for a while, finds out what is, at any moment of any story."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ctibridge.app import Gateway
from ctibridge.broadworks.settings import Scope
from ctibridge.errors import UnknownCall, WrongState
from ctibridge.sim import scenarios
from ctibridge.sim.scenarios import Story
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import QUIET_S, compare, recording

ANNA, BERT, CARLA = "anna@ent1.example", "bert@ent1.example", "carla@ent1.example"
SCOPES: dict[str, dict[str, Any]] = {
    "enterprise": {},
    "group": {"scope": Scope.GROUP, "group": "zentrale", "enterprise": "ent1"},
    "users": {"scope": Scope.USERS, "users": (ANNA, BERT, CARLA)},
}


def steps_of(simulator: Simulator, name: str) -> Story:
    return scenarios.load(name)(simulator.phones)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", scenarios.names())
def test_a_gateway_that_starts_in_the_middle_of_a_story_knows_the_rest(name, scope):
    async def joined_after(missed: int) -> bool:
        """Plays the story; the gateway starts after so many steps. Whether there were so many."""
        async with simulated() as simulator:
            story = steps_of(simulator, name)
            for _ in range(missed):
                if (step := next(story, None)) is None:
                    return False
                await asyncio.sleep(step[0])
            async with run_gateway(simulator, **SCOPES[scope]) as gateway:
                await asyncio.sleep(QUIET_S)
                compare(simulator, gateway)
                for seconds, _ in story:
                    await asyncio.sleep(max(seconds, QUIET_S))
                    compare(simulator, gateway)
        return True

    missed = 1
    while run_virtually(joined_after(missed)):
        missed += 1
    assert missed > 1


def as_far_as_it_goes(story: Story) -> Story:
    """The story, until somebody wants to do what the longer time has made impossible."""
    try:
        yield from story
    except (WrongState, UnknownCall):
        return


@pytest.mark.parametrize("outage_s", [1.0, 20.0])
@pytest.mark.parametrize("name", scenarios.names())
def test_what_happened_while_the_platform_was_away_is_made_up_for(name, outage_s):
    async def away_at(step_away: int) -> bool:
        """Plays the story; at this step the platform's server is away. Whether there was such a step."""
        async with (
            simulated() as simulator,
            run_gateway(simulator) as gateway,
            recording(gateway) as recorder,
        ):
            number = -1
            for number, (seconds, _) in enumerate(as_far_as_it_goes(steps_of(simulator, name))):
                if number == step_away:
                    await outage(simulator, gateway, seconds + outage_s)
                else:
                    await asyncio.sleep(max(seconds, QUIET_S))
                compare(simulator, gateway, recorder)
            await asyncio.sleep(60)
            compare(simulator, gateway, recorder)
        return step_away <= number

    step_away = 0
    while run_virtually(away_at(step_away)):
        step_away += 1
    assert step_away > 0


async def outage(simulator: Simulator, gateway: Gateway, seconds: float) -> None:
    """The platform's only server is away for so long; returns when the gateway has recovered."""
    (server,) = simulator.servers
    losses = gateway.providers[0].counts["channel lost"]
    await simulator.fail_server(server)
    await asyncio.sleep(seconds)
    await simulator.restore_server(server)
    assert gateway.providers[0].counts["channel lost"] > losses
    await until(lambda: gateway.is_ready, 60)
    await asyncio.sleep(QUIET_S)
