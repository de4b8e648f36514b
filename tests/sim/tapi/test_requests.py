"""What a TAPI application asks for, what the platform then knows, and how the application sees its calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from ctibridge.app import Gateway
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.caps import CAPS
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.truth import truth
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.tapi import messages as m
from tests.sim.tapi.tsp import FACE, STATES, Tsp, tsp_at

CUSTOMER = "+493023125900"
REMOTE_OFFICE = 0x8000_0001


@dataclass
class Office:
    """A simulator, a gateway, and a TSP that has all lines open."""

    simulator: Simulator
    gateway: Gateway
    tsp: Tsp
    last: int = 0

    def number(self) -> int:
        self.last += 1
        return self.last

    def line(self, addr: str) -> int:
        return self.tsp.number(addr)

    async def ask(self, op: str, addr: str, **fields: object) -> int:
        return (await self.tsp.request(op, self.line(addr), **fields)).rc

    async def done(self, op: str, addr: str, **fields: object) -> None:
        assert await self.ask(op, addr, **fields) == 0
        await asyncio.sleep(0.2)

    async def make(self, addr: str, to: str) -> int:
        """A call that has been picked up at the caller's telephone."""
        new = self.number()
        await self.done("makecall", addr, new=new, dest=to)
        await self.done("answer", addr, call=new)
        return new

    async def talk(self, addr: str, to: str) -> int:
        new = await self.make(addr, to)
        await self.done("answer", to, call=self.only(to).call)
        assert self.state(new) == "CONNECTED"
        return new

    async def customer_rings(self, name: str = "anna") -> m.Call:
        self.simulator.phones.outside(CUSTOMER, "Kunde").call(self.simulator.phones[name])
        await until(lambda: self.tsp.calls)
        await asyncio.sleep(0.2)
        return next(iter(self.tsp.calls.values()))

    async def customer_talks(self) -> int:
        call = await self.customer_rings()
        await self.done("answer", "101", call=call.call)
        return call.call

    def only(self, addr: str) -> m.Call:
        (call,) = self.tsp.on(addr)
        return call

    def state(self, number: int) -> str:
        return "gone" if number in self.tsp.over else STATES[self.tsp.calls[number].state]

    def features(self, number: int) -> int:
        return self.tsp.calls[number].features

    def user(self, name: str) -> Any:
        return truth(self.simulator.switch.x)["users"][f"{name}@ent1.example"]


@asynccontextmanager
async def office() -> AsyncIterator[Office]:
    async with (
        simulated() as simulator,
        run_gateway(simulator, tapi=FACE) as gateway,
        tsp_at(gateway) as tsp,
    ):
        tsp.open()
        await until(lambda: len(tsp.opened) == len(tsp.lines))
        yield Office(simulator, gateway, tsp)


def play(story: Callable[[Office], Awaitable[None]]) -> None:
    async def main() -> None:
        async with office() as there:
            await story(there)
            await asyncio.sleep(1)

    run_virtually(main())


def test_a_call_is_made_and_comes_into_all_its_states():
    async def story(o: Office) -> None:
        new = o.number()
        assert await o.ask("makecall", "101", new=new, dest="+49 (30) 231-25102 | 7") == 0
        await asyncio.sleep(0.2)
        assert o.state(new) == "DIALING"
        await o.done("answer", "101", call=new)
        assert o.state(new) == "RINGBACK"
        ringing = o.only("102")
        assert (STATES[ringing.state], ringing.callid) == ("OFFERING", o.tsp.calls[new].callid)
        await o.done("answer", "102", call=ringing.call)
        assert ["CONNECTED", "CONNECTED"] == [o.state(new), o.state(ringing.call)]
        await o.done("drop", "101", call=new)
        assert ["gone", "gone"] == [o.state(new), o.state(ringing.call)]

    play(story)


def test_caller_id_is_what_a_pop_up_needs():
    async def story(o: Office) -> None:
        call = await o.customer_rings()
        both = t.LINECALLPARTYID_NAME | t.LINECALLPARTYID_ADDRESS
        assert (CUSTOMER, "Kunde", both) == (call.caller, call.callername, call.callerflags)
        assert ("101", "Anna Adler", t.LINECALLORIGIN_EXTERNAL) == (call.called, call.calledname, call.origin)

    play(story)


