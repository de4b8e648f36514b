"""Services of a line through the whole gateway: asked for, set, told; what a user does not have; a closed side path."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from ctibridge.broadworks.replies import Reply
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.broadworks.settings import Scope
from ctibridge.broadworks.xsi_link import XsiLink
from ctibridge.client import CstaClient, CstaRefused
from ctibridge.client.events import Monitor
from ctibridge.model.line_services import ServiceKind
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.truth import truth
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.events import DeliveredEvent, PrivateEvent
from ctibridge.wire.csta.line_services import SERVICES, LineService, Place, services_from_private
from ctibridge.wire.markup.binding import Tree

ANNA = "anna@ent1.example"
HOME, HOTEL = "+493023125910", "+493023125920"
ENOUGH_S = 1.0


@asynccontextmanager
async def connected(*, cti: bool = False, **changes: object) -> AsyncIterator[tuple[Simulator, CstaClient]]:
    async with (
        simulated(cti=cti) as simulator,
        run_gateway(simulator, **changes) as gateway,
        CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client,
    ):
        yield simulator, client


async def told(monitor: Monitor) -> list[LineService]:
    """What the monitor told of services up to now."""
    await asyncio.sleep(ENOUGH_S)
    await monitor.stop()
    events = [event async for event in monitor]
    return [item for event in events if isinstance(event, PrivateEvent) for item in
            services_from_private(event.private_data)]  # fmt: skip


SETTINGS = {
    "doNotDisturb": LineService("doNotDisturb", active=True),
    "forwardingAlways": LineService("forwardingAlways", active=True, to=HOME),
    "forwardingBusy": LineService("forwardingBusy", active=True, to=HOME),
    "forwardingNoAnswer": LineService("forwardingNoAnswer", active=True, to=HOME, ring_count=4),
    "forwardingNotReachable": LineService("forwardingNotReachable", active=True, to=HOME),
    "remoteOffice": LineService("remoteOffice", active=True, to=HOME),
    "callWaiting": LineService("callWaiting", active=False),
    "hotelingGuest": LineService("hotelingGuest", active=True, to="bert@ent1.example"),
}


@pytest.mark.parametrize("cti", [False, True], ids=["XSI", "CTI"])
@pytest.mark.parametrize("name", SETTINGS)
def test_a_service_is_set_and_read_back(name, cti):
    async def main() -> None:
        async with connected(cti=cti) as (_, client):
            assert SETTINGS[name] == await client.set_service("101", SETTINGS[name])
            assert (SETTINGS[name],) == await client.get_services("101", name)
            off = await client.set_service("101", LineService(name, active=name == "callWaiting"))
            assert (name == "callWaiting") is off.active
            kept = None if name == "hotelingGuest" else SETTINGS[name].to
            assert kept == off.to, "what is left out stays, but a guest who leaves has no host"

    run_virtually(main())


def test_a_location_of_anywhere_is_switched_by_its_number():
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.phones["anna"].anywhere({HOTEL: False, HOME: False})
            wanted = LineService(
                "anywhere", active=True, locations=(Place(HOTEL, active=True), Place(HOME, active=False))
            )
            assert wanted == await client.set_service("101", LineService("anywhere", active=True, to=HOTEL))
            with pytest.raises(CstaRefused, match="invalidParameterValue"):
                await client.set_service("101", LineService("anywhere", active=True))

    run_virtually(main())


def test_all_services_are_listed_with_those_that_a_user_does_not_have():
    async def main() -> None:
        async with connected() as (simulator, client):
            anna = simulator.phones["anna"]
            for resource in ("RemoteOffice", "VoiceMessaging", "DoNotDisturb"):
                anna.service(resource, assigned=False)
            found = await client.get_services("101")
            assert list(SERVICES) == [item.name for item in found]
            assert {"remoteOffice", "voiceMail", "doNotDisturb"} == {each.name for each in found if not each.available}

    run_virtually(main())


@pytest.mark.parametrize("status", [403, 404])
def test_setting_what_a_user_does_not_have_is_answered_with_that(status):
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.knobs.unassigned_status = status
            simulator.phones["anna"].service("RemoteOffice", assigned=False)
            answer = await client.set_service("101", SETTINGS["remoteOffice"])
            assert LineService("remoteOffice", available=False) == answer
            simulator.phones["anna"].service("DoNotDisturb", assigned=False)
            with pytest.raises(CstaRefused, match="requestIncompatibleWithDevice"):
                await client.get_do_not_disturb("101")

    run_virtually(main())


def test_a_change_at_the_platform_is_told_to_who_asked_for_services_and_to_nobody_else():
    async def main() -> None:
        async with connected() as (simulator, client):
            asked, plain = await client.monitor_start("101", services=True), await client.monitor_start("101")
            simulator.phones["anna"].remote_office(HOME)
            simulator.phones["anna"].remote_office(None)
            office = LineService("remoteOffice", active=True, to=HOME)
            assert [office, replace(office, active=False)] == await told(asked)
            assert [] == await told(plain)

    run_virtually(main())


def test_not_reachable_has_no_event_and_is_told_all_the_same_when_a_client_sets_it():
    async def main() -> None:
        async with connected() as (simulator, client):
            monitor = await client.monitor_start("101", services=True)
            for on in (True, False):
                await client.set_service("101", LineService("forwardingNotReachable", active=on, to="102"))
                await asyncio.sleep(ENOUGH_S)
            states = [(item.name, item.active, item.to) for item in await told(monitor)]
            assert [("forwardingNotReachable", True, "102"), ("forwardingNotReachable", False, "102")] == states
            there = truth(simulator.switch.x)["users"][ANNA]["services"]["CallForwardingNotReachable"]
            assert {"active": False, "forwardToPhoneNumber": "102"} == there

    run_virtually(main())


def test_a_single_users_rare_services_are_watched_once_somebody_asks():
    async def main() -> None:
        async with connected(scope=Scope.USERS, users=(ANNA,), user="admin@ent1.example") as (simulator, client):
            monitor = await client.monitor_start("101", services=True)
            packages = {item.packages for item in simulator.switch.core.subscriptions.all()}
            assert ("Remote Office",) not in packages
            await client.get_services("101", "remoteOffice")
            await asyncio.sleep(ENOUGH_S)
            assert 1 == sum(item.packages == ("Remote Office",) for item in simulator.switch.core.subscriptions.all())
            simulator.phones["anna"].remote_office(HOME)
            assert [LineService("remoteOffice", active=True, to=HOME)] == await told(monitor)

    run_virtually(main())


def test_over_cti_with_its_side_closed_the_answer_says_what_is_missing_and_the_rest_goes_on():
    async def main() -> None:
        async with (
            simulated(cti=True) as simulator,
            run_gateway(simulator) as gateway,
            CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client,
        ):
            await simulator._runners["xsp1"].cleanup()  # its HTTP alone
            found = {item.name: item for item in await client.get_services("101")}
            assert False is found["doNotDisturb"].active
            assert "services such as Remote Office is not possible over CTI alone" in str(found["remoteOffice"].unknown)
            with pytest.raises(CstaRefused, match="networkOutOfService"):
                await client.set_service("101", SETTINGS["remoteOffice"])

    run_virtually(main())


def test_a_slow_answer_about_services_keeps_nobody_from_the_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, answered = asyncio.Event(), XsiLink.request

    async def request(link: XsiLink, what: XsiRequest) -> Reply:
        if "services" in what.path:
            await slow.wait()
        return await answered(link, what)

    async def main() -> None:
        async with connected() as (simulator, client):
            monitor = await client.monitor_start("101")
            monkeypatch.setattr(XsiLink, "request", request)
            asking = asyncio.create_task(client.get_services("101"))
            simulator.phones.outside("+493023125900").call(simulator.phones["anna"])
            async for event in monitor:
                assert isinstance(event, DeliveredEvent)
                await client.answer_call(event.connection)
                break
            assert not asking.done()
            slow.set()
            assert len(await asking) == len(ServiceKind)

    run_virtually(main())


@pytest.mark.parametrize(
    ("name", "trees", "error"),
    [
        ("of another vendor", (Tree("{urn:v}question", "42"),), "serviceNotSupported"),
        ("nothing", (), "serviceNotSupported"),
    ],
)
def test_an_escape_that_is_none_of_ours_is_refused(name, trees, error):
    async def main() -> None:
        async with connected() as (_, client):
            with pytest.raises(CstaRefused, match=error):
                await client.escape(*trees)

    run_virtually(main())


@pytest.mark.parametrize(
    ("device", "wish", "error"),
    [
        ("999", LineService("remoteOffice", active=True, to=HOME), "invalidDeviceID"),
        ("101", LineService("voiceMail", active=True), "serviceNotSupported"),
        ("101", LineService("callWaiting", active=True, to=HOME), "invalidParameterValue"),
        ("101", LineService("remoteOffice", active=True), "invalidParameterValue"),
        ("101", LineService("remoteOffice", active=True, to="a\nb"), "invalidDestination"),
        ("101", LineService("remoteOffice", available=False), "invalidParameterValue"),
    ],
)
def test_what_cannot_be_set_is_refused_with_its_reason(device, wish, error):
    async def main() -> None:
        async with connected() as (_, client):
            with pytest.raises(CstaRefused, match=error):
                await client.set_service(device, wish)

    run_virtually(main())
