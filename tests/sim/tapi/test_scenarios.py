"""Every scenario through the TAPI face: TAPI's rules hold, and the lines are in the states that CSTA clients see."""

from __future__ import annotations

import asyncio

import pytest

from ctibridge.app import Gateway
from ctibridge.servers.tapi import constants as t
from ctibridge.sim import scenarios
from ctibridge.testing import run_gateway, settings_for_each, simulated
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import QUIET_S, Recorder, recording
from tests.sim.tapi.tsp import FACE, Tsp, tsp_at

CSTA = {  # what CSTA calls the line's connection in a call that TAPI sees in this state
    t.LINECALLSTATE_OFFERING: "alerting",
    t.LINECALLSTATE_DIALING: "initiated",
    t.LINECALLSTATE_PROCEEDING: "connected",
    t.LINECALLSTATE_RINGBACK: "connected",
    t.LINECALLSTATE_CONNECTED: "connected",
    t.LINECALLSTATE_ONHOLD: "hold",
    t.LINECALLSTATE_BUSY: "fail",
    t.LINECALLSTATE_DISCONNECTED: "fail",
}


def compare(gateway: Gateway, tsp: Tsp, recorder: Recorder) -> None:
    for line in gateway.hub.lines:
        addr = line.extension or ""
        outside = [call for call in tsp.on(addr) if call.state != t.LINECALLSTATE_CONFERENCED]
        expected = sorted(item.state for item in recorder.pictures[addr].calls.values())
        assert expected == sorted(CSTA[call.state] for call in outside), f"line {addr}: {tsp.states(addr)}"
        assert len(outside) == len({call.callid for call in outside})
        shown = tsp.lines[tsp.number(addr)]
        assert len(tsp.on(addr)) == shown.active + shown.onhold + shown.onholdpend


async def played(name: str) -> Tsp:
    async with (
        simulated() as simulator,
        run_gateway(simulator, providers=settings_for_each(simulator), tapi=FACE) as gateway,
        tsp_at(gateway) as tsp,
        recording(gateway) as recorder,
    ):
        tsp.open()
        for seconds, _ in scenarios.load(name)(simulator.phones):
            await asyncio.sleep(max(seconds, QUIET_S))
            compare(gateway, tsp, recorder)
        await asyncio.sleep(60)
        compare(gateway, tsp, recorder)
    return tsp


@pytest.mark.parametrize("name", scenarios.names())
def test_lines_are_seen_as_csta_clients_see_them(name):
    tsp = run_virtually(played(name))
    assert {} == tsp.calls
    assert tsp.over
