"""The TSP comes and goes, opens and closes lines, and is told who is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from ctibridge.app import Gateway
from ctibridge.errors import AuthFailed
from ctibridge.hub.hub import Hub
from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.lines import Line
from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.numbers import LineNumberFile
from ctibridge.servers.tapi.server import MOST_SESSIONS, MOST_STRANGERS, TapiServer
from ctibridge.servers.tapi.session import SILENCE_S
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.tapi import messages as m
from ctibridge.wire.tapi.codec import encode
from ctibridge.wire.tapi.protocol import TspSide
from tests.sim.tapi.tsp import FACE, TOKEN, Tsp, tsp_at

CUSTOMER = "+493023125900"


def play(story: Callable[[Simulator, Gateway], Awaitable[None]], face=FACE) -> None:
    async def main() -> None:
        async with simulated() as simulator, run_gateway(simulator, tapi=face) as gateway:
            await story(simulator, gateway)

    run_virtually(main())


def face_of(gateway: Gateway) -> TapiServer:
    assert gateway.tapi is not None
    return gateway.tapi


async def opened(tsp: Tsp) -> None:
    tsp.open()
    await until(lambda: len(tsp.opened) == len(tsp.lines))


def test_the_list_of_lines_comes_first_with_what_they_can_do():
    async def story(_: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            kinds = [type(message) for message in tsp.said]
            assert [m.Welcome, m.Caps] == kinds[:2]
            assert m.Ready is kinds[kinds.index(m.Line) + len(tsp.lines)]
            assert {*range(1, len(tsp.lines) + 1)} == {*tsp.lines}
            anna = tsp.lines[tsp.number("101")]
            assert "Anna Adler (101)" == anna.name
            assert anna.status & t.LINEDEVSTATUSFLAGS_INSERVICE

    play(story)


def test_only_the_lines_of_the_configuration_are_shown():
    async def story(_: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            assert {"101", "102"} == {line.addr for line in tsp.lines.values()}

    play(story, replace(FACE, lines=("101", "bert@ent1.example", "nobody")))


def test_a_call_that_is_there_already_is_told_when_the_line_is_opened():
    async def story(simulator: Simulator, gateway: Gateway) -> None:
        simulator.phones["anna"].dial(simulator.phones["bert"])
        await asyncio.sleep(1)
        async with tsp_at(gateway) as tsp:
            await asyncio.sleep(1)
            assert {} == tsp.calls
            await opened(tsp)
            assert [["RINGBACK"], ["OFFERING"]] == [tsp.states("101"), tsp.states("102")]

    play(story)


def test_a_line_that_is_closed_is_silent_and_tells_all_again_when_it_is_opened():
    async def story(simulator: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            await opened(tsp)
            simulator.phones["anna"].dial(simulator.phones["bert"])
            await asyncio.sleep(1)
            (before,) = tsp.on("102")
            line = tsp.number("102")
            tsp.send(m.Close(line=line))
            tsp.opened.discard(line)
            tsp.over.add(tsp.calls.pop(before.call).call)
            simulator.phones["bert"].answer()
            await asyncio.sleep(1)
            assert [] == tsp.on("102")
            tsp.open("102")
            await asyncio.sleep(1)
            (after,) = tsp.on("102")
            assert (["CONNECTED"], True) == (tsp.states("102"), after.call > before.call)

    play(story)


def test_every_opening_is_answered_once():
    async def story(_: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            line = tsp.number("101")
            for message in (m.Open(line=line), m.Close(line=line), m.Open(line=line), m.Open(line=line)):
                tsp.send(message)
            await asyncio.sleep(1)
            assert 3 == tsp.said.count(m.Opened(line=line))

    play(story)


def test_a_forgotten_call_is_not_spoken_of_any_more():
    async def story(simulator: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            await opened(tsp)
            simulator.phones["anna"].dial(simulator.phones["bert"])
            await asyncio.sleep(1)
            (call,) = tsp.on("102")
            tsp.send(m.Forget(line=call.line, call=call.call))
            await asyncio.sleep(1)
            tsp.over.add(tsp.calls.pop(call.call).call)
            simulator.phones["bert"].answer()
            await asyncio.sleep(1)
            simulator.phones["bert"].hangup()
            await asyncio.sleep(1)
            assert [] == tsp.on("102")

    play(story)


def test_a_line_that_is_not_there_is_not_opened():
    async def story(_: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            tsp.send(m.Open(line=999))
            await asyncio.sleep(1)
            assert m.Opened(line=999, rc=t.LINEERR_NODEVICE) in tsp.said

    play(story)


def test_requests_for_a_line_that_is_not_open_are_refused():
    async def story(_: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            res = await tsp.request("makecall", tsp.number("101"), new=1, dest="102")
            assert t.LINEERR_INVALLINEHANDLE == res.rc

    play(story)


def test_who_does_not_know_the_token_learns_nothing():
    async def story(_: Simulator, gateway: Gateway) -> None:
        with pytest.raises(ExceptionGroup) as caught:
            async with tsp_at(gateway, token="x" * 32):
                pass
        assert (
            caught.group_contains(AuthFailed)
            if hasattr(caught, "group_contains")
            else caught.value.subgroup(AuthFailed)
        )

    play(story)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"GET / HTTP/1.1\n", m.Fault.PROTOCOL),
        (b"x" * 20_000, m.Fault.PROTOCOL),
        (encode(m.Open(line=1)), m.Fault.PROTOCOL),
        (encode(m.Hello(proto=0, nonce="0" * 64)), m.Fault.VERSION),
        (encode(m.Hello(nonce="0" * 64)) + encode(m.Proof(proof="0" * 64)), m.Fault.TOKEN),
        (b"", m.Fault.PROTOCOL),
    ],
)
def test_who_breaks_the_protocol_is_told_so_and_sent_away(said, code):
    async def story(_: Simulator, gateway: Gateway) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", face_of(gateway).port)
        writer.write(said)
        answer = await reader.read()
        assert f'"code":{code}' in answer.decode().splitlines()[-1]
        writer.close()
        await asyncio.sleep(0.1)
        assert 0 == face_of(gateway).sessions

    play(story)


def test_a_tsp_that_says_nothing_any_more_is_given_up():
    async def story(_: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            tsp.is_mute = True
            await asyncio.sleep(SILENCE_S + 10)
            assert (0, m.Bye) == (face_of(gateway).sessions, type(tsp.bye))

    play(story)


def test_a_tsp_that_answers_pings_stays():
    async def story(_: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            await asyncio.sleep(3_600)
            assert (1, None) == (face_of(gateway).sessions, tsp.bye)

    play(story)


def test_two_service_providers_have_numbers_of_their_own():
    async def story(simulator: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as one, tsp_at(gateway) as other:
            await opened(one)
            await opened(other)
            assert 0 == (await one.request("makecall", one.number("101"), new=1, dest="102")).rc
            await asyncio.sleep(1)
            (mine,), (theirs,) = one.on("101"), other.on("101")
            assert (1, True) == (mine.call, theirs.call >= 0x8000_0000)
            assert mine.callid == theirs.callid

    play(story)


def test_strangers_do_not_keep_a_service_provider_out():
    async def story(_: Simulator, gateway: Gateway) -> None:
        ends = [await asyncio.open_connection("127.0.0.1", face_of(gateway).port) for _n in range(MOST_STRANGERS - 1)]
        async with tsp_at(gateway) as tsp:
            ends += [await asyncio.open_connection("127.0.0.1", face_of(gateway).port) for _n in range(2)]
            assert f'"code":{m.Fault.TOO_MANY}' in (await ends[-1][0].readline()).decode()
            assert (1, None) == (face_of(gateway).sessions, tsp.bye)
        for _reader, writer in ends:
            writer.close()
        await asyncio.sleep(0.1)

    play(story)


def test_more_service_providers_than_make_sense_are_refused():
    async def story(_: Simulator, gateway: Gateway) -> None:
        async with AsyncExitStack() as stack:
            for _n in range(MOST_SESSIONS):
                await stack.enter_async_context(tsp_at(gateway))
            side = TspSide(TOKEN, face_of(gateway).port or 0, "f" * 64)
            reader, writer = await asyncio.open_connection("127.0.0.1", face_of(gateway).port)
            received: list[m.Message] = []
            writer.writelines(side.data_to_send())
            while data := await reader.read(1000):
                received += side.receive_data(data)
                writer.writelines(side.data_to_send())
            writer.close()
            await asyncio.sleep(0.1)
            assert m.Fault.TOO_MANY == next(said.code for said in received if isinstance(said, m.Bye))

    play(story)


def test_a_service_that_stops_says_so():
    async def main() -> None:
        async with simulated() as platform:
            async with run_gateway(platform, tapi=FACE) as gateway:
                reader, writer = await asyncio.open_connection("127.0.0.1", face_of(gateway).port)
                await asyncio.sleep(0.1)
            assert f'"code":{m.Fault.STOPPED}' in (await reader.read()).decode()
            writer.close()
            await asyncio.sleep(0.1)

    run_virtually(main())


def test_a_line_goes_out_of_service_with_its_platform_and_comes_back():
    async def story(simulator: Simulator, gateway: Gateway) -> None:
        async with tsp_at(gateway) as tsp:
            await opened(tsp)
            line = tsp.number("101")
            gateway.hub.on_report(r.LineDown(LineId("anna@ent1.example"), "a test"))
            await asyncio.sleep(0.1)
            down = tsp.lines[line]
            gateway.hub.on_report(r.LineUp(LineId("anna@ent1.example")))
            await asyncio.sleep(0.1)
            up = tsp.lines[line]
            assert (0, 0, t.LINEDEVSTATE_OUTOFSERVICE) == (down.status, down.linefeatures, down.devstate)
            assert t.LINEDEVSTATE_INSERVICE == up.devstate

    play(story)


class Crowd:
    """A hub whose lines come and go, with the TAPI face on it."""

    def __init__(self, *names: str) -> None:
        self.hub = Hub()
        self.tapi = TapiServer(self.hub, FACE, LineNumberFile())
        self.lines(*names)

    def lines(self, *names: str, extension: str = "") -> None:
        lines = tuple(Line(LineId(name), name, extension=extension or name, first_name=name) for name in names)
        self.hub.on_report(r.LinesRead("crowd", lines))
        for name in names:
            self.hub.on_report(r.LineUp(LineId(name)))


def crowd(*names: str):
    def decorated(story: Callable[[Crowd, Tsp], Awaitable[None]]) -> None:
        async def main() -> None:
            there = Crowd(*names)
            await there.tapi.open()
            async with asyncio.TaskGroup() as tasks:
                work = tasks.create_task(there.tapi.run())
                async with tsp_at(there) as tsp:
                    await opened(tsp)
                    await story(there, tsp)
                work.cancel()

        run_virtually(main())

    return decorated


def test_lines_come_and_go_and_keep_their_numbers():
    @crowd("1", "2")
    async def _(there: Crowd, tsp: Tsp) -> None:
        there.lines("2", "3")
        await asyncio.sleep(1)
        assert {2: "2", 3: "3"} == {number: line.addr for number, line in tsp.lines.items()}
        there.lines("1", "2")
        await asyncio.sleep(1)
        assert {1: "1", 2: "2"} == {number: line.addr for number, line in tsp.lines.items()}


def test_a_line_that_gets_another_extension_says_so():
    @crowd("1")
    async def _(there: Crowd, tsp: Tsp) -> None:
        there.lines("1", extension="77")
        await asyncio.sleep(1)
        shown = tsp.lines[1]
        assert ("77", t.LINEDEVSTATE_CAPSCHANGE) == (shown.addr, shown.devstate)


def test_two_thousand_lines_are_listed():
    @crowd(*map(str, range(2000)))
    async def _(_there: Crowd, tsp: Tsp) -> None:
        assert 2000 == len(tsp.opened)
