"""A configuration that is read again while calls are up: nobody notices but those whom it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ctibridge import app
from ctibridge.app import Gateway, running
from ctibridge.broadworks.provider import BroadWorksProvider
from ctibridge.broadworks.settings import BroadWorksSettings, Scope, Timing
from ctibridge.client import CstaClient
from ctibridge.config import Configuration, LogSettings
from ctibridge.diagnostics.logs import LogFormat
from ctibridge.errors import ConfigError, CtibridgeError, NotSupported
from ctibridge.model.ids import LineId
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim.populations import many
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import settings_for_each, simulated, until
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.events import OutOfServiceEvent
from tests.sim.story import QUIET_S, compare, recording
from tests.sim.test_load import LONGEST_S, agree

ANNA, BERT = LineId("anna@ent1.example"), LineId("bert@ent1.example")
FAST = Timing(outage_grace_s=5)


@dataclass
class House:
    """A platform, a gateway on it, and the configuration that is read the next time."""

    simulator: Simulator
    gateway: Gateway
    next: Configuration

    async def reload_with(self, *providers: BroadWorksSettings, **changes):
        self.next = replace(self.next, providers=providers or self.next.providers, **changes)
        return await self.gateway.reload()

    @property
    def states(self) -> list[str]:
        return [view.state for line in (ANNA, BERT) for view in self.gateway.hub.snapshot(line).connections]

    async def call(self) -> None:
        """Anna talks to Bert."""
        self.simulator.phones["anna"].dial("102")
        await asyncio.sleep(QUIET_S)
        self.simulator.phones["bert"].answer()
        await until(lambda: self.states == ["connected", "connected"])


@asynccontextmanager
async def house(state: Path | None, providers: int = 1, **platform: Any) -> AsyncIterator[House]:
    async with simulated(**platform) as simulator:
        chosen = tuple(replace(settings, timing=FAST) for settings in settings_for_each(simulator)[:providers])
        configuration = Configuration("test.toml", state, chosen, CstaSettings(port=0))
        found: House
        gateway = Gateway(configuration, reread=lambda: found.next)
        found = House(simulator, gateway, configuration)
        async with running(gateway):
            await until(lambda: gateway.is_ready)
            yield found


def with_house(test, state: Path | None, providers: int = 1, **platform: Any) -> None:
    async def main() -> None:
        async with house(state, providers, **platform) as found:
            await test(found)

    run_virtually(main())


def test_a_provider_that_is_added_comes_up_alone(tmp_path):
    async def test(h: House) -> None:
        office, other = (replace(each, timing=FAST) for each in settings_for_each(h.simulator)[:2])
        await h.call()
        losses, requests = h.gateway.providers[0].counts["channel lost"], h.gateway.providers[0].requests
        async with recording(h.gateway) as recorder:
            reloaded = await h.reload_with(office, other)
            await until(lambda: len(h.gateway.providers) == 2 and h.gateway.is_ready)
            assert ((f"providers.{other.name} added",), ()) == (reloaded.applied, reloaded.restart)
            assert (losses, requests) == (
                h.gateway.providers[0].counts["channel lost"],
                h.gateway.providers[0].requests,
            )
            assert ["connected", "connected"] == h.states
            assert [] == recorder.events
            assert h.gateway.hub.lines.of(other.name)

    with_house(test, tmp_path)


def test_a_provider_that_is_removed_takes_its_lines_along_and_no_others(tmp_path):
    async def test(h: House) -> None:
        office, other = h.next.providers
        assert h.gateway.hub.lines.of(other.name)
        await h.call()
        provider = h.gateway.providers[0]
        assert isinstance(provider, BroadWorksProvider)
        of_office = sorted(provider._plan.granted.values())
        async with recording(h.gateway) as recorder:
            reloaded = await h.reload_with(office)
            await asyncio.sleep(QUIET_S)
            assert of_office == sorted(h.simulator.switch.core.subscriptions._all), "the others were given back"
            assert (f"providers.{other.name} removed",) == reloaded.applied
            assert () == h.gateway.hub.lines.of(other.name)
            assert [office.name] == [status.name for status in h.gateway.hub.status]
            assert ["connected", "connected"] == h.states
            assert not [event for device, event in recorder.events if device in {"101", "102"}]
        await asyncio.sleep(3_600)  # nothing of it is left behind that would fail later
        assert h.gateway.is_ready

    with_house(test, tmp_path, providers=2)


def test_a_provider_whose_platform_does_not_answer_is_removed_all_the_same(tmp_path):
    async def test(h: House) -> None:
        office, other = h.next.providers
        h.simulator.knobs.faults.lose_response = 1_000
        before = asyncio.get_running_loop().time()
        await h.reload_with(office)
        assert 5 > asyncio.get_running_loop().time() - before
        assert [office.name] == [status.name for status in h.gateway.hub.status]

    with_house(test, tmp_path, providers=2)


@pytest.mark.parametrize("platform", [{}, {"cti": True}], ids=["XSI", "CTI"])
@pytest.mark.parametrize("kept", [True, False], ids=["state kept", "nothing kept"])
def test_a_provider_with_other_settings_goes_on_with_its_calls_and_monitors(tmp_path, kept, platform):
    async def test(h: House) -> None:
        (office,) = h.next.providers
        await h.call()
        before = h.gateway.providers[0]
        subscriptions = sorted(h.simulator.switch.core.subscriptions._all)
        async with recording(h.gateway) as recorder:
            reloaded = await h.reload_with(replace(office, requests_per_s=7.0, timing=replace(FAST, heartbeat_s=9.0)))
            assert h.gateway.hub.lines.of(office.name)
            assert h.gateway.providers[0].serves(ANNA), "commands find their provider at once"
            await until(lambda: h.gateway.is_ready)
            assert {f"providers.{office.name}.{key}" for key in ("requests_per_s", "timing.heartbeat_s")} == set(
                reloaded.applied
            )
            assert before is not h.gateway.providers[0]
            assert ["connected", "connected"] == h.states
            await asyncio.sleep(QUIET_S)
            assert [] == recorder.events, "nobody noticed"
            assert subscriptions == sorted(h.simulator.switch.core.subscriptions._all), "they were taken over"
            h.simulator.phones["anna"].hangup()
            await asyncio.sleep(QUIET_S)
            compare(h.simulator, h.gateway, recorder)
            assert [] == h.states

    with_house(test, tmp_path if kept else None, **platform)


def test_a_call_that_ends_while_the_provider_changes_ends_for_clients(tmp_path):
    async def test(h: House) -> None:
        (office,) = h.next.providers
        await h.call()
        async with recording(h.gateway) as recorder:
            reloading = asyncio.create_task(h.reload_with(replace(office, requests_per_s=7.0)))
            await asyncio.sleep(0)
            h.simulator.phones["anna"].hangup()
            await reloading
            await until(lambda: h.gateway.is_ready and h.states == [])
            await asyncio.sleep(QUIET_S)
            compare(h.simulator, h.gateway, recorder)

    with_house(test, tmp_path)


def test_a_changed_provider_that_is_not_let_in_takes_its_lines_out_of_service_after_the_grace_time(tmp_path):
    async def test(h: House) -> None:
        (office,) = h.next.providers
        await h.reload_with(replace(office, password="wrong"))
        await asyncio.sleep(FAST.outage_grace_s - 1)
        assert h.gateway.hub.snapshot(ANNA).in_service
        await asyncio.sleep(2)
        assert not h.gateway.hub.snapshot(ANNA).in_service
        assert [False] == [status.up for status in h.gateway.hub.status]
        await h.reload_with(office)
        await until(lambda: h.gateway.is_ready, limit_s=120)
        assert h.gateway.hub.snapshot(ANNA).in_service
        assert [True] == [status.up for status in h.gateway.hub.status]

    with_house(test, tmp_path)


def test_lines_that_are_no_more_wanted_go_and_the_others_stay(tmp_path):
    async def test(h: House) -> None:
        (office,) = h.next.providers
        await h.call()
        users = ("anna@ent1.example", "bert@ent1.example")
        await h.reload_with(replace(office, scope=Scope.USERS, users=users))
        await until(lambda: len(h.gateway.hub.lines) == 2 and h.gateway.is_ready)
        assert ["connected", "connected"] == h.states
        h.simulator.phones["anna"].hangup()
        await until(lambda: h.states == [])

    with_house(test, tmp_path)


def test_another_platform_or_account_needs_a_restart_and_changes_nothing(tmp_path):
    async def test(h: House) -> None:
        (office,) = h.next.providers
        before = h.gateway.providers[0]
        for _ in range(2):  # it is told again, as it has not happened
            reloaded = await h.reload_with(replace(office, user="somebody@ent1.example", requests_per_s=7.0))
            keys = (f"providers.{office.name}.user", f"providers.{office.name}.requests_per_s")
            assert ((), keys) == (reloaded.applied, reloaded.restart)
        assert before is h.gateway.providers[0]

    with_house(test, tmp_path)


def test_a_file_with_a_mistake_changes_nothing(tmp_path):
    async def test(h: House) -> None:
        (office,) = h.next.providers
        other = replace(office, name="other", url="https://127.0.0.1:1", ca_file=tmp_path / "missing.pem")
        before = h.gateway.providers[0]
        with pytest.raises(ConfigError, match=r"missing\.pem"):
            await h.reload_with(replace(office, requests_per_s=7.0), other)
        assert [before] == h.gateway.providers
        assert h.gateway.is_ready

    with_house(test, tmp_path)


def test_a_gateway_without_a_file_has_nothing_to_read_again():
    async def main() -> None:
        async with simulated() as simulator:
            gateway = Gateway(Configuration("test", None, settings_for_each(simulator), CstaSettings(port=0)))
            with pytest.raises(NotSupported):
                await gateway.reload()

    run_virtually(main())


def test_logging_changes_at_once(tmp_path, monkeypatch):
    set_up: list[tuple[str, str]] = []
    monkeypatch.setattr(app, "set_up_logging", lambda level, form: set_up.append((level, form)))

    async def test(h: House) -> None:
        await h.reload_with(log=LogSettings("error", LogFormat.JSON))
        await h.reload_with()
        assert [("error", "json")] == set_up

    with_house(test, tmp_path)


def test_new_sessions_have_the_new_settings(tmp_path):
    async def test(h: House) -> None:
        async with CstaClient.connect("127.0.0.1", h.gateway.csta.port or 0) as first:
            reloaded = await h.reload_with(csta=CstaSettings(port=0, max_sessions=1, names=False))
            assert (("csta.max_sessions",), ("csta.names",)) == (reloaded.applied, reloaded.restart)
            with pytest.raises(CtibridgeError):
                async with CstaClient.connect("127.0.0.1", h.gateway.csta.port or 0):
                    pass
            assert await first.get_switching_function_devices()

    with_house(test, tmp_path)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("cti", [False, True], ids=["XSI", "CTI"])
def test_everybody_sees_what_is_while_the_provider_changes_again_and_again_under_load(tmp_path, seed, cti):
    async def test(h: House) -> None:
        async with recording(h.gateway) as recorder:
            h.simulator.run_load(2.0, talk_s=10.0)
            for number in range(1, 9):
                await asyncio.sleep(3.7)
                (office,) = h.next.providers
                await h.reload_with(replace(office, requests_per_s=20.0 + number))
            await asyncio.sleep(3.7)
            await until(lambda: h.gateway.is_ready)
            await until(lambda: agree(h.simulator, h.gateway, recorder), 5.0)
            h.simulator.run_load(0.0)
            await asyncio.sleep(LONGEST_S)
            compare(h.simulator, h.gateway, recorder)
            assert 0 == h.simulator.switch.x.calls_up == h.simulator.load.disturbed
            assert len(h.simulator.load.begun) > 4, "kinds of calls"
            assert not [event for _, event in recorder.events if isinstance(event, OutOfServiceEvent)]

    with_house(test, tmp_path, population=many(40), seed=seed, cti=cti)
