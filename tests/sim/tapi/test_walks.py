"""People at telephones and a TAPI application, at random: TAPI's rules hold, and it sees what the book knows."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import Random

import pytest

from ctibridge.app import Gateway
from ctibridge.errors import CommandError
from ctibridge.servers.tapi import constants as t
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.tapi import messages as m
from tests.property.test_sim_calls import ACTIONS, OFTEN
from tests.sim.faults.walks import NAMES, NUMBERS
from tests.sim.tapi import recomputed
from tests.sim.tapi.test_requests import Office
from tests.sim.tapi.test_scenarios import CSTA
from tests.sim.tapi.tsp import FACE, Tsp, tsp_at

STEPS = 80
SEEDS = 15
PAUSES_S = (0.0, 0.05, 0.3, 1.0, 3.0)
ALL_STATES = CSTA | {
    t.LINECALLSTATE_ACCEPTED: "alerting",
    t.LINECALLSTATE_ONHOLDPENDTRANSFER: "hold",
    t.LINECALLSTATE_ONHOLDPENDCONF: "hold",
}
NOT_AT_THE_PLATFORM = (t.LINECALLSTATE_DIALTONE, t.LINECALLSTATE_CONFERENCED)
LINES = ("101", "101", "101", "102", "103")  # one of them has most of the calls


class Application:
    """Asks for what it is shown that it can, and at times for something else."""

    def __init__(self, office: Office, chance: Random) -> None:
        self.office, self.chance = office, chance

    async def asks(self) -> None:
        await asyncio.sleep(0.5)  # what it is shown is true then
        addr = self.chance.choice(LINES)
        calls = self.office.tsp.on(addr)
        new, new2, to = self.office.number(), self.office.number(), self.chance.choice(NUMBERS)
        if not calls or self.chance.random() < 0.15:
            op = self.chance.choice(("makecall", "makecall", "pickup", "unpark"))
            await self.office.ask(op, addr, new=new, dest=to)
            return
        call = self.chance.choice(calls)
        fields = {"call": call.call, "new": new, "new2": new2, "dest": to, "digits": "12"}
        if self.chance.random() < 0.5:
            fields["dest"] = None
        op = self.chance.choice(self.possible(call.features) or OPS)
        second = self.partner(op, call, calls)
        fields["call2"] = second.call if second is not None else None
        if op == "addtoconference" and second is not None:
            fields |= {"call": second.call, "call2": call.call}
        fields["mode"] = self.mode(op, call, second)
        if op in ENDS and self.chance.random() < 0.8:
            return  # else there were few calls with a long history
        rc = await self.office.ask(op, addr, **fields)
        if self.is_sure(op, call, second):
            assert (op, 0) == (op, rc), call

    def is_sure(self, op: str, call: m.Call, second: m.Call | None) -> bool:
        """Whether nothing but what is shown decides; an announcement in an unanswered call is not shown."""
        if op not in SURE or not call.features & bit(op) or call.state in PASSING:
            return False
        together = (call,) if second is None else (call, second)
        return op not in WITH_ANOTHER or (second is not None and all(one.state not in UNANSWERED for one in together))

    def partner(self, op: str, call: m.Call, calls: list[m.Call]) -> m.Call | None:
        """Another call that shows the same feature, and is held when this one is active, or the other way round."""
        is_held = call.state in HELD
        others = [other for other in calls if other is not call and (other.state in HELD) is not is_held]
        if op == "addtoconference":
            found = [other for other in others if other.origin == t.LINECALLORIGIN_CONFERENCE]
        else:
            found = [other for other in others if other.features & bit(op)] if op in WITH_ANOTHER else []
        return self.chance.choice(found) if found else None

    def mode(self, op: str, call: m.Call, second: m.Call | None) -> int:
        """What the two calls show; DTMF, or where nothing in particular is parked."""
        if op != "completetransfer" or second is None:
            return 2
        return 2 if call.features2 & second.features2 & t.LINECALLFEATURE2_TRANSFERCONF else 1

    def possible(self, features: int) -> list[str]:
        return [op for op in OPS if features & bit(op)]


def bit(op: str) -> int:
    """The feature that shows that something can be asked for."""
    feature: int = getattr(t, f"LINECALLFEATURE_{FEATURE.get(op, op.upper())}")
    return feature


FEATURE = {
    "addtoconference": "ADDTOCONF",
    "completetransfer": "COMPLETETRANSF",
    "prepareaddtoconference": "PREPAREADDCONF",
    "removefromconference": "REMOVEFROMCONF",
    "setupconference": "SETUPCONF",
}
OPS = ["accept", "addtoconference", "answer", "blindtransfer", "completetransfer", "dial", "drop", "generatedigits"]
OPS += ["hold", "park", "prepareaddtoconference", "redirect", "removefromconference", "setupconference"]
OPS += ["setuptransfer", "swaphold", "unhold"]
SURE = frozenset(OPS) - {"blindtransfer", "completetransfer", "dial", "park", "redirect"}
"""The others depend on where to, and on whether the platform plays an announcement, which nobody is told."""
WITH_ANOTHER = ("addtoconference", "completetransfer", "swaphold")
HELD = (t.LINECALLSTATE_ONHOLD, t.LINECALLSTATE_ONHOLDPENDTRANSFER, t.LINECALLSTATE_ONHOLDPENDCONF)
# These end by themselves, perhaps now; DIALING is the line's own telephone, which rings for a call of its own.
PASSING = (t.LINECALLSTATE_BUSY, t.LINECALLSTATE_DISCONNECTED, t.LINECALLSTATE_DIALING)
UNANSWERED = (t.LINECALLSTATE_PROCEEDING, t.LINECALLSTATE_RINGBACK)
ENDS = ("blindtransfer", "drop", "park", "redirect", "removefromconference")


async def walk(seed: int) -> None:
    async with simulated() as simulator, run_gateway(simulator, tapi=FACE) as gateway, tsp_at(gateway) as tsp:
        tsp.open()
        await asyncio.sleep(1)
        office, chance = Office(simulator, gateway, tsp), Random(seed)  # noqa: S311 -- a story, no secret
        application = Application(office, chance)
        for _ in range(STEPS):
            if chance.random() < 0.5:
                await application.asks()
            else:
                somebody_acts(office, chance)
            await asyncio.sleep(chance.choice(PAUSES_S))
            check_that_all_was_told(gateway)
        await asyncio.sleep(30)
        compare(gateway, tsp)
        await everybody_hangs_up(office)
        assert {} == tsp.calls


def check_that_all_was_told(gateway: Gateway) -> None:
    assert gateway.tapi is not None
    for session in gateway.tapi._sessions:
        for number, watch in session._watches.items():
            recomputed.check_that_all_was_told(watch.calls, number, gateway.tapi._catalogue.people)


def somebody_acts(office: Office, chance: Random) -> None:
    phones = office.simulator.phones
    action = chance.choice(("dial", "answer", *OFTEN))
    with suppress(CommandError):
        ACTIONS[action](phones[chance.choice(NAMES)], chance.choice(NUMBERS))
    if chance.random() < 0.1:
        with suppress(CommandError):
            phones.outside("+493023125999", "Kunde").call(phones[chance.choice(NAMES)])


def compare(gateway: Gateway, tsp: Tsp) -> None:
    for line in gateway.hub.lines:
        addr = line.extension or ""
        shown = [call for call in tsp.on(addr) if call.state not in NOT_AT_THE_PLATFORM]
        views = gateway.hub.snapshot(line.id).connections
        assert sorted(view.state for view in views) == sorted(ALL_STATES[call.state] for call in shown), addr
        assert len({call.callid for call in shown}) == len(views)


async def everybody_hangs_up(office: Office) -> None:
    """At the telephones; what only the application knows it drops itself."""
    for _ in range(10):
        for name in office.simulator.phones.x.people.users:
            with suppress(CommandError):
                office.simulator.phones[name.user_id].hangup()
        outside = office.simulator.phones.outside("+493023125999", "Kunde")
        with suppress(CommandError):
            outside.hangup()
        await asyncio.sleep(1)
    await asyncio.sleep(120)
    for call in [call for call in office.tsp.calls.values() if call.state == t.LINECALLSTATE_DIALTONE]:
        assert (await office.tsp.request("drop", call.line, call=call.call)).rc == 0
    await asyncio.sleep(1)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_an_application_sees_is_what_the_book_knows(seed):
    run_virtually(walk(seed))
