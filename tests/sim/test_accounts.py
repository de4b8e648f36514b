"""Lines with an account each: what is wrong with one is nothing to the others, and no account is locked by us."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest

from ctibridge.app import Gateway
from ctibridge.broadworks.accounts import AccountsProvider
from ctibridge.broadworks.settings import Accounts, Scope
from ctibridge.errors import LineUnavailable, Rejected, UnknownLine
from ctibridge.model import commands as k
from ctibridge.model.health import HealthState, Who
from ctibridge.model.ids import LineId
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.populations import many
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, settings_for, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.story import QUIET_S, compare
from tests.sim.test_several_servers import places_of

WRONG = "wrong"
ANNA, BERT = LineId("anna@ent1.example"), LineId("bert@ent1.example")


class Tries:
    """What the platform's gate saw of each account."""

    def __init__(self, simulator: Simulator) -> None:
        self.refused: dict[str, list[float]] = defaultdict(list)
        self._enter = simulator.switch.gate.enter
        simulator.switch.gate.enter = self._seen  # type: ignore[method-assign]  # it is looked at, not replaced

    def _seen(self, credentials: Any) -> Any:
        try:
            return self._enter(credentials)
        except Rejected:
            self.refused[credentials.name].append(asyncio.get_running_loop().time())
            raise

    def shortest_pause(self) -> float:
        """Between two wrong tries of one account."""
        return min((b - a for times in self.refused.values() for a, b in pairwise(times)), default=float("inf"))


@asynccontextmanager
async def accounts(
    simulator: Simulator, passwords: dict[str, str], *, wait: bool = True, **changes: Any
) -> AsyncIterator[tuple[Gateway, AccountsProvider]]:
    """A gateway that knows these passwords."""
    settings = settings_for(
        simulator, accounts=Accounts.EACH, user="", password="", scope=Scope.USERS, passwords=passwords, **changes
    )
    async with run_gateway(simulator, providers=(settings,), wait=wait) as gateway:
        provider = gateway.providers[0]
        assert isinstance(provider, AccountsProvider)
        yield gateway, provider


def passwords_of(simulator: Simulator, *wrong: str) -> dict[str, str]:
    users = [user for user in simulator.switch.people.users if user.enterprise == "ent1"]
    return {user.user_id: WRONG if user.user_id in wrong else user.password for user in users}


def health_of(gateway: Gateway, line: LineId) -> Any:
    return gateway.hub.health(line)


def state_of(gateway: Gateway, line: LineId) -> HealthState:
    state: HealthState = health_of(gateway, line).state
    return state


def password_of(simulator: Simulator, line: LineId) -> str:
    return next(user.password for user in simulator.switch.people.users if user.user_id == line)


@pytest.mark.parametrize("cti", [False, True], ids=["XSI", "CTI"])
def test_every_line_is_served_by_its_own_account(cti):
    async def main() -> None:
        async with simulated(cti=cti) as simulator, accounts(simulator, passwords_of(simulator)) as (gateway, _):
            assert {HealthState.IN_SERVICE: 8} == gateway.hub.health_counts()
            assert gateway.hub.lines.find("101") is gateway.hub.lines.get(ANNA)
            owners = {subscription.owner for subscription in simulator.switch.core.subscriptions.all()}
            assert set(passwords_of(simulator)) == owners
            await gateway.hub.execute(k.MakeCall(ANNA, "102"))
            await asyncio.sleep(QUIET_S)
            simulator.phones["anna"].answer()
            await asyncio.sleep(QUIET_S)
            simulator.phones["bert"].answer()
            await asyncio.sleep(QUIET_S)
            compare(simulator, gateway)
            assert gateway.hub.snapshot(BERT).connections

    run_virtually(main())


@pytest.mark.parametrize("cti", [False, True], ids=["XSI", "CTI"])
def test_a_wrong_password_takes_its_own_line_only_and_is_tried_once_a_minute(cti):
    async def main() -> None:
        async with simulated(cti=cti, knobs=Knobs(lock_after=None)) as simulator:
            tries = Tries(simulator)
            async with accounts(simulator, passwords_of(simulator, ANNA)) as (gateway, _):
                await asyncio.sleep(600)
                assert {HealthState.IN_SERVICE: 7, HealthState.INVALID_PASSWORD: 1} == gateway.hub.health_counts()
                health = health_of(gateway, ANNA)
                assert (Who.USER, 401) == (health.who, health.evidence.status)
                assert [ANNA] == list(tries.refused)
                assert 9 <= len(tries.refused[ANNA]) <= 11
                assert tries.shortest_pause() > 59.9
                with pytest.raises(LineUnavailable, match=r"anna@ent1\.example is not served"):
                    await gateway.hub.execute(k.MakeCall(ANNA, "102"))

    run_virtually(main())


def test_many_accounts_of_which_some_are_wrong_are_never_tried_more_than_once_a_minute():
    """Over several servers, through the loss of each, and with a password that becomes wrong during a call."""

    async def main() -> None:
        async with simulated(population=many(40), knobs=Knobs(lock_after=None), instances=3) as simulator:
            tries = Tries(simulator)
            users = [user.user_id for user in simulator.switch.people.users]
            wrong = users[::10]
            async with accounts(simulator, passwords_of(simulator, *wrong), requests_per_s=500.0) as (
                gateway,
                provider,
            ):
                provider.use_servers(places_of(simulator))
                assert {HealthState.IN_SERVICE: 36, HealthState.INVALID_PASSWORD: 4} == gateway.hub.health_counts()
                for name in ("xsp1", "xsp2", "xsp3"):
                    await simulator.fail_server(name)
                    await asyncio.sleep(35)
                    await simulator.restore_server(name)
                    await asyncio.sleep(35)
                assert {HealthState.IN_SERVICE: 36, HealthState.INVALID_PASSWORD: 4} == gateway.hub.health_counts()
                changed = simulator.switch.people.users[1]
                simulator.switch.gate.set_password(changed, "another")
                simulator.phones[changed.user_id].dial(users[2])
                await asyncio.sleep(130)
                assert {*wrong, changed.user_id} == set(tries.refused)
                assert tries.shortest_pause() > 59.9

    run_virtually(main())


