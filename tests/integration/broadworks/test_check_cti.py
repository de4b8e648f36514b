"""The check over the CTI interface, on the simulator: its own steps, and the side path that it needs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from ctibridge.broadworks.check import Outcome, Step, StepName, check
from ctibridge.broadworks.settings import Scope
from ctibridge.demo.stage import Ports
from ctibridge.model.health import Who
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import settings_for, simulated, until
from tests.integration.broadworks.certificates import HOST, Authority
from tests.integration.broadworks.relay import Relay, answer
from tests.integration.broadworks.test_check import NOT_YOURS

OK, FAILED, SKIPPED = Outcome.OK, Outcome.FAILED, Outcome.SKIPPED
CLOSED = "http://127.0.0.1:1"  # nobody but root may listen there
MISSING = "reading the lines, Remote Office, Call Waiting, BroadWorks Anywhere, the message lamp, parking, group pickup"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated(cti=True) as running:
        yield running


async def steps_to(simulator: Simulator, tls: Any = None, **changes: Any) -> dict[StepName, Step]:
    return {step.name: step async for step in check(settings_for(simulator, **changes), tls)}


async def test_a_way_without_obstacles(simulator: Simulator) -> None:
    before = simulator.switch.core.subscriptions.all()
    steps = await steps_to(simulator)
    assert list(StepName) == list(steps)
    assert [OK, OK, SKIPPED, OK, OK, OK, OK] == [step.outcome for step in steps.values()]
    assert "keep-alives are answered, with framing xml-root" == steps[StepName.CTI].detail
    assert steps[StepName.SIDE].detail.startswith(f"8 lines can be read at {simulator.xsi_url}")
    assert "the calls of enterprise/ent1 can be watched" == steps[StepName.PERMISSION].detail
    assert before == simulator.switch.core.subscriptions.all()
    await until(lambda: not simulator.switch.core.channels._channels, 5)


async def test_a_way_without_obstacles_over_tls(tmp_path) -> None:
    authority, simulator = Authority(tmp_path), Simulator(cti=True)
    await simulator.start(tls=authority.context(), cti_tls=authority.context())
    settings = settings_for(simulator, url=f"ctis://{simulator.cti_urls[0]}")
    try:
        steps = {step.name: step async for step in check(settings, authority.trusting(), authority.trusting())}
        distrusted = {
            step.name: step async for step in check(settings, authority.trusting(), Authority(tmp_path).trusting())
        }
    finally:
        await simulator.stop()
    assert [OK] * 7 == [step.outcome for step in steps.values()]
    assert (FAILED, Who.ADMINISTRATOR) == (distrusted[StepName.SIDE].outcome, distrusted[StepName.SIDE].who)
    assert "unable to get local issuer certificate; so these are not possible" in distrusted[StepName.SIDE].detail
    assert f"certificate valid for {HOST} until" in steps[StepName.TLS].detail


async def test_another_framing_is_named() -> None:
    async with simulated(cti=True) as simulator:
        simulator.knobs.cti_framing = "len32be"
        steps = await steps_to(simulator)
        assert "keep-alives are answered, with framing len32be" == steps[StepName.CTI].detail
        assert OK is steps[StepName.PERMISSION].outcome


async def test_both_ways_are_found_in_dns() -> None:
    async with simulated(Ports(dns=0), cti=True, instances=2) as simulator:
        steps = await steps_to(simulator)
        assert [OK, OK, SKIPPED, OK, OK, OK, OK] == [step.outcome for step in steps.values()]
        assert "_ecsta-cti._tcp.ent1.example names " in steps[StepName.NAME].detail
        assert 2 == steps[StepName.CTI].detail.count("keep-alives are answered")
        assert "_ecsta._tcp.ent1.example names " in steps[StepName.SIDE].detail


async def test_a_closed_side_path_says_which_functions_are_missing_and_why(simulator: Simulator) -> None:
    steps = await steps_to(simulator, side_url=CLOSED)
    side = steps[StepName.SIDE]
    assert (FAILED, Who.ADMINISTRATOR) == (side.outcome, side.who)
    assert side.detail.startswith("127.0.0.1: Connection refused; ")
    assert f"not possible: {MISSING} (all else goes over CTI)" in side.detail
    assert "without the lines the gateway does not start" in side.detail
    assert "let this machine through the firewall to port 1, or correct the port in side_url" == side.remedy


async def test_behind_a_closed_side_path_the_calls_are_tried_when_it_is_known_whose(simulator: Simulator) -> None:
    unknown = (await steps_to(simulator, side_url=CLOSED))[StepName.PERMISSION]
    known = (await steps_to(simulator, side_url=CLOSED, enterprise="ent1"))[StepName.PERMISSION]
    assert (SKIPPED, True) == (unknown.outcome, "unless enterprise is set" in unknown.detail)
    assert (OK, "the calls of enterprise/ent1 can be watched") == (known.outcome, known.detail)


async def test_a_user_s_own_calls_are_tried_without_the_side_path(simulator: Simulator) -> None:
    anna = simulator.switch.people.users[0]
    account = {"user": anna.user_id, "password": anna.password, "scope": Scope.USERS}
    steps = await steps_to(simulator, side_url=CLOSED, **account)
    assert f"the calls of user/{anna.user_id} can be watched" == steps[StepName.PERMISSION].detail


async def test_an_xsi_server_that_will_not_show_the_lines(simulator: Simulator) -> None:
    async with Relay(simulator.xsi_url).running() as relay:
        relay.instead(".*/directories/Enterprise", answer(403, NOT_YOURS))
        side = (await steps_to(simulator, side_url=relay.url))[StepName.SIDE]
    assert (FAILED, Who.PROVIDER) == (side.outcome, side.who)
    assert "not your right" in side.detail
    assert "give the account the right to use XSI for these users" == side.remedy


async def test_a_wrong_password_is_tried_once(simulator: Simulator) -> None:
    steps = await steps_to(simulator, password="wrong")
    assert (FAILED, Who.USER) == (steps[StepName.AUTHENTICATION].outcome, steps[StepName.AUTHENTICATION].who)
    assert SKIPPED is steps[StepName.SIDE].outcome, "the same password over XSI would be a second try"


async def test_calls_that_are_not_one_s_own(simulator: Simulator) -> None:
    permission = (await steps_to(simulator, enterprise="ent2"))[StepName.PERMISSION]
    assert (FAILED, Who.PROVIDER) == (permission.outcome, permission.who)
    assert "allow admin@ent1.example to subscribe to Advanced Call of enterprise/ent2" == permission.remedy
