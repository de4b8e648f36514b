"""What a CSTA client asks for, and what the platform then knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ctibridge.client import CstaClient, CstaRefused
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.truth import truth
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta import calls
from ctibridge.wire.csta.events import MessageWaitingEvent
from ctibridge.wire.csta.types import ConnectionID, DeviceID

ANNA, BERT, CARLA = "anna@ent1.example", "bert@ent1.example", "carla@ent1.example"


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Simulator, CstaClient]]:
    async with (
        simulated() as simulator,
        run_gateway(simulator) as gateway,
        CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client,
    ):
        yield simulator, client


def states(simulator: Simulator, user: str) -> list[str]:
    return [call["state"] for call in truth(simulator.switch.x)["users"][user]["calls"]]


async def becomes(simulator: Simulator, user: str, *expected: str) -> None:
    """Returns when the user's calls are in these states, and the gateway has had time to hear of it."""
    await until(lambda: sorted(states(simulator, user)) == sorted(expected))
    await asyncio.sleep(0.1)


def at(device: str) -> ConnectionID:
    """The one connection that fits."""
    return ConnectionID(device_id=DeviceID(device))


def test_a_ringing_call_is_rejected_at_once():
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.phones.outside("+493023125900").call(simulator.phones["anna"])
            await becomes(simulator, ANNA, "Alerting")
            await client.clear_connection(at("101"))
            await becomes(simulator, ANNA)

    run_virtually(main())


def test_a_call_rejected_as_busy_goes_where_busy_calls_go():
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.phones["anna"].forward("busy", to="103")
            simulator.phones.outside("+493023125900").call(simulator.phones["anna"])
            await becomes(simulator, ANNA, "Alerting")
            await client.request(calls.ClearConnection(connection_to_be_cleared=at("101"), reason="busy"))
            await becomes(simulator, CARLA, "Alerting")

    run_virtually(main())


def test_a_ringing_call_is_sent_elsewhere():
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.phones.outside("+493023125900").call(simulator.phones["anna"])
            await becomes(simulator, ANNA, "Alerting")
            await client.deflect_call(at("101"), "103")
            await becomes(simulator, CARLA, "Alerting")
            assert [] == states(simulator, ANNA)

    run_virtually(main())


def test_a_call_is_made_consulted_about_and_transferred():
    async def main() -> None:
        async with connected() as (simulator, client):
            phones = simulator.phones
            phones.outside("+493023125900").call(phones["anna"])
            await becomes(simulator, ANNA, "Alerting")
            await client.answer_call(at("101"))
            await becomes(simulator, ANNA, "Active")
            second = await client.consultation_call(at("101"), "102")
            phones["anna"].answer()
            await becomes(simulator, BERT, "Alerting")
            await client.answer_call(at("102"))
            await becomes(simulator, BERT, "Active")
            await client.transfer_call(held=at("101"), active=second)
            await becomes(simulator, ANNA)
            (party,) = truth(simulator.switch.x)["users"][BERT]["calls"]
            assert "tel:+493023125900" == party["remoteParty"]["address"]

    run_virtually(main())


def test_the_telephone_that_rings_for_its_own_call_is_answered_too():
    async def main() -> None:
        async with connected() as (simulator, client):
            await client.make_call("101", "102")
            await client.answer_call(at("101"))
            await becomes(simulator, BERT, "Alerting")

    run_virtually(main())


def test_two_calls_are_alternated_reconnected_and_joined():
    async def main() -> None:
        async with connected() as (simulator, client):
            phones = simulator.phones
            first = await client.make_call("101", "102")
            phones["anna"].answer()
            phones["bert"].answer()
            await becomes(simulator, ANNA, "Active")
            second = await client.consultation_call(first, "103")
            phones["anna"].answer()
            phones["carla"].answer()
            await becomes(simulator, ANNA, "Active", "Held")
            await client.alternate_call(held=first, active=second)
            await becomes(simulator, BERT, "Active")
            await client.alternate_call(held=second, active=first)
            await becomes(simulator, CARLA, "Active")
            await client.conference_call(held=first, active=second)
            await until(lambda: truth(simulator.switch.x)["users"][ANNA]["conference"] is not None)

    run_virtually(main())


@pytest.mark.parametrize("retrieves", [True, False])
def test_a_conference_is_held_retrieved_enlarged_and_ended(retrieves):
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.knobs.adding_retrieves_conference = retrieves
            phones = simulator.phones
            first = await client.make_call("101", "102")
            phones["anna"].answer()
            phones["bert"].answer()
            await becomes(simulator, ANNA, "Active")
            second = await client.consultation_call(first, "103")
            phones["anna"].answer()
            phones["carla"].answer()
            await becomes(simulator, ANNA, "Active", "Held")
            await client.conference_call(held=first, active=second)
            await conference_becomes(simulator, calls=2, held=False)
            await client.hold_call(first)
            await conference_becomes(simulator, calls=2, held=True)
            await client.retrieve_call(first)
            await conference_becomes(simulator, calls=2, held=False)
            third = await client.consultation_call(first, "104")
            phones["anna"].answer()
            phones["dieter"].answer()
            await conference_becomes(simulator, calls=2, held=True)
            await client.conference_call(held=first, active=third)
            await conference_becomes(simulator, calls=3, held=False)
            await client.clear_connection(first)
            for user in (ANNA, BERT, CARLA, "dieter@ent1.example"):
                await becomes(simulator, user)

    run_virtually(main())


