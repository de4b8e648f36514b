"""Lines with accounts of their own, whose passwords are in the store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ctibridge.administration.administrator import Administrator
from ctibridge.app import Gateway, running
from ctibridge.broadworks.settings import Accounts, Scope
from ctibridge.config import Configuration
from ctibridge.demo.stage import settings_for
from ctibridge.model.health import HealthState
from ctibridge.model.ids import LineId
from ctibridge.servers.admin.messages import NewLine
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import simulated, until

ANNA, BERT = LineId("anna@ent1.example"), LineId("bert@ent1.example")


@asynccontextmanager
async def office(simulator: Simulator, url: str, state: Path) -> AsyncIterator[tuple[Gateway, Administrator]]:
    """A gateway whose configuration names no account at all."""
    settings = settings_for(simulator, accounts=Accounts.EACH, user="", password="", scope=Scope.USERS, passwords={})
    gateway = Gateway(Configuration("test", state, (settings,), CstaSettings(port=0), store=url))
    async with running(gateway):
        administrator = Administrator(
            gateway.hub, lambda: {"simulator": gateway.providers[0]}, gateway.reload, store=gateway.store
        )
        yield gateway, administrator


def passwords(simulator: Simulator) -> dict[str, str]:
    return {user.user_id: user.password for user in simulator.switch.x.people.users}


def state(gateway: Gateway, line: LineId) -> HealthState | None:
    health = gateway.hub.health(line)
    return health.state if health is not None else None


async def test_what_an_administrator_imports_and_repairs_is_served_also_after_a_restart(url, tmp_path):
    async with simulated() as simulator:
        known = passwords(simulator)
        async with office(simulator, url, tmp_path) as (gateway, administrator):
            lines = (NewLine(ANNA, known[ANNA]), NewLine(BERT, "wrong"))
            await administrator.import_lines("root", "simulator", lines)
            await until(lambda: state(gateway, ANNA) is HealthState.IN_SERVICE)
            await until(lambda: state(gateway, BERT) is HealthState.INVALID_PASSWORD)
            assert await administrator.set_password("root", "simulator", BERT, known[BERT])
            await until(lambda: state(gateway, BERT) is HealthState.IN_SERVICE)
            await until(lambda: len(gateway.providers[0].kept_lines) == 2 and gateway.is_ready)
            numbers = {each.line.id: each.id for each in gateway.providers[0].kept_lines}
            assert {1, 2} == set(numbers.values())
        async with office(simulator, url, tmp_path) as (gateway, administrator):
            await until(lambda: {HealthState.IN_SERVICE} == {state(gateway, line) for line in (ANNA, BERT)})
            await administrator.remove_line("root", "simulator", BERT)
            await until(lambda: {ANNA} == {line.id for line in gateway.hub.lines})
        async with office(simulator, url, tmp_path) as (gateway, administrator):
            await until(lambda: state(gateway, ANNA) is HealthState.IN_SERVICE)
            await until(lambda: gateway.is_ready)
            assert {ANNA} == {line.id for line in gateway.hub.lines}
            actions = [entry.action for entry in await administrator.journal(10)]
            assert ["line removed", "password set", "lines imported"] == actions