def test_a_ringing_call_is_accepted_and_then_rejected():
    async def story(o: Office) -> None:
        call = (await o.customer_rings()).call
        assert o.features(call) & t.LINECALLFEATURE_ACCEPT
        await o.done("accept", "101", call=call)
        assert o.state(call) == "ACCEPTED"
        assert not o.features(call) & t.LINECALLFEATURE_ACCEPT
        await o.done("drop", "101", call=call)
        assert (o.state(call), o.user("anna")["calls"]) == ("gone", [])

    play(story)


def test_a_call_is_held_and_retrieved():
    async def story(o: Office) -> None:
        call = await o.customer_talks()
        await o.done("hold", "101", call=call)
        assert o.state(call) == "ONHOLD"
        assert await o.ask("hold", "101", call=call) == t.LINEERR_INVALCALLSTATE
        await o.done("unhold", "101", call=call)
        assert o.state(call) == "CONNECTED"

    play(story)


def test_two_calls_are_swapped():
    async def story(o: Office) -> None:
        first = await o.customer_talks()
        second = await o.talk("101", "102")
        assert ["ONHOLD", "CONNECTED"] == [o.state(first), o.state(second)]
        assert o.features(second) & o.features(first) & t.LINECALLFEATURE_SWAPHOLD
        await o.done("swaphold", "101", call=second, call2=first)
        assert ["CONNECTED", "ONHOLD"] == [o.state(first), o.state(second)]

    play(story)


def test_a_call_is_transferred_blind():
    async def story(o: Office) -> None:
        call = await o.customer_talks()
        await o.done("blindtransfer", "101", call=call, dest="103")
        assert o.state(call) == "gone"
        assert (o.only("103").caller, o.only("103").reason) == (CUSTOMER, t.LINECALLREASON_TRANSFER)

    play(story)


def test_a_ringing_call_is_redirected():
    async def story(o: Office) -> None:
        call = (await o.customer_rings()).call
        await o.done("redirect", "101", call=call, dest="103")
        assert (o.state(call), o.only("103").caller) == ("gone", CUSTOMER)

    play(story)


async def consulted(o: Office) -> tuple[int, int]:
    """A customer waits, and somebody is asked about him."""
    main, consult = await o.customer_talks(), o.number()
    await o.done("setuptransfer", "101", call=main, new=consult)
    assert ["ONHOLDPENDTRANSFER", "DIALTONE"] == [o.state(main), o.state(consult)]
    assert o.features(consult) == t.LINECALLFEATURE_DIAL | t.LINECALLFEATURE_DROP
    await o.done("dial", "101", call=consult, dest="102")
    await o.done("answer", "101", call=consult)
    await o.done("answer", "102", call=o.only("102").call)
    assert ["ONHOLDPENDTRANSFER", "CONNECTED"] == [o.state(main), o.state(consult)]
    assert o.tsp.calls[consult].relid == o.tsp.calls[main].callid
    return main, consult


def test_a_transfer_is_set_up_and_completed():
    async def story(o: Office) -> None:
        main, consult = await consulted(o)
        mode = t.LINETRANSFERMODE_TRANSFER
        await o.done("completetransfer", "101", call=main, call2=consult, mode=mode)
        assert ["gone", "gone"] == [o.state(main), o.state(consult)]
        assert (o.only("102").conn, o.only("102").callername) == (CUSTOMER, "Kunde")

    play(story)


def test_who_waits_and_who_is_asked_are_swapped_and_swapped_back():
    async def story(o: Office) -> None:
        main, consult = await consulted(o)
        await o.done("swaphold", "101", call=consult, call2=main)
        assert ["CONNECTED", "ONHOLDPENDTRANSFER"] == [o.state(main), o.state(consult)]
        await o.done("swaphold", "101", call=main, call2=consult)
        assert ["ONHOLDPENDTRANSFER", "CONNECTED"] == [o.state(main), o.state(consult)]

    play(story)