def test_the_accounts_are_spread_over_the_servers_and_go_to_another_when_theirs_is_lost():
    async def main() -> None:
        async with (
            simulated(instances=3) as simulator,
            accounts(simulator, passwords_of(simulator)) as (gateway, provider),
        ):
            first, *others = places_of(simulator)
            provider.use_servers(others)
            await until(lambda: gateway.is_ready and holders(simulator) == {"xsp2", "xsp3"})
            assert 8 == len(simulator.switch.core.channels), "one channel for each account"
            provider.use_servers([*others, first])
            await simulator.fail_server("xsp2")
            await until(lambda: gateway.is_ready and len(simulator.switch.core.channels) == 8)
            assert {"xsp3"} == holders(simulator), "nobody else moved"
            await simulator.fail_server("xsp3")
            await until(lambda: gateway.is_ready and len(simulator.switch.core.channels) == 8)
            assert {"xsp1"} == holders(simulator)
            await until(lambda: gateway.hub.health_counts() == {HealthState.IN_SERVICE: 8})

    run_virtually(main())


def holders(simulator: Simulator) -> set[str]:
    """The servers with channels."""
    return {name for name, server in simulator.servers.items() if server._streams}


def test_a_password_is_repaired_while_everything_runs():
    async def main() -> None:
        async with (
            simulated(knobs=Knobs(lock_after=None)) as simulator,
            accounts(simulator, passwords_of(simulator, ANNA)) as (gateway, provider),
        ):
            channels = set(simulator.switch.core.channels._channels)
            simulator.phones["bert"].dial("103")
            provider.set_password("Anna@ent1.example", password_of(simulator, ANNA))
            await until(lambda: state_of(gateway, ANNA) is HealthState.IN_SERVICE, 5)
            assert channels < set(simulator.switch.core.channels._channels), "nobody else noticed"
            simulator.phones["carla"].answer()
            simulator.phones["anna"].dial("104")
            await asyncio.sleep(QUIET_S)
            compare(simulator, gateway)
            assert gateway.hub.snapshot(ANNA).connections

    run_virtually(main())


def test_a_line_without_a_password_waits_for_one():
    async def main() -> None:
        async with simulated() as simulator:
            passwords = passwords_of(simulator)
            known = {ANNA: passwords[ANNA]}
            async with accounts(simulator, known, users=(ANNA, BERT)) as (gateway, provider):
                health = health_of(gateway, BERT)
                assert (HealthState.INVALID_PASSWORD, "no password is known") == (health.state, health.evidence.text)
                provider.set_password(BERT, passwords[BERT])
                await until(lambda: state_of(gateway, BERT) is HealthState.IN_SERVICE, 5)
                provider.set_password(BERT, None)
                await until(lambda: state_of(gateway, BERT) is HealthState.INVALID_PASSWORD, 5)
                assert HealthState.IN_SERVICE is state_of(gateway, ANNA)
                with pytest.raises(UnknownLine):
                    provider.set_password("nobody@ent1.example", "x")

    run_virtually(main())


def test_a_password_that_changes_on_both_sides_costs_no_line_its_service():
    async def main() -> None:
        async with simulated() as simulator, accounts(simulator, passwords_of(simulator)) as (gateway, provider):
            told: list[LineId] = []
            gateway.hub.listen_health(told.append)
            simulator.switch.gate.set_password(simulator.switch.people.users[0], "fresh")
            provider.set_password(ANNA, "fresh")
            await asyncio.sleep(300)
            simulator.phones["anna"].dial("102")
            await asyncio.sleep(QUIET_S)
            compare(simulator, gateway)
            assert [] == told

    run_virtually(main())


def test_an_account_that_is_locked_says_so_and_comes_back_when_it_is_not():
    async def main() -> None:
        async with (
            simulated(knobs=Knobs(lock_after=2, lock_s=150.0)) as simulator,
            accounts(simulator, passwords_of(simulator, ANNA)) as (gateway, provider),
        ):
            await until(lambda: state_of(gateway, ANNA) is HealthState.LOCKED, 130)
            assert "locked" in health_of(gateway, ANNA).evidence.text
            provider.set_password(ANNA, password_of(simulator, ANNA))
            await asyncio.sleep(30)
            assert HealthState.LOCKED is state_of(gateway, ANNA), "the right one does not help as yet"
            await until(lambda: state_of(gateway, ANNA) is HealthState.IN_SERVICE, 200)

    run_virtually(main())


def test_users_come_and_go_and_the_others_notice_nothing():
    async def main() -> None:
        async with simulated() as simulator:
            passwords = passwords_of(simulator)
            async with accounts(simulator, passwords, users=(ANNA,)) as (gateway, provider):
                simulator.phones["anna"].dial("102")
                await asyncio.sleep(QUIET_S)
                provider.use_accounts([ANNA, BERT])
                await until(lambda: gateway.is_ready and len(gateway.hub.lines) == 2)
                compare(simulator, gateway)
                provider.use_accounts([ANNA])
                await until(lambda: len(gateway.hub.lines) == 1)
                simulator.phones["bert"].answer()
                await asyncio.sleep(QUIET_S)
                compare(simulator, gateway)
                assert 1 == len(gateway.hub.snapshot(ANNA).connections)

    run_virtually(main())
