"""A whole gateway on a simulator, for as long as a context lasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from ctibridge.app import Gateway, Trace, running
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.demo.stage import gateway_on
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.sim.simulator import Simulator

LOOK_AGAIN_S = 0.01


@asynccontextmanager
async def run_gateway(
    simulator: Simulator,
    *,
    csta: CstaSettings | None = None,
    tapi: TapiSettings | None = None,
    wait: bool = True,
    trace_xsi: Trace | None = None,
    trace_csta: Trace | None = None,
    providers: tuple[BroadWorksSettings, ...] | None = None,
    **changes: Any,
) -> AsyncIterator[Gateway]:
    """A gateway on a simulator.

    Args:
        simulator: The platform.
        csta: The CSTA face; None: a free port on loopback.
        tapi: The TAPI face; None: there is none.
        wait: Whether to wait until all lines are in service and their calls are known.
        trace_xsi: Is told of every message to and from the platform.
        trace_csta: Is told of every message to and from clients.
        providers: How platforms are reached; None: the simulator as its administrator, with `changes`.
        changes: Fields of `BroadWorksSettings`.
    """
    face = csta or CstaSettings(port=0)
    traces = {"trace_xsi": trace_xsi, "trace_csta": trace_csta}
    gateway = gateway_on(simulator, face, tapi=tapi, providers=providers, **traces, **changes)
    async with running(gateway):
        if wait:
            await until(lambda: gateway.is_ready)
        yield gateway


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