def test_a_transfer_is_given_up_before_anything_was_dialled():
    async def story(o: Office) -> None:
        main, consult = await o.customer_talks(), o.number()
        await o.done("setuptransfer", "101", call=main, new=consult)
        await o.done("drop", "101", call=consult)
        assert ["ONHOLD", "gone"] == [o.state(main), o.state(consult)]
        await o.done("unhold", "101", call=main)
        assert o.state(main) == "CONNECTED"

    play(story)


def test_a_transfer_in_one_step_dials_at_once():
    async def story(o: Office) -> None:
        main, consult = await o.customer_talks(), o.number()
        await o.done("setuptransfer", "101", call=main, new=consult, dest="102")
        assert ["ONHOLDPENDTRANSFER", "DIALING"] == [o.state(main), o.state(consult)]

    play(story)


def test_a_transfer_becomes_a_conference():
    async def story(o: Office) -> None:
        main, consult = await consulted(o)
        conference = o.number()
        mode = t.LINETRANSFERMODE_CONFERENCE
        await o.done("completetransfer", "101", call=main, call2=consult, mode=mode, new=conference)
        assert ["CONFERENCED", "CONFERENCED", "CONNECTED"] == [o.state(n) for n in (main, consult, conference)]
        assert len(o.user("anna")["conference"]["calls"]) == 2
        await o.done("drop", "101", call=conference)
        assert ["gone", "gone", "gone"] == [o.state(n) for n in (main, consult, conference)]

    play(story)


async def conferring(o: Office) -> tuple[int, int, int]:
    first, conference, second = await o.customer_talks(), o.number(), o.number()
    await o.done("setupconference", "101", call=first, new=conference, new2=second)
    assert ["CONFERENCED", "ONHOLDPENDCONF", "DIALTONE"] == [o.state(n) for n in (first, conference, second)]
    await o.done("dial", "101", call=second, dest="102")
    await o.done("answer", "101", call=second)
    await o.done("answer", "102", call=o.only("102").call)
    assert o.features(second) & t.LINECALLFEATURE_ADDTOCONF
    await o.done("addtoconference", "101", call=conference, call2=second)
    assert ["CONFERENCED", "CONNECTED", "CONFERENCED"] == [o.state(n) for n in (first, conference, second)]
    return first, conference, second


def test_a_conference_is_set_up_grows_and_shrinks():
    async def story(o: Office) -> None:
        first, conference, second = await conferring(o)
        third = o.number()
        assert o.features(conference) & t.LINECALLFEATURE_PREPAREADDCONF
        await o.done("prepareaddtoconference", "101", call=conference, new=third)
        assert ["ONHOLDPENDCONF", "DIALTONE"] == [o.state(conference), o.state(third)]
        await o.done("dial", "101", call=third, dest="103")
        await o.done("answer", "101", call=third)
        await o.done("answer", "103", call=o.only("103").call)
        await o.done("addtoconference", "101", call=conference, call2=third)
        assert ["CONNECTED", "CONFERENCED"] == [o.state(conference), o.state(third)]
        await o.done("removefromconference", "101", call=second)
        assert ["gone", "CONNECTED", "CONFERENCED"] == [o.state(second), o.state(conference), o.state(first)]
        await o.done("removefromconference", "101", call=first)
        assert ["gone", "gone", "CONNECTED"] == [o.state(first), o.state(conference), o.state(third)]

    play(story)


def test_a_conference_is_held_and_retrieved():
    async def story(o: Office) -> None:
        _, conference, _ = await conferring(o)
        await o.done("hold", "101", call=conference)
        assert o.state(conference) == "ONHOLD"
        await o.done("unhold", "101", call=conference)
        assert o.state(conference) == "CONNECTED"

    play(story)


def test_a_conference_that_is_given_up_leaves_an_ordinary_call():
    async def story(o: Office) -> None:
        first, conference, second = await o.customer_talks(), o.number(), o.number()
        await o.done("setupconference", "101", call=first, new=conference, new2=second)
        await o.done("drop", "101", call=second)
        assert ["CONFERENCED", "ONHOLDPENDCONF"] == [o.state(first), o.state(conference)]
        await o.done("unhold", "101", call=conference)
        assert ["CONNECTED", "gone"] == [o.state(first), o.state(conference)]

    play(story)


