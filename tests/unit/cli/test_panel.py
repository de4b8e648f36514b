"""The live picture of a simulator."""

from __future__ import annotations

import io

from rich.console import Console

from ctibridge.cli.panel import Panel
from ctibridge.sim.knobs import Knobs
from ctibridge.testing import simulated
from ctibridge.testing.virtual import run_virtually


def shown(panel):
    console = Console(file=io.StringIO(), width=200)
    console.print(panel.picture())
    return console.file.getvalue()


def test_rates_are_those_since_the_last_picture():
    async def main():
        now = 0.0
        async with simulated() as simulator:
            panel = Panel(simulator, lambda: now)
            simulator.run_load(25.0)
            simulator.load.begun["inbound"] += 100
            simulator.switch.core.delivery.sent += 3000
            simulator.switch.core.delivery.confirmed += 1500
            now = 2.0
            first, second = shown(panel), shown(panel)
        return first, second

    first, second = run_virtually(main())
    assert "50.0/s of 25/s begin" in first
    assert "1,500.0/s sent, 750.0/s acknowledged" in first
    assert "-/s" not in second
    assert "- of 25/s begin" in second, "no time has passed"


def test_it_says_what_is_set_and_when_nothing_is():
    async def main():
        async with simulated() as simulator:
            usual = shown(Panel(simulator))
            simulator.knobs.realm = "[red]"
            simulator.knobs.faults.half_open = True
            return usual, shown(Panel(simulator))

    usual, changed = run_virtually(main())
    assert "nothing: all is well" in usual
    assert "half_open=True, realm=[red]" in changed


def test_contacts_are_shown_only_when_there_are_some():
    async def main():
        async with simulated(knobs=Knobs()) as simulator:
            without = shown(Panel(simulator))
            simulator._contacts.lost = 3
            return without, shown(Panel(simulator))

    without, with_some = run_virtually(main())
    assert "contacts" not in without
    assert "3 lost" in with_some
