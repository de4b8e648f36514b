"""One story with one fault, and what came of it beside the undisturbed one."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ctibridge.app import Gateway
from ctibridge.broadworks.settings import Timing
from ctibridge.client import CstaClient
from ctibridge.sim import scenarios
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.sim.truth import truth
from ctibridge.testing import run_gateway, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.sim.faults.wire import Wire
from tests.sim.faults.witness import Told, Witness, is_about_calls
from tests.sim.story import CITY, QUIET_S, compare, follow

START_S = 120.0
RECOVERY_S = 4.0
QUIET_AFTER_S = 60.0

TIMING = Timing(lines_refresh_s=QUIET_AFTER_S * 5)
SERVICES = (
    ("forwardImmediate", "CallForwardingAlways"),
    ("forwardBusy", "CallForwardingBusy"),
    ("forwardNoAns", "CallForwardingNoAnswer"),
)
Arm = Callable[[Wire, Simulator], None]


@dataclass
class Run:
    """What a run of a story brought. `lost`: where the client's view was not the truth although it was quiet."""

    told: dict[str, list[Told]]
    again: Counter[tuple[str, str]]
    lost: list[str] = field(default_factory=list)
    struck: bool = False
    window: tuple[float, float] = (0.0, 0.0)  # in which something may not have been seen
    stream: bytes = b""
    requests: int = 0
    events: int = 0


@dataclass(frozen=True)
class Verdict:
    """A run beside the undisturbed one.

    Args:
        struck: Whether there was such a place.
        same: Clients were told the same events.
        lost: What they were not told.
        again: What they were told twice.
    """

    struck: bool
    same: bool
    lost: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


def run(
    name: str,
    arm: Arm | None = None,
    seed: int = 0,
    quiet_s: float = QUIET_AFTER_S,
    *,
    asks: bool = False,
    **settings: object,
) -> Run:
    """Plays a story with a fault, on virtual time."""
    random.seed(seed)  # the gateway's own pauses
    return run_virtually(_run(name, arm or (lambda wire, simulator: None), seed, quiet_s, asks, settings))


async def _run(name: str, arm: Arm, seed: int, quiet_s: float, asks: bool, settings: dict[str, object]) -> Run:
    now = asyncio.get_running_loop().time
    async with simulated(seed=seed, knobs=Knobs()) as simulator, Wire(simulator.xsi_url).running() as wire:
        arm(wire, simulator)
        async with run_gateway(simulator, url=wire.url, wait=False, timing=TIMING, **settings) as gateway:
            await until(lambda: gateway.is_ready, START_S)
            async with witnessing(gateway, asks=asks) as witness:
                result = Run(witness.told, witness.again)
                for seconds, _ in scenarios.load(name)(simulator.phones):
                    await asyncio.sleep(max(seconds, QUIET_S))
                    if _is_quiet(gateway, wire, now()):
                        look(simulator, gateway, witness, result.lost)
                await asyncio.sleep(2 * RECOVERY_S)
                _note(result, wire, gateway, witness.began)
                await asyncio.sleep(quiet_s)
                look(simulator, gateway, witness, result.lost)
    return result


def _note(result: Run, wire: Wire, gateway: Gateway, began: float) -> None:
    """What the story itself brought: of the quiet time behind it only the view counts."""
    result.stream, result.requests = bytes(wire.stream), len(wire.asked)
    result.events = gateway.providers[0].counts["events"]
    result.struck = wire.at is not None
    if wire.at is not None:
        noticed = wire.at
        if wire.subscription:
            noticed = wire.event_after if wire.event_after is not None else float("inf")
        result.window = (wire.at - began - 0.1, noticed - began + RECOVERY_S)


def _is_quiet(gateway: Gateway, wire: Wire, now: float) -> bool:
    """Whether the gateway had time to find out."""
    if wire.at is None:
        return True
    noticed = wire.event_after if wire.subscription else wire.at
    return gateway.is_ready and noticed is not None and now - noticed > RECOVERY_S


