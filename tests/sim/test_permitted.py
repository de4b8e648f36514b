"""What calls allow is what the platform does: every service is tried on every call, in each situation of a line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from ctibridge.broadworks.translate_commands import requests_from_command
from ctibridge.errors import CommandError
from ctibridge.hub.hub import Hub
from ctibridge.model import commands as k
from ctibridge.model.ids import CONFERENCE, LineId
from ctibridge.model.services import Service, services_permitted
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.views import ConnectionView
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually

ANNA, TO = LineId("anna@ent1.example"), "104"
SETTLED_S = 0.5

ALONE: dict[Service, Callable[[ConnectionView], k.Command]] = {
    Service.ANSWER_CALL: lambda view: k.AnswerCall(view.line, view.connection),
    Service.CLEAR_CONNECTION: lambda view: k.ClearConnection(view.line, view.connection),
    Service.CLEAR_CALL: lambda view: k.ClearCall(view.line, view.connection),
    Service.HOLD_CALL: lambda view: k.HoldCall(view.line, view.connection),
    Service.RETRIEVE_CALL: lambda view: k.RetrieveCall(view.line, view.connection),
    Service.CONSULTATION_CALL: lambda view: k.ConsultationCall(view.line, view.connection, TO),
    Service.SINGLE_STEP_TRANSFER_CALL: lambda view: k.SingleStepTransferCall(view.line, view.connection, TO),
    Service.DEFLECT_CALL: lambda view: k.DeflectCall(view.line, view.connection, TO),
    Service.PARK_CALL: lambda view: k.ParkCall(view.line, view.connection, TO),
    Service.GENERATE_DIGITS: lambda view: k.GenerateDigits(view.line, view.connection, "12"),
}
TOGETHER: dict[Service, Callable[[ConnectionView, ConnectionView], k.Command]] = {
    Service.ALTERNATE_CALL: lambda active, held: k.AlternateCall(active.line, active.connection, held.connection),
    Service.RECONNECT_CALL: lambda active, held: k.ReconnectCall(active.line, active.connection, held.connection),
    Service.TRANSFER_CALL: lambda active, held: k.TransferCall(active.line, held.connection, active.connection),
    Service.CONFERENCE_CALL: lambda active, held: k.ConferenceCall(active.line, held.connection, active.connection),
}

RINGS, TALKS, HELD = ("dial 102",), ("dial 102", "bert answer"), ("dial 102", "bert answer", "hold")
CONSULTS = (*HELD, "dial 103")
TALKS_AGAIN = (*CONSULTS, "carla answer")
CONFERS = (*TALKS_AGAIN, "conference")
CONFERENCE_AND_CALL = (*CONFERS, "leave", "dial 201")

SITUATIONS: dict[str, tuple[str, ...]] = {
    "prompted": ("click_to_dial 102",),
    "called": ("bert dial 101",),
    "rings": RINGS,
    "talks": TALKS,
    "holds": HELD,
    "failed": ("dial 198",),
    "held and prompted": (*HELD, "click_to_dial 103"),
    "held and called": (*HELD, "carla dial 101"),
    "talks and is called": (*TALKS, "carla dial 101"),
    "held and rings": CONSULTS,
    "held and talks": TALKS_AGAIN,
    "two held": (*TALKS_AGAIN, "hold"),
    "held and failed": (*HELD, "dial 198"),
    "conference": CONFERS,
    "held conference": (*CONFERS, "leave"),
    "held conference and rings": CONFERENCE_AND_CALL,
    "held conference and talks": (*CONFERENCE_AND_CALL, "emil answer"),
    "conference and held": (*CONFERENCE_AND_CALL, "emil answer", "return"),
    "held conference, held and talks": (*CONFERENCE_AND_CALL, "emil answer", "dial 104", "dieter answer"),
}

ONLY_THE_PLATFORM_DOES = {(Service.GENERATE_DIGITS, S.HOLD)}
"""CSTA sends digits into a connected call only; what the platform makes of a held one is not published."""


class Office:
    """Anna's line with the calls of a situation."""

    def __init__(self, phones: Any, hub: Hub) -> None:
        self.phones, self.hub = phones, hub

    async def play(self, steps: tuple[str, ...]) -> None:
        """Each step is what somebody does, Anna if nobody is named."""
        for step in steps:
            who, *what = step.split() if step.split()[0] in NAMES else ("anna", *step.split())
            await self._do(who, *what)
            await asyncio.sleep(SETTLED_S)

    async def _do(self, who: str, what: str, *numbers: str) -> None:
        match what:
            case "leave":
                await self.hub.execute(k.HoldCall(ANNA, CONFERENCE))
            case "return":
                await self.hub.execute(k.RetrieveCall(ANNA, CONFERENCE))
            case _:
                getattr(self.phones[who], what)(*numbers)

    @property
    def views(self) -> tuple[ConnectionView, ...]:
        return self.hub.snapshot(ANNA).connections


NAMES = ("bert", "carla", "dieter", "emil")


def commands(views: tuple[ConnectionView, ...], own: ConnectionView) -> dict[Service, list[k.Command]]:
    """Everything that can be asked for on a connection; what takes two, with each other one that fits."""
    asked = {service: [alone(own)] for service, alone in ALONE.items()}
    for other in views:
        if {own.state, other.state} == {S.CONNECTED, S.HOLD}:
            active, held = (own, other) if own.state is S.CONNECTED else (other, own)
            for service, together in TOGETHER.items():
                asked.setdefault(service, []).append(together(active, held))
    return asked


async def views_in(situation: str) -> tuple[ConnectionView, ...]:
    async with simulated() as simulator, run_gateway(simulator) as gateway:
        office = Office(simulator.phones, gateway.hub)
        await office.play(SITUATIONS[situation])
        return office.views


async def refused(situation: str, *wanted: k.Command) -> list[k.Command]:
    """Which of these commands, one after the other, the platform does not carry out."""
    async with simulated() as simulator, run_gateway(simulator) as gateway:
        await Office(simulator.phones, gateway.hub).play(SITUATIONS[situation])
        return [command for command in wanted if not await _is_done(gateway.hub, command)]


async def _is_done(hub: Hub, command: k.Command) -> bool:
    try:
        await hub.execute(command)
    except CommandError:
        return False
    return True


def _requests(command: k.Command) -> object:
    return requests_from_command(command, ANNA)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_permitted_is_done_and_nothing_else(situation):
    views = run_virtually(views_in(situation))
    for own in views:
        asked = commands(views, own)
        permitted = services_permitted(own.standing, own.beside) & {*asked}
        allowed = {_requests(command) for service in permitted for command in asked[service]}  # it may be two services
        for service in permitted:
            outcomes = [run_virtually(refused(situation, command)) for command in asked[service]]
            assert [] in outcomes, (service, own.standing)
        others = [
            command
            for service in {*asked} - permitted
            for command in asked[service]
            if _requests(command) not in allowed and (service, own.state) not in ONLY_THE_PLATFORM_DOES
        ]
        assert others == run_virtually(refused(situation, *others)), own.standing
