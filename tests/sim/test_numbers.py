"""Rules for numbers: what CSTA clients see, and what the platform gets to dial."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ctibridge.client import CstaClient
from ctibridge.client.telling import device_text
from ctibridge.numbering.settings import NumberSettings, Row
from ctibridge.sim import scenarios
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.truth import truth
from ctibridge.testing import run_gateway, settings_for_each, simulated, until
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.events import DeliveredEvent, ForwardingEvent
from ctibridge.wire.csta.types import ConnectionID, DeviceID
from tests.sim.story import Recorder, played

ANNA, BERT, CARLA = "anna@ent1.example", "bert@ent1.example", "carla@ent1.example"
CUSTOMER = "+493023125900"
AT_HOME = NumberSettings(
    incoming=(Row(regex=r"^\+49", replace="0"),),
    outgoing=(Row(regex=r"^\+49", replace="00-"),),
)
SHORT = NumberSettings(dialled=(Row(match="carla", replace="103"), Row(match=CUSTOMER, replace="030 23125900")))
BERLIN = NumberSettings(country="DE", area="30", access_code="0", extensions=("100-199",))
STORIES = Path(__file__).parent / "stories"


@asynccontextmanager
async def connected(numbers: NumberSettings) -> AsyncIterator[tuple[Simulator, CstaClient]]:
    async with (
        simulated() as simulator,
        run_gateway(simulator, numbers=numbers) as gateway,
        CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client,
    ):
        yield simulator, client


def calls(simulator: Simulator, user: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = truth(simulator.switch.x)["users"][user]["calls"]
    return found


async def becomes(simulator: Simulator, user: str, *expected: str) -> None:
    """Returns when the user's calls are in these states, and the gateway has had time to hear of it."""
    await until(lambda: sorted(call["state"] for call in calls(simulator, user)) == sorted(expected))
    await asyncio.sleep(0.1)


def at(device: str) -> ConnectionID:
    """The one connection that fits."""
    return ConnectionID(device_id=DeviceID(device))


async def others(client: CstaClient, device: str) -> list[str]:
    """How the parties of a line's call are called."""
    (call,) = await client.snapshot_device(device)
    assert call.connection_identifier is not None
    members = await client.snapshot_call(call.connection_identifier)
    return sorted(device_text(item.device_on_call) for item in members)


def test_a_caller_is_shown_by_the_incoming_table():
    async def main() -> None:
        async with connected(AT_HOME) as (simulator, client):
            watched = await client.monitor_start("101")
            simulator.phones.outside(CUSTOMER).call(simulator.phones["anna"])
            event = await anext(event async for event in watched if isinstance(event, DeliveredEvent))
            assert "03023125900" == device_text(event.calling_device)
            assert ["03023125900", "101"] == await others(client, "101")

    run_virtually(main())


def test_whoever_is_called_is_shown_by_the_outgoing_table():
    async def main() -> None:
        async with connected(AT_HOME) as (simulator, client):
            simulator.phones["anna"].dial(CUSTOMER)
            await becomes(simulator, ANNA, "Alerting")
            assert ["00-3023125900", "101"] == await others(client, "101")

    run_virtually(main())


def test_a_line_of_ours_is_called_as_ever():
    async def main() -> None:
        async with connected(NumberSettings(incoming=(Row(regex=r"^.*$", replace="nobody"),))) as (simulator, client):
            simulator.phones["anna"].dial("102")
            await becomes(simulator, BERT, "Alerting")
            assert ["101", "102"] == await others(client, "102")

    run_virtually(main())


def test_a_participant_is_put_out_by_the_name_under_which_a_client_sees_it():
    async def main() -> None:
        async with connected(AT_HOME) as (simulator, client):
            phones = simulator.phones
            phones["anna"].dial("102")
            phones["bert"].answer()
            await becomes(simulator, ANNA, "Active")
            second = await client.consultation_call(at("101"), CUSTOMER)
            phones["anna"].answer()
            phones.outside(CUSTOMER).answer()
            await becomes(simulator, ANNA, "Active", "Held")
            await client.conference_call(held=at("101"), active=second)
            await until(lambda: truth(simulator.switch.x)["users"][ANNA]["conference"] is not None)
            await asyncio.sleep(0.1)
            (call,) = await client.snapshot_device("101")
            assert call.connection_identifier is not None
            await client.clear_connection(ConnectionID(call.connection_identifier.call_id, DeviceID("00-3023125900")))
            await becomes(simulator, ANNA, "Active")

    run_virtually(main())


