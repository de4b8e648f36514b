"""People at telephones and a CSTA application that asks for what it is told it may, at random: it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

import pytest

from ctibridge.client import CstaClient, CstaRefused
from ctibridge.errors import CommandError
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.snapshots import SnapshotDeviceResponseInfo
from ctibridge.wire.csta.types import ConnectionID
from tests.property.test_sim_calls import ACTIONS, OFTEN
from tests.sim.faults.walks import NAMES, NUMBERS

STEPS = 80
SEEDS = 8
KNOTTY = (191, 732)  # a conference's members cannot be left to each other, which nobody is told
SETTLED_S = 0.5  # what the application is told is true then
LINES = ("101", "101", "101", "102", "103")  # one of them has most of the calls
CONSULTED = "104"

ALONE: dict[str, Callable[[CstaClient, ConnectionID], Awaitable[object]]] = {
    "answerCall": lambda client, own: client.answer_call(own),
    "clearConnection": lambda client, own: client.clear_connection(own),
    "holdCall": lambda client, own: client.hold_call(own),
    "retrieveCall": lambda client, own: client.retrieve_call(own),
    "consultationCall": lambda client, own: client.consultation_call(own, CONSULTED),
    "generateDigits": lambda client, own: client.generate_digits(own, "12"),
}
TOGETHER: dict[str, Callable[[CstaClient, ConnectionID, ConnectionID], Awaitable[object]]] = {
    "alternateCall": lambda client, held, active: client.alternate_call(held, active),
    "reconnectCall": lambda client, held, active: client.reconnect_call(active, held),
    "conferenceCall": lambda client, held, active: client.conference_call(held, active),
}
"""The others depend on where to, or on whether it rings again in a held call, which nobody is told."""
SELDOM = ("clearConnection", "reconnectCall")  # else there were few calls with a long history
PASSING = ("initiated", "fail")  # these end by themselves, perhaps now


class Application:
    """Watches snapshots, and asks for one thing at a time."""

    def __init__(self, client: CstaClient, chance: Random) -> None:
        self.client, self.chance = client, chance

    async def asks(self) -> None:
        """Something that is permitted is done, and anything else refused."""
        await asyncio.sleep(SETTLED_S)
        calls = await self.client.snapshot_device(self.chance.choice(LINES))
        wanted = self.chance.choice((*ALONE, *TOGETHER))
        if not calls or (wanted in SELDOM and self.chance.random() < 0.7):
            return
        own = self.chance.choice(calls)
        others = [call for call in calls if {_state(call), _state(own)} == {"connected", "hold"}]
        if wanted in ALONE and _state(own) not in PASSING:
            done = await self._is_done(ALONE[wanted](self.client, own.connection_identifier))
            assert _permits(own, wanted) is done, (wanted, own)
        elif wanted in TOGETHER and others:
            other = self.chance.choice(others)
            held, active = (own, other) if _state(own) == "hold" else (other, own)
            expected = _permits(own, wanted) and _permits(other, wanted)
            if expected or len(calls) == 2:  # of three, each may permit it with the third
                ask = TOGETHER[wanted](self.client, held.connection_identifier, active.connection_identifier)
                assert expected is await self._is_done(ask), (wanted, own, other)

    async def _is_done(self, request: Awaitable[object]) -> bool:
        try:
            await request
        except CstaRefused:
            return False
        return True


def _state(call: SnapshotDeviceResponseInfo) -> str:
    assert call.local_call_state is not None
    states = call.local_call_state.compound_call_state
    assert states is not None
    return states.local_connection_state[0]


def _permits(call: SnapshotDeviceResponseInfo, service: str) -> bool:
    permitted = call.services_permitted
    assert permitted is not None
    return service in (permitted.call_control_services or ()) or service in (permitted.call_associated_services or ())


async def walk(seed: int) -> None:
    async with (
        simulated() as simulator,
        run_gateway(simulator) as gateway,
        CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client,
    ):
        chance = Random(seed)  # noqa: S311 -- a story, no secret
        application = Application(client, chance)
        for _ in range(STEPS):
            somebody_acts(simulator, chance)
            await application.asks()


def somebody_acts(simulator: Simulator, chance: Random) -> None:
    phones = simulator.phones
    with suppress(CommandError):
        ACTIONS[chance.choice(("dial", "answer", *OFTEN))](phones[chance.choice(NAMES)], chance.choice(NUMBERS))
    if chance.random() < 0.1:
        with suppress(CommandError):
            phones.outside("+493023125999", "Kunde").call(phones[chance.choice(NAMES)])


@pytest.mark.parametrize("seed", [*range(SEEDS), *KNOTTY])
def test_an_application_may_do_what_it_is_told_it_may(seed):
    run_virtually(walk(seed))
