"""Events per second that the simulator brings to one channel, each acknowledged, over loopback.

    PYTHONPATH=src python -m bench.sim_events [--events 20000] [--acknowledgers 4]

Simulator and client are two processes; the client reads the stream, and acknowledges over kept-alive connections of
raw sockets, so that the simulator is what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import platform
import time
from multiprocessing.connection import Connection

from ctibridge.sim.knobs import Knobs
from ctibridge.sim.populations import demo
from ctibridge.sim.simulator import Simulator
from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import EventStream

AUTHORIZATION = "Authorization: Basic YWRtaW5AZW50MS5leGFtcGxlOmRlbW8="  # admin@ent1.example:demo
CHANNEL = '<Channel xmlns="http://schema.broadsoft.com/xsi"><channelSetId>b</channelSetId></Channel>'
WISH = (
    '<Subscription xmlns="http://schema.broadsoft.com/xsi"><event>Advanced Call</event>'
    "<channelSetId>b</channelSetId><applicationId>bench</applicationId></Subscription>"
)
ANSWER = (
    '<EventResponse xmlns="http://schema.broadsoft.com/xsi"><eventID>{}</eventID>'
    "<statusCode>200</statusCode><reason>OK</reason></EventResponse>"
)
EVENTS = "/com.broadsoft.xsi-events/v2.0/"


def serve(pipe: Connection, events: int) -> None:
    asyncio.run(_serve(pipe, events))


async def _serve(pipe: Connection, events: int) -> None:
    simulator = Simulator(demo(), Knobs(event_timeout_s=600.0, ack_timeout_s=600.0))
    await simulator.start()
    pipe.send(simulator.xsi_url)
    await asyncio.to_thread(pipe.recv)
    anna, bert = simulator.phones["anna"], simulator.phones["bert"]
    for _ in range(events // 10):  # ten events each
        anna.dial(bert)
        bert.answer()
        anna.hangup()
        await asyncio.sleep(0)
    await asyncio.to_thread(pipe.recv)
    await simulator.stop()


def request(method: str, path: str, body: str) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: b\r\n{AUTHORIZATION}\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    length = next((line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), b"0")
    await reader.readexactly(int(length))


async def acknowledge(port: int, ids: asyncio.Queue[str | None]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while (event_id := await ids.get()) is not None:
            await ask(reader, writer, request("POST", f"{EVENTS}channel/eventresponse", ANSWER.format(event_id)))
    finally:
        writer.close()


async def measure(port: int, pipe: Connection, events: int, acknowledgers: int) -> float:
    ids: asyncio.Queue[str | None] = asyncio.Queue()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request("POST", f"/com.broadsoft.async{EVENTS}channel", CHANNEL))
    await reader.readuntil(b"</Channel>\r\n")
    control = await asyncio.open_connection("127.0.0.1", port)
    await ask(*control, request("POST", f"{EVENTS}enterprise/ent1", WISH))
    workers = [asyncio.create_task(acknowledge(port, ids)) for _ in range(acknowledgers)]
    pipe.send("go")
    start = time.perf_counter()
    stream, seen = EventStream(), 0
    while seen < events:
        size = int(await reader.readuntil(b"\r\n"), 16)
        chunk = await reader.readexactly(size + 2)
        for document in stream.receive_data(chunk[:-2]):
            if isinstance(document, SubscriptionEvent):
                seen += 1
                ids.put_nowait(document.event_id)
    for _ in workers:
        ids.put_nowait(None)
    await asyncio.gather(*workers)
    elapsed = time.perf_counter() - start
    for each in (writer, control[1]):
        each.close()
    return elapsed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20000)
    parser.add_argument("--acknowledgers", type=int, nargs="*", default=[1, 4])
    options = parser.parse_args()
    print(f"{platform.machine()}, {multiprocessing.cpu_count()} CPUs, Python {platform.python_version()}")
    for count in options.acknowledgers:
        here, there = multiprocessing.Pipe()
        server = multiprocessing.Process(target=serve, args=(there, options.events))
        server.start()
        port = int(here.recv().rpartition(":")[2])
        elapsed = asyncio.run(measure(port, here, options.events, count))
        here.send("stop")
        server.join()
        print(f"{count} acknowledging connections: {options.events / elapsed:,.0f} events/s, each acknowledged")


if __name__ == "__main__":
    main()
