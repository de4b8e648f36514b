"""Second calls, when the platform does not tell whether they can ring."""

from __future__ import annotations

import asyncio

import pytest

from tests.integration.broadworks.relay import answer
from tests.integration.broadworks.stage import Stage, on_stage
from tests.sim.story import compare

CALL_WAITING = r"GET .*/services/CallWaiting"
AT_ONCE_S, SOON_S = 0.1, 0.3


async def bert_talks(stage: Stage) -> None:
    stage.simulator.phones["anna"].dial(stage.simulator.phones["bert"])
    await asyncio.sleep(1)
    stage.simulator.phones["bert"].answer()
    await asyncio.sleep(1)


async def second_call(stage: Stage) -> tuple[int, int]:
    """A customer calls Bert and hangs up; how much Bert's clients are told of the ringing at once, and soon."""
    before = stage.told("102").count("delivered")
    customer = stage.simulator.phones.outside("+493023125900")
    customer.call(stage.simulator.phones["bert"])
    await asyncio.sleep(AT_ONCE_S)
    at_once = stage.told("102").count("delivered") - before
    await asyncio.sleep(SOON_S)
    soon = stage.told("102").count("delivered") - before
    compare(stage.simulator, stage.gateway, stage.recorder)
    if stage.simulator.switch.x.calls(stage.simulator.phones["bert"].user)[1:]:
        customer.hangup()
    await asyncio.sleep(1)
    return at_once, soon


@pytest.mark.parametrize("status", [403, 404])
def test_a_line_whose_service_is_not_told_learns_from_its_calls(status):
    @on_stage()
    async def test(stage: Stage) -> None:
        stage.relay.instead(CALL_WAITING, answer(status))
        await bert_talks(stage)
        assert (0, 1) == await second_call(stage), "it may be none"
        assert (1, 1) == await second_call(stage), "the one before rang"
        assert 2 == stage.relay.count(CALL_WAITING), "for each of both who had a call, once"

    test()


@on_stage()
async def test_a_service_that_could_not_be_read_is_asked_for_with_the_next_event(stage: Stage):
    stage.relay.instead(CALL_WAITING, answer(500), times=2)
    await bert_talks(stage)
    assert (1, 1) == await second_call(stage)
    assert 4 == stage.relay.count(CALL_WAITING)


@on_stage()
async def test_a_service_that_is_turned_off_hides_phantoms_from_then_on(stage: Stage):
    await bert_talks(stage)
    assert (1, 1) == await second_call(stage)
    stage.simulator.phones["bert"].call_waiting(active=False)
    await asyncio.sleep(1)
    assert (0, 0) == await second_call(stage)
