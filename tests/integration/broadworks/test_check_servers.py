"""The check of servers that DNS names: real look-ups at the simulator's name server, real connections."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ctibridge.broadworks.check import Outcome, Step, StepName, check
from ctibridge.broadworks.settings import BroadWorksSettings, DnsSettings, Timing
from ctibridge.demo.stage import Ports
from ctibridge.model.health import Who
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.zone import NameFault
from ctibridge.testing import settings_for, simulated

OK, WARNING, FAILED, SKIPPED = Outcome.OK, Outcome.WARNING, Outcome.FAILED, Outcome.SKIPPED
HOST, NAME, ONE, TWO = "ent1.example", "_ecsta._tcp.ent1.example", "xsp1.ent1.example", "xsp2.ent1.example"
EXTRA = "_xsi-client._tcp.ent1.example"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated(Ports(dns=0), instances=2) as running:
        yield running


def settings_of(simulator: Simulator, url: str = f"http://{HOST}") -> BroadWorksSettings:
    dns = DnsSettings(servers=(simulator.dns_address,), timeout_s=0.3)
    return settings_for(simulator, url=url, dns=dns, timing=Timing(connect_s=1.0, request_s=1.0))


async def steps_to(simulator: Simulator, **changes: str) -> dict[StepName, Step]:
    return {step.name: step async for step in check(settings_of(simulator, **changes), None)}


def configured_url(simulator: Simulator) -> str:
    """The first server, by the configured host and its port."""
    return f"http://{HOST}:{simulator.xsi_url.rpartition(':')[2]}"


async def test_every_server_that_dns_names_is_tried(simulator: Simulator) -> None:
    steps = await steps_to(simulator)
    assert [OK, OK, SKIPPED, OK, OK] == [step.outcome for step in steps.values()]
    assert steps[StepName.NAME].detail.startswith(f"{NAME} names ")
    for server in (ONE, TWO):
        assert server in steps[StepName.NAME].detail
        assert server in steps[StepName.TCP].detail


async def test_a_server_that_is_down_is_a_warning_while_another_works(simulator: Simulator) -> None:
    await simulator.fail_server("xsp2")
    steps = await steps_to(simulator)
    assert [OK, WARNING, SKIPPED, OK, OK] == [step.outcome for step in steps.values()]
    tcp = steps[StepName.TCP]
    assert Who.ADMINISTRATOR is tcp.who
    assert "127.0.0.1: Connection refused" in tcp.detail
    assert TWO in (tcp.remedy or "")
    assert NAME in (tcp.remedy or "")


async def test_when_all_servers_are_down_the_step_fails(simulator: Simulator) -> None:
    for name in ("xsp1", "xsp2"):
        await simulator.fail_server(name)
    steps = await steps_to(simulator)
    assert [OK, FAILED, SKIPPED, SKIPPED, SKIPPED] == [step.outcome for step in steps.values()]
    assert 2 == steps[StepName.TCP].detail.count("Connection refused")


async def test_without_records_the_configured_host_is_tried_and_that_is_said(simulator: Simulator) -> None:
    simulator.zone.remove(NAME)
    steps = await steps_to(simulator, url=configured_url(simulator))
    assert [OK, OK, SKIPPED, OK, OK] == [step.outcome for step in steps.values()]
    expected = f"no records ({NAME}, {EXTRA}); as configured, {HOST} is 127.0.0.1"
    assert expected == steps[StepName.NAME].detail


@pytest.mark.parametrize("fault", [NameFault.SERVFAIL, NameFault.SILENT])
async def test_a_name_server_that_cannot_tell_is_a_warning_and_not_the_same_as_no_records(
    simulator: Simulator, fault: NameFault
) -> None:
    simulator.zone.change(NAME, fault=fault)
    steps = await steps_to(simulator, url=configured_url(simulator))
    assert [WARNING, OK, SKIPPED, OK, OK] == [step.outcome for step in steps.values()]
    name = steps[StepName.NAME]
    assert f"could not be asked for ({NAME}: " in name.detail
    assert "no records" not in name.detail
    assert (Who.ADMINISTRATOR, True) == (name.who, "name servers" in (name.remedy or ""))


async def test_name_servers_that_say_nothing_at_all_are_the_administrator_s(simulator: Simulator) -> None:
    simulator.knobs.faults.dns = "silent"
    name = (await steps_to(simulator))[StepName.NAME]
    assert (FAILED, Who.ADMINISTRATOR) == (name.outcome, name.who)
    assert "no name server answers" == name.detail
    assert f"whether {HOST} exists is not known" in (name.remedy or "")


async def test_a_host_that_nobody_knows_is_told_as_such(simulator: Simulator) -> None:
    name = (await steps_to(simulator, url="http://elsewhere.invalid"))[StepName.NAME]
    assert (FAILED, Who.ADMINISTRATOR) == (name.outcome, name.who)
    assert "elsewhere.invalid is not known" in name.detail
    assert "check the host in url (elsewhere.invalid)" in (name.remedy or "")


async def test_what_is_not_offered_is_not_tried(simulator: Simulator) -> None:
    simulator.zone.change(NAME, records=("SRV 0 0 0 .",))
    steps = await steps_to(simulator, url=configured_url(simulator))
    assert [FAILED, SKIPPED, SKIPPED, SKIPPED, SKIPPED] == [step.outcome for step in steps.values()]
    assert f"{NAME} says that this is not offered" == steps[StepName.NAME].detail
    assert "ask the provider which connection he offers" in (steps[StepName.NAME].remedy or "")


async def test_a_record_whose_host_has_no_address_is_the_provider_s(simulator: Simulator) -> None:
    simulator.zone.remove(TWO)
    steps = await steps_to(simulator)
    name = steps[StepName.NAME]
    assert [WARNING, OK, SKIPPED, OK, OK] == [step.outcome for step in steps.values()]
    assert (Who.PROVIDER, f"give {TWO} an address, or take it out of the records of {NAME}") == (name.who, name.remedy)