def look(simulator: Simulator, gateway: Gateway, witness: Witness, lost: list[str]) -> None:
    """Compares the truth with the view of everybody."""
    try:
        compare(simulator, gateway, witness)
        if witness.knows_services:
            compare_services(simulator, gateway, witness)
    except AssertionError as exc:
        lost.append(f"{asyncio.get_running_loop().time() - witness.began:.1f} s: {exc}")


@asynccontextmanager
async def witnessing(gateway: Gateway, *, asks: bool = False) -> AsyncIterator[Witness]:
    """A client that monitors all lines."""
    witness = Witness()
    async with CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client, asyncio.TaskGroup() as tasks:
        followers = [tasks.create_task(follow(client, line.extension or "", witness)) for line in gateway.hub.lines]
        await asyncio.sleep(QUIET_S)
        if asks:
            await ask_for_services(client, witness)
        witness.began = asyncio.get_running_loop().time()
        yield witness
        for follower in followers:
            follower.cancel()


async def ask_for_services(client: CstaClient, witness: Witness) -> None:
    """Completes the pictures by what no event tells as long as it does not change."""
    for device, picture in witness.pictures.items():
        picture.do_not_disturb = await client.get_do_not_disturb(device)
        for item in await client.get_forwarding(device):
            if item.forward_status:
                kind = str(item.forwarding_type)
                picture.forwardings[kind] = item.forward_dn.value if item.forward_dn is not None else ""
    witness.knows_services = True


def compare_services(simulator: Simulator, gateway: Gateway, witness: Witness) -> None:
    """The services that the client shows must be the platform's."""
    users = truth(simulator.switch.x)["users"]
    for line in gateway.hub.lines:
        services, picture = users[line.user_id]["services"], witness.pictures[line.extension or ""]
        active = {kind: services[name]["forwardToPhoneNumber"] for kind, name in SERVICES if services[name]["active"]}
        forwardings = {kind: number.removeprefix(CITY) for kind, number in picture.forwardings.items()}
        expected = (
            services["DoNotDisturb"]["active"],
            {kind: number.removeprefix(CITY) for kind, number in active.items()},
        )
        shown = (picture.do_not_disturb, forwardings)
        assert expected == shown, f"{line.extension} shows the services {shown}, not {expected}"


def judged(found: Run, undisturbed: Run) -> Verdict:
    """The run beside the undisturbed one."""
    devices = undisturbed.told.keys() | found.told.keys()
    expected = {device: _texts(undisturbed, device) for device in devices}
    told = {device: _texts(found, device) for device in devices}
    missing = [
        f"{device}: {text}"
        for device in devices
        for text in (_outside(undisturbed, device, found.window) - Counter(told[device])).elements()
        if not _undoes_nothing(text, told[device])
    ]
    again = [f"{device}: {text}" for device, text in (found.again - undisturbed.again).elements()]
    return Verdict(found.struck, expected == told, (*found.lost, *missing), tuple(again))


def _undoes_nothing(text: str, told: list[str]) -> bool:
    """Nobody is back for a client who was not told that he was away, no lamp goes off that was not seen to be on."""
    name, _, rest = text.partition(" ")
    what = rest.partition(" ")[0]
    before = {"retrieved": f"held {what}", "message-waiting": "message-waiting True"}.get(name)
    undoes = name == "retrieved" or what == "False"
    return undoes and before is not None and not any(other.startswith(before) for other in told)


def _texts(run: Run, device: str) -> list[str]:
    return [_bare(told.text) for told in run.told.get(device, ()) if is_about_calls(told.text)]


def _bare(text: str) -> str:
    """Without the letters of calls: they go by order of appearance, and one that is not seen shifts the others."""
    return re.sub(r"\b[A-H]@", "@", text)


def _outside(run: Run, device: str, window: tuple[float, float]) -> Counter[str]:
    """The events before and after the time in which something may not have been seen."""
    first, last = window
    return Counter(_bare(told.text) for told in run.told.get(device, ()) if not first <= told.at <= last)