def test_digits_are_sent():
    async def story(o: Office) -> None:
        call = await o.customer_talks()
        await o.done("generatedigits", "101", call=call, digits="12#a", mode=t.LINEDIGITMODE_DTMF)
        refused = [
            await o.ask("generatedigits", "101", call=call, digits="12x", mode=t.LINEDIGITMODE_DTMF),
            await o.ask("generatedigits", "101", call=call, digits="12", mode=t.LINEDIGITMODE_PULSE),
        ]
        assert [t.LINEERR_INVALPARAM, t.LINEERR_INVALPARAM] == refused

    play(story)


def test_a_call_is_parked_and_retrieved_elsewhere():
    async def story(o: Office) -> None:
        call, new = await o.customer_talks(), o.number()
        await o.done("park", "101", call=call, mode=t.LINEPARKMODE_DIRECTED, dest="103")
        assert o.state(call) == "gone"
        await o.done("unpark", "102", new=new, dest="103")
        await o.done("answer", "102", call=new)
        assert (o.state(new), o.tsp.calls[new].conn) == ("CONNECTED", CUSTOMER)

    play(story)


def test_a_call_is_parked_at_the_line_itself():
    async def story(o: Office) -> None:
        call = await o.customer_talks()
        res = await o.tsp.request("park", o.line("101"), call=call, mode=t.LINEPARKMODE_NONDIRECTED)
        assert (res.rc, res.addr) == (0, "101")

    play(story)


@pytest.mark.parametrize("dest", ["101", None])
def test_a_call_is_picked_up(dest):
    async def story(o: Office) -> None:
        ringing, new = (await o.customer_rings()).call, o.number()
        await o.done("pickup", "102", new=new, dest=dest)
        await o.done("answer", "102", call=new)
        assert (o.state(ringing), o.state(new)) == ("gone", "CONNECTED")
        assert (o.tsp.calls[new].conn, o.tsp.calls[new].reason) == (CUSTOMER, t.LINECALLREASON_PICKUP)

    play(story)


def test_forwardings_are_set_together_and_cleared_together():
    async def story(o: Office) -> None:
        always = m.Forward(t.LINEFORWARDMODE_UNCOND, "102")
        late = m.Forward(t.LINEFORWARDMODE_NOANSW, "+49 30 23125103")
        await o.done("forward", "101", forwards=(always, late), rings=4)
        shown = o.tsp.lines[o.line("101")]
        assert [t.LINEFORWARDMODE_UNCOND, t.LINEFORWARDMODE_NOANSW] == [item.mode for item in shown.forwards]
        assert (4, t.LINEADDRESSSTATE_FORWARD) == (shown.rings, shown.addrstate)
        await o.done("forward", "101", forwards=(late,))
        assert [t.LINEFORWARDMODE_NOANSW] == [item.mode for item in o.tsp.lines[o.line("101")].forwards]
        await o.done("forward", "101")
        assert () == o.tsp.lines[o.line("101")].forwards
        odd = m.Forward(t.LINEFORWARDMODE_BUSYINTERNAL, "102")
        assert await o.ask("forward", "101", forwards=(odd,)) == t.LINEERR_OPERATIONUNAVAIL

    play(story)


def test_one_forwarding_for_busy_and_no_answer_is_announced_and_becomes_two():
    async def story(o: Office) -> None:
        assert CAPS.members["addr_forwardmodes"] & t.LINEFORWARDMODE_BUSYNA
        await o.done("forward", "101", forwards=(m.Forward(t.LINEFORWARDMODE_BUSYNA, "102"),))
        shown = [(item.mode, item.to) for item in o.tsp.lines[o.line("101")].forwards]
        assert [(t.LINEFORWARDMODE_BUSY, "102"), (t.LINEFORWARDMODE_NOANSW, "102")] == shown

    play(story)


def test_do_not_disturb_is_a_button():
    async def story(o: Office) -> None:
        line, button = o.line("101"), t.PHONEBUTTONFUNCTION_DONOTDISTURB
        await o.done("devspecificfeature", "101", feature=button, action=1)
        assert m.Feature(line=line, feature=button, active=1) in o.tsp.said
        assert o.tsp.lines[line].dnd == 1
        res = await o.tsp.request("devspecificfeature", line, feature=button, action=2)
        assert (res.rc, res.active) == (0, 1)

    play(story)


