"""What an artificial load costs the simulator while one client watches everybody and acknowledges everything.

    PYTHONPATH=src python -m bench.sim_load [--users 10000] [--rate 50] [--talk 60] [--warm-up 60] [--seconds 60]

Simulator and client are two processes; where the system can, the simulator has one processor. `late`: by how much the
platform did something later than it was due, the worst of each second.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import platform
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.sim_events import CHANNEL, EVENTS, WISH, acknowledge, ask, request
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.populations import many
from ctibridge.sim.simulator import Simulator
from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import EventStream

LONGEST_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class Load:
    """What is measured; times are seconds."""

    users: int
    rate: float
    talk: float
    warm_up: float
    seconds: float


def serve(pipe: Connection, load: Load) -> None:
    """The process of the simulator."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    asyncio.run(_serve(pipe, load))


async def _serve(pipe: Connection, load: Load) -> None:
    simulator = Simulator(many(load.users), Knobs(event_timeout_s=1e6, ack_timeout_s=600.0))
    await simulator.start()
    pipe.send(simulator.xsi_url)
    await asyncio.to_thread(pipe.recv)
    simulator.run_load(load.rate, load.talk)
    await asyncio.sleep(load.warm_up)
    before, used, start = simulator.figures(), time.process_time(), time.perf_counter()
    late = []
    for _ in range(int(load.seconds)):
        await asyncio.sleep(1)
        late.append(simulator.figures()["lateMilliseconds"])
    after, seconds = simulator.figures(), time.perf_counter() - start
    pipe.send((before, after, late, (time.process_time() - used) / seconds, seconds))
    await asyncio.to_thread(pipe.recv)
    await simulator.stop()


async def watch(port: int, pipe: Connection) -> Any:
    """The client: reads and acknowledges until the simulator has its figures."""
    ids: asyncio.Queue[str | None] = asyncio.Queue()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LONGEST_CHUNK)
    writer.write(request("POST", f"/com.broadsoft.async{EVENTS}channel", CHANNEL))
    await reader.readuntil(b"</Channel>\r\n")
    control = await asyncio.open_connection("127.0.0.1", port)
    await ask(*control, request("POST", f"{EVENTS}enterprise/ent1", WISH))
    tasks = [asyncio.create_task(acknowledge(port, ids)) for _ in range(4)]
    tasks.append(asyncio.create_task(_read(reader, ids)))
    pipe.send("go")
    measured = await asyncio.to_thread(pipe.recv)
    pipe.send("stop")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for each in (writer, control[1]):
        each.close()
    await asyncio.sleep(0)  # what was closed goes in the loop's next round
    return measured


async def _read(reader: asyncio.StreamReader, ids: asyncio.Queue[str | None]) -> None:
    stream = EventStream()
    with suppress(asyncio.IncompleteReadError):
        while True:
            size = int(await reader.readuntil(b"\r\n"), 16)
            chunk = await reader.readexactly(size + 2)
            for document in stream.receive_data(chunk[:-2]):
                if isinstance(document, SubscriptionEvent):
                    ids.put_nowait(document.event_id)


def measure(load: Load) -> Any:
    """The simulator's figures before and after, how late it was, its share of a processor, and the time."""
    spawn = multiprocessing.get_context("spawn")  # nothing of ours is in it, no thread and no socket
    here, there = spawn.Pipe()
    server = spawn.Process(target=serve, args=(there, load))
    server.start()
    port = int(here.recv().rpartition(":")[2])
    measured = asyncio.run(watch(port, here))
    server.join()
    return measured


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("users", 10_000), ("rate", 50.0), ("talk", 60.0), ("warm-up", 60.0), ("seconds", 60.0)):
        parser.add_argument(f"--{name}", type=type(value), default=value)
    load = Load(**vars(parser.parse_args()))
    before, after, late, share, seconds = measure(load)
    print(f"{platform.machine()}, {multiprocessing.cpu_count()} CPUs, Python {platform.python_version()}")
    begun = after["load"]["begun"] - before["load"]["begun"]
    sent = after["eventsSent"] - before["eventsSent"]
    confirmed = after["eventsAcknowledged"] - before["eventsAcknowledged"]
    print(f"{load.users:,} users, {after['callsUp']:,} calls up, {begun / seconds:.1f} calls/s begin")
    print(f"{sent / seconds:,.0f} events/s, {confirmed / sent:.2%} acknowledged, {after['load']['skipped']} skipped")
    print(f"{share:.1%} of one processor, {1e6 * share * seconds / sent:.0f} µs for each event and its acknowledgement")
    print(f"late: median {statistics.median(late):.1f} ms, worst {max(late):.1f} ms")


if __name__ == "__main__":
    main()