@pytest.mark.parametrize(
    ("dialled", "reached"),
    [
        ("0 030 23125900", "tel:+493023125900"),
        ("0 (030) 231-25900", "tel:+493023125900"),
        ("0 0049 30 23125900", "tel:+493023125900"),
        ("0 23125900", "tel:+493023125900"),
        ("110", "tel:110"),
    ],
)
def test_what_is_dialled_is_completed_before_the_platform_gets_it(dialled, reached):
    async def main() -> None:
        async with connected(BERLIN) as (simulator, client):
            await client.make_call("101", dialled)
            await client.answer_call(at("101"))
            await becomes(simulator, ANNA, "Alerting")
            (call,) = calls(simulator, ANNA)
            assert reached == call["remoteParty"]["address"]

    run_virtually(main())


async def consult(client: CstaClient, simulator: Simulator) -> None:
    await client.consultation_call(at("101"), "carla")
    simulator.phones["anna"].answer()


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(consult, id="consultation"),
        pytest.param(lambda client, _: client.single_step_transfer_call(at("101"), "carla"), id="transfer"),
    ],
)
def test_where_an_answered_call_is_sent_to_goes_through_the_dialled_table(order):
    async def main() -> None:
        async with connected(SHORT) as (simulator, client):
            simulator.phones.outside(CUSTOMER).call(simulator.phones["anna"])
            await becomes(simulator, ANNA, "Alerting")
            await client.answer_call(at("101"))
            await becomes(simulator, ANNA, "Active")
            await order(client, simulator)
            await becomes(simulator, CARLA, "Alerting")

    run_virtually(main())


def test_where_a_ringing_call_is_deflected_to_too():
    async def main() -> None:
        async with connected(SHORT) as (simulator, client):
            simulator.phones.outside(CUSTOMER).call(simulator.phones["anna"])
            await becomes(simulator, ANNA, "Alerting")
            await client.deflect_call(at("101"), "carla")
            await becomes(simulator, CARLA, "Alerting")

    run_virtually(main())


def test_where_a_call_is_parked_too():
    async def main() -> None:
        async with connected(SHORT) as (simulator, client):
            simulator.phones.outside(CUSTOMER).call(simulator.phones["anna"])
            simulator.phones["anna"].answer()
            await becomes(simulator, ANNA, "Active")
            await client.park_call(at("101"), "carla")
            await until(lambda: not calls(simulator, ANNA))
            simulator.phones["bert"].unpark("103")
            await becomes(simulator, BERT, "Active")

    run_virtually(main())


def test_a_call_is_picked_up_at_the_number_that_the_dialled_table_makes():
    async def main() -> None:
        async with connected(NumberSettings(dialled=(Row(match="+493023125101", replace="101"),))) as (sim, client):
            sim.phones.outside(CUSTOMER).call(sim.phones["anna"])
            await becomes(sim, ANNA, "Alerting")
            await client.directed_pickup_call(at("101"), "102")
            sim.phones["bert"].answer()
            await becomes(sim, BERT, "Active")

    run_virtually(main())


def test_a_forwarding_is_dialled_by_one_table_and_shown_by_the_other():
    numbers = replace(SHORT, outgoing=(Row(match="030 23125900", replace="home"),))

    async def main() -> None:
        async with connected(numbers) as (_, client):
            watched = await client.monitor_start("101")
            await client.set_forwarding("101", "forwardImmediate", on=True, to=CUSTOMER)
            event = await anext(event async for event in watched if isinstance(event, ForwardingEvent))
            assert "home" == device_text(event.forward_to)
            told = {item.forwarding_type: item.forward_dn for item in await client.get_forwarding("101")}
            assert DeviceID("home") == told["forwardImmediate"]

    run_virtually(main())


MARKED = NumberSettings(incoming=(Row(regex="^", replace="{"),), outgoing=(Row(regex="^", replace="}"),))


async def marked(name: str) -> Recorder:
    async with simulated() as simulator:
        providers = tuple(replace(item, numbers=MARKED) for item in settings_for_each(simulator))
        async with run_gateway(simulator, providers=providers) as gateway:
            return await played(name, simulator, gateway)


@pytest.mark.parametrize("name", scenarios.names())
def test_rules_change_how_numbers_are_written_and_no_story(name):
    """Each number has a mark, another one in each direction: without the marks the stories are word for word the same.

    So neither lines are recognised by what is shown, nor are parties told apart by it.
    """
    expected = (STORIES / f"{name}.txt").read_text(encoding="utf-8")
    told = run_virtually(marked(name)).text()
    assert expected == told.replace("{", "").replace("}", "")
    assert ("~" in expected) <= ("{" in told or "}" in told)