def test_remote_office_is_a_button_with_a_number():
    async def story(o: Office) -> None:
        line = o.line("101")
        await o.done("devspecificfeature", "101", feature=REMOTE_OFFICE, action=1, number="+493023125910")
        assert m.Feature(line=line, feature=REMOTE_OFFICE, active=1, number="+493023125910") in o.tsp.said
        res = await o.tsp.request("devspecificfeature", line, feature=REMOTE_OFFICE, action=2)
        assert (0, 1, "+493023125910") == (res.rc, res.active, res.number)
        res = await o.tsp.request("devspecificfeature", line, feature=REMOTE_OFFICE, action=0)
        assert (0, 0, "+493023125910") == (res.rc, res.active, res.number)

    play(story)


def test_a_line_without_remote_office_says_so():
    async def story(o: Office) -> None:
        anna = o.simulator.phones["anna"].user
        o.simulator.switch.x.services.assign(anna, "RemoteOffice", assigned=False)
        assert t.LINEERR_OPERATIONUNAVAIL == await o.ask("devspecificfeature", "101", feature=REMOTE_OFFICE, action=2)

    play(story)


def test_the_message_lamp_is_shown_and_switched_off():
    async def story(o: Office) -> None:
        mask = t.LINEDEVSTATUSFLAGS_MSGWAIT
        o.simulator.phones["anna"].voice_messages(1)
        await asyncio.sleep(0.5)
        shown = o.tsp.lines[o.line("101")]
        assert (mask, t.LINEDEVSTATE_MSGWAITON) == (shown.status & mask, shown.devstate)
        await o.done("setlinedevstatus", "101", mask=mask, on=0)
        shown = o.tsp.lines[o.line("101")]
        assert (0, t.LINEDEVSTATE_MSGWAITOFF) == (shown.status & mask, shown.devstate)
        locked = t.LINEDEVSTATUSFLAGS_LOCKED
        assert await o.ask("setlinedevstatus", "101", mask=locked, on=1) == t.LINEERR_OPERATIONUNAVAIL

    play(story)


@pytest.mark.parametrize(
    ("op", "fields", "rc"),
    [
        ("makecall", {"new": 9, "dest": ""}, t.LINEERR_INVALADDRESS),
        ("makecall", {"new": 9}, t.LINEERR_INVALPARAM),
        ("makecall", {"new": 9, "dest": "a/b"}, t.LINEERR_INVALADDRESS),
        ("answer", {"call": 77}, t.LINEERR_INVALCALLHANDLE),
        ("drop", {}, t.LINEERR_INVALPARAM),
        ("fly", {"call": 77}, t.LINEERR_OPERATIONUNAVAIL),
        ("pickup", {"new": 9, "dest": "102"}, t.LINEERR_INVALCALLSTATE),
        ("pickup", {"new": 9, "dest": "no one"}, t.LINEERR_INVALADDRESS),
        ("setupconference", {"new": 9, "new2": 10}, t.LINEERR_INVALCALLHANDLE),
        ("devspecificfeature", {"feature": REMOTE_OFFICE + 1, "action": 2}, t.LINEERR_OPERATIONUNAVAIL),
        ("devspecificfeature", {"feature": 26, "action": 3}, t.LINEERR_INVALPARAM),
    ],
)
def test_what_cannot_be_done_is_refused_as_tapi_says_it(op, fields, rc):
    async def story(o: Office) -> None:
        assert await o.ask(op, "101", **fields) == rc
        assert {} == o.tsp.calls

    play(story)


def test_requests_that_do_not_wait_for_each_other_are_done_in_their_order():
    async def story(o: Office) -> None:
        call, line = await o.customer_talks(), o.line("101")
        answers = await asyncio.gather(
            o.tsp.request("setuptransfer", line, call=call, new=1),
            o.tsp.request("dial", line, call=1, dest="102"),
            o.tsp.request("drop", line, call=1),
        )
        await asyncio.sleep(0.5)
        assert ([0, 0, 0], ["ONHOLD"]) == ([res.rc for res in answers], o.tsp.states("101"))

    play(story)
