"""A whole gateway on a simulator, for as long as a context lasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ctibridge.app import Gateway, Trace
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.config import Configuration
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.simulator import Simulator

LOOK_AGAIN_S = 0.01


def settings_for(simulator: Simulator, **changes: Any) -> BroadWorksSettings:
    """How a gateway reaches a simulator as its administrator; `changes` are fields of `BroadWorksSettings`."""
    people = simulator.switch.people
    account = people.administrators[0] if people.administrators else people.users[0]
    settings = BroadWorksSettings(
        name="simulator",
        url=simulator.xsi_url,
        user=account.user_id,
        password=account.password,
        directory_user=people.users[0].user_id,
    )
    return replace(settings, **changes)


@asynccontextmanager
async def simulated(**arguments: Any) -> AsyncIterator[Simulator]:
    """A simulator on free ports; `arguments` are those of `Simulator`."""
    simulator = Simulator(**arguments)
    try:
        await simulator.start()
        yield simulator
    finally:
        await simulator.stop()


@asynccontextmanager
async def run_gateway(
    simulator: Simulator,
    *,
    csta: CstaSettings | None = None,
    wait: bool = True,
    trace_xsi: Trace | None = None,
    trace_csta: Trace | None = None,
    **changes: Any,
) -> AsyncIterator[Gateway]:
    """A gateway on a simulator.

    Args:
        simulator: The platform.
        csta: The CSTA face; None: a free port on loopback.
        wait: Whether to wait until all lines are in service and their calls are known.
        trace_xsi: Is told of every message to and from the platform.
        trace_csta: Is told of every message to and from clients.
        changes: Fields of `BroadWorksSettings`.
    """
    configuration = Configuration(
        source="run_gateway",
        state=Path(),
        providers=(settings_for(simulator, **changes),),
        csta=csta or CstaSettings(port=0),
    )
    gateway = Gateway(configuration, trace_xsi=trace_xsi, trace_csta=trace_csta)
    await gateway.open()
    running = asyncio.create_task(gateway.run(), name="gateway")
    try:
        if wait:
            await until(lambda: gateway.is_ready or running.done())
        yield gateway
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(condition: Callable[[], Any], limit_s: float = 30.0) -> None:
    """Returns when the condition holds.

    Raises:
        AssertionError: it does not hold within `limit_s`.
    """
    try:
        async with asyncio.timeout(limit_s):
            while not condition():  # noqa: ASYNC110 -- a condition over many objects has no event of its own
                await asyncio.sleep(LOOK_AGAIN_S)
    except TimeoutError:
        raise AssertionError(f"did not come true within {limit_s:g} s") from None