def test_who_clears_his_connection_with_a_conference_leaves_the_others_to_each_other():
    async def main() -> None:
        async with connected() as (simulator, client):
            phones = simulator.phones
            first = await client.make_call("101", "102")
            phones["anna"].answer()
            phones["bert"].answer()
            await becomes(simulator, ANNA, "Active")
            second = await client.consultation_call(first, "103")
            phones["anna"].answer()
            phones["carla"].answer()
            await becomes(simulator, ANNA, "Active", "Held")
            await client.conference_call(held=first, active=second)
            await conference_becomes(simulator, calls=2, held=False)
            await client.clear_connection(first)
            await becomes(simulator, ANNA)
            for user in (BERT, CARLA):
                await becomes(simulator, user, "Active")

    run_virtually(main())


async def conference_becomes(simulator: Simulator, *, calls: int, held: bool) -> None:
    """Returns when Anna's conference is so, and the gateway has had time to hear of it."""

    def is_so() -> bool:
        conference = truth(simulator.switch.x)["users"][ANNA]["conference"]
        return conference is not None and (len(conference["calls"]), conference["held"]) == (calls, held)

    await until(is_so)
    await asyncio.sleep(0.1)


def test_what_cannot_be_done_now_is_refused_and_named():
    async def main() -> None:
        async with connected() as (simulator, client):
            simulator.phones.outside("+493023125900").call(simulator.phones["anna"])
            await becomes(simulator, ANNA, "Alerting")
            with pytest.raises(CstaRefused, match="stateIncompatibility"):
                await client.hold_call(at("101"))
            with pytest.raises(CstaRefused, match="invalidCallingDeviceID"):
                await client.make_call("nobody", "102")
            assert ["Alerting"] == states(simulator, ANNA)

    run_virtually(main())


def test_a_call_is_ended_for_everybody():
    async def main() -> None:
        async with connected() as (simulator, client):
            phones = simulator.phones
            phones["anna"].dial(phones["bert"])
            await becomes(simulator, BERT, "Alerting")
            await client.clear_call(at("102"))
            await becomes(simulator, ANNA)
            assert [] == states(simulator, BERT), "it is not rejected, which would have it forwarded"

    run_virtually(main())


def test_a_conference_is_ended_for_everybody_by_any_of_its_members():
    async def main() -> None:
        async with connected() as (simulator, client):
            phones = simulator.phones
            first = await client.make_call("101", "102")
            phones["anna"].answer()
            phones["bert"].answer()
            await becomes(simulator, ANNA, "Active")
            second = await client.consultation_call(first, "103")
            phones["anna"].answer()
            phones["carla"].answer()
            await becomes(simulator, ANNA, "Active", "Held")
            conference = await client.conference_call(held=first, active=second)
            await becomes(simulator, CARLA, "Active")
            await client.clear_call(ConnectionID(conference.call_id, DeviceID("103")))
            for user in (ANNA, BERT, CARLA):
                await becomes(simulator, user)

    run_virtually(main())


def test_the_message_lamp_is_switched_read_and_told():
    async def main() -> None:
        async with connected() as (simulator, client):
            told: list[bool] = []

            async def watch() -> None:
                async for event in await client.monitor_start("101"):
                    assert isinstance(event, MessageWaitingEvent)
                    told.append(event.message_waiting_on)

            async with asyncio.TaskGroup() as tasks:
                watcher = tasks.create_task(watch())
                await asyncio.sleep(0.1)
                simulator.phones["anna"].voice_messages(2)
                await asyncio.sleep(0.1)
                assert await client.get_message_waiting_indicator("101")
                await client.set_message_waiting_indicator("101", on=False)
                assert not await client.get_message_waiting_indicator("101")
                await client.set_message_waiting_indicator("101", on=True)
                assert await client.get_message_waiting_indicator("101")
                assert not await client.get_message_waiting_indicator("102")
                await asyncio.sleep(0.1)
                watcher.cancel()
            assert [True, False, True] == told

    run_virtually(main())


def test_services_are_set_read_and_known_to_the_platform():
    async def main() -> None:
        async with connected() as (simulator, client):
            await client.set_do_not_disturb("101", on=True)
            assert await client.get_do_not_disturb("101")
            await client.set_forwarding("101", "forwardBusy", on=True, to="103")  # type: ignore[arg-type]
            services = truth(simulator.switch.x)["users"][ANNA]["services"]
            assert services["DoNotDisturb"]["active"]
            assert {"active": True, "forwardToPhoneNumber": "103"} == services["CallForwardingBusy"]
            forwardings = {item.forwarding_type: item.forward_status for item in await client.get_forwarding("101")}
            assert {"forwardImmediate": False, "forwardBusy": True, "forwardNoAns": False} == forwardings

    run_virtually(main())
