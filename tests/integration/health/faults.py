"""Everything that takes a line out of service, caused at the simulator; and the page that says what people are told.

`python -m tests.integration.health.faults` writes the page anew.
"""

from __future__ import annotations

import asyncio
import re
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctibridge.app import Gateway
from ctibridge.broadworks.settings import Accounts, DnsSettings, Scope, Timing
from ctibridge.diagnostics.health_texts import Language, told
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.model.health import HealthState, LineHealth, Who
from ctibridge.model.ids import LineId
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, settings_for, simulated, until
from ctibridge.testing.virtual import run_virtually
from tests.integration.broadworks.certificates import Authority

S = HealthState
ANNA, BERT = LineId("anna@ent1.example"), LineId("bert@ent1.example")
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "faults-and-texts.md"
QUICK = Timing(outage_grace_s=0.1)
Cause = Callable[[Simulator], object]
Trial = Coroutine[Any, Any, LineHealth]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Args:
        name: For people.
        state: What the line comes to.
        who: Who must act.
        trial: Causes it; the health of a line then.
        virtual: Whether it can be caused on virtual time; DNS and TLS cannot.
    """

    name: str
    state: HealthState
    who: Who | None
    trial: Callable[[], Trial]
    virtual: bool = True

    def seen(self) -> LineHealth:
        """What becomes of a line."""
        return run_virtually(self.trial()) if self.virtual else asyncio.run(self.trial())


def health_of(gateway: Gateway, line: LineId) -> LineHealth | None:
    """The line's, or, when no lines could be read, what its provider's trouble would make of it."""
    health = gateway.hub.health(line)
    if health is not None:
        return health if health.evidence is not None else None
    trouble = gateway.hub.status[0].trouble
    return LineHealth(trouble.state, 0.0, trouble.evidence, trouble.who) if trouble is not None else None


async def trouble_in(gateway: Gateway, line: LineId = ANNA) -> LineHealth:
    """Waits for the line's trouble."""
    await until(lambda: health_of(gateway, line) is not None, 150)
    health = health_of(gateway, line)
    assert health is not None
    return health


async def from_the_start(cause: Cause, knobs: Knobs | None = None, line: LineId = ANNA, **changes: Any) -> LineHealth:
    """The fault is there before the gateway."""
    async with simulated(knobs=knobs) as simulator:
        cause(simulator)
        async with run_gateway(simulator, wait=False, **changes) as gateway:
            return await trouble_in(gateway, line)


async def at_work(cause: Cause, line: LineId = ANNA, **changes: Any) -> LineHealth:
    """The fault comes while everything works."""
    async with simulated() as simulator, run_gateway(simulator, **changes) as gateway:
        cause(simulator)
        return await trouble_in(gateway, line)


@asynccontextmanager
async def own_accounts(simulator: Simulator, passwords: dict[str, str], *users: str) -> AsyncIterator[Gateway]:
    """A gateway with an account for each line."""
    settings = settings_for(
        simulator, user="", password="", accounts=Accounts.EACH, scope=Scope.USERS, passwords=passwords, users=users
    )
    async with run_gateway(simulator, providers=(settings,), wait=False) as gateway:
        yield gateway


async def own_password(
    password: str | None, knobs: Knobs | None = None, until_state: HealthState | None = None
) -> LineHealth:
    """Anna's account has this password in the gateway."""
    async with simulated(knobs=knobs) as simulator:
        passwords = {BERT: "demo"} | ({ANNA: password} if password is not None else {})
        async with own_accounts(simulator, passwords, ANNA, BERT) as gateway:
            await trouble_in(gateway)
            if until_state is not None:
                await until(lambda: health_state(gateway) is until_state, 400)
            return await trouble_in(gateway)


def evidence_of(gateway: Gateway) -> str:
    health = health_of(gateway, ANNA)
    return health.evidence.text if health is not None and health.evidence is not None else ""


def health_state(gateway: Gateway) -> HealthState | None:
    health = health_of(gateway, ANNA)
    return health.state if health is not None else None


def wrong_password(simulator: Simulator) -> None:
    people = simulator.switch.people
    simulator.switch.gate.set_password(people.administrators[0], "another")


def knob(name: str, value: object) -> Cause:
    return lambda simulator: setattr(simulator.knobs, name, value)


def fault(name: str, value: object) -> Cause:
    return lambda simulator: setattr(simulator.knobs.faults, name, value)


def moved(simulator: Simulator) -> None:
    people = simulator.switch.people
    simulator.move_user(people.users[0], next(group for group in people.groups if group.enterprise == "ent2"))


def nothing(_: Simulator) -> None:
    """All is well at the platform."""


EACH_USER: dict[str, Any] = {"scope": Scope.USERS, "users": (ANNA, BERT)}


async def closed_port() -> LineHealth:
    async with simulated() as simulator, run_gateway(simulator, timing=QUICK) as gateway:
        await simulator.fail_server("xsp1")
        await until(lambda: "no connection" in evidence_of(gateway))  # at first, only that the channel ended
        return await trouble_in(gateway)


async def dead_dns() -> LineHealth:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:  # nobody reads what comes there
        silent.bind(("127.0.0.1", 0))
        names = DnsSettings(servers=(f"127.0.0.1:{silent.getsockname()[1]}",), timeout_s=0.3)
        return await from_the_start(nothing, url="http://xsp.provider.example", dns=names)


async def bad_certificate(kind: str) -> LineHealth:
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder))
        simulator = Simulator()
        try:
            await simulator.start(tls=authority.context(kind))
            async with run_gateway(simulator, wait=False, ca_file=authority.file) as gateway:
                return await trouble_in(gateway)
        finally:
            await simulator.stop()


async def side_port_closed() -> LineHealth:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        side = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with simulated(cti=True) as simulator, run_gateway(simulator, wait=False, side_url=side) as gateway:
            return await trouble_in(gateway)


def refused_with(text: str) -> Callable[[], Trial]:
    return lambda: from_the_start(fault("refuse_subscriptions", text))


FAULTS = (
    Fault(
        "Wrong password of the administrator's account",
        S.LOGIN_FAILED,
        Who.ADMINISTRATOR,
        lambda: from_the_start(wrong_password),
    ),
    Fault("Wrong password of a line's own account", S.INVALID_PASSWORD, Who.USER, lambda: own_password("old")),
    Fault("No password of a line's own account", S.INVALID_PASSWORD, Who.USER, lambda: own_password(None)),
    Fault("Locked account", S.LOCKED, Who.PROVIDER, lambda: own_password("old", Knobs(lock_after=1), S.LOCKED)),
    Fault(
        "No permission to watch the user",
        S.NO_PERMISSION,
        Who.PROVIDER,
        lambda: from_the_start(nothing, user=BERT, **EACH_USER),
    ),
    Fault("User deleted", S.UNKNOWN_USER, Who.ADMINISTRATOR, lambda: at_work(deleted, **EACH_USER)),
    Fault("User moved to another enterprise", S.NO_PERMISSION, Who.PROVIDER, lambda: at_work(moved, **EACH_USER)),
    Fault(
        "User misspelt",
        S.UNKNOWN_USER,
        Who.ADMINISTRATOR,
        lambda: from_the_start(
            nothing, line=LineId("ana@ent1.example"), scope=Scope.USERS, users=("ana@ent1.example", BERT)
        ),
    ),
    Fault(
        "Service not assigned",
        S.NOT_ASSIGNED,
        Who.PROVIDER,
        refused_with("Service not assigned to the user: Client Call Control"),
    ),
    Fault("Licence missing", S.NOT_ASSIGNED, Who.PROVIDER, refused_with("No license available for call events")),
    Fault(
        "Limit of subscriptions reached",
        S.LIMIT_REACHED,
        Who.PROVIDER,
        lambda: from_the_start(knob("max_subscriptions_per_owner", 0)),
    ),
    Fault("Platform overloaded", S.OVERLOADED, Who.PROVIDER, lambda: from_the_start(fault("unavailable", 1000))),
    Fault("Port closed, or server down", S.NOT_CONNECTED, Who.ADMINISTRATOR, closed_port, virtual=False),
    Fault("Side port closed (CTI interface)", S.NOT_CONNECTED, Who.ADMINISTRATOR, side_port_closed, virtual=False),
    Fault("DNS dead", S.NOT_CONNECTED, Who.ADMINISTRATOR, dead_dns, virtual=False),
    Fault("Certificate expired", S.NOT_CONNECTED, Who.PROVIDER, lambda: bad_certificate("expired"), virtual=False),
    Fault(
        "Certificate of another name",
        S.NOT_CONNECTED,
        Who.ADMINISTRATOR,
        lambda: bad_certificate("of another name"),
        virtual=False,
    ),
    Fault(
        "A proxy's login page", S.NOT_CONNECTED, Who.ADMINISTRATOR, lambda: from_the_start(fault("login_page", True))
    ),
)


def deleted(simulator: Simulator) -> None:
    simulator.delete_user(simulator.switch.people.users[0])


HEAD = """# Faults, and what people are told

For administrators and for whoever helps them. Each fault was caused at the simulator; this is what a gateway says of a
line then. `python -m tests.integration.health.faults` writes the page, and a test compares it. The words of the
evidence are the platform's, or the operating system's. A line that is in trouble is tried again by itself, always.

What live platforms answer when a service or a licence is missing, or an account is locked, is not published: there the
simulator's words are made up, and the gateway looks for `assigned`, `licen`, `limit` and `lock` in what it is told.
Over the CTI interface a refused login has no text: a locked account looks like a wrong password there.

## When it is told

A line that gets worse is told so at once. So is one that gets better, unless its state changed more than three times
within a minute: then it must hold for 20 seconds before anybody is told, applications included, for whom it is out of
service till then. What passes by itself (`not-connected`, `overloaded`, `limit-reached`) is less bad than what waits
for somebody. A lost channel is no trouble before `outage_grace_s` is over.
"""
_ROWS = (
    ("what", "What it means"),
    ("why", "Why"),
    ("who", "Who must act"),
    ("todo", "What to do"),
    ("evidence", "Seen"),
)
_GERMAN = {
    "What it means": "Bedeutung",
    "Why": "Ursache",
    "Who must act": "Wer handeln muss",
    "What to do": "Was zu tun ist",
    "Seen": "Befund",
}


def section(fault: Fault, health: LineHealth) -> str:
    """What the page says of one fault."""
    english, german = (told(health, language) for language in (Language.ENGLISH, Language.GERMAN))
    rows = [
        f"| {name} | {_plain(getattr(english, part))} | {_GERMAN[name]} | {_plain(getattr(german, part))} |"
        for part, name in _ROWS
    ]
    return "\n".join(
        [f"## {fault.name}", "", f"State `{health.state}`.", "", "| | | | |", "|---|---|---|---|", *rows, ""]
    )


def _plain(text: str) -> str:
    """Without what differs each time."""
    text = re.sub(r"127\.0\.0\.1:\d+", "xsp1:PORT", text)
    text = re.sub(r"\('127\.0\.0\.1', \d+\)", "('xsp1', PORT)", text)
    text = re.sub(r" \(_ssl\.c:\d+\)", "", text)
    return text.replace("127.0.0.1", "xsp1").replace("|", "\\|").replace("\n", " ")


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(section(fault, fault.seen()) for fault in FAULTS)])


if __name__ == "__main__":
    set_up_logging("error")
    PAGE.write_text(page(), encoding="utf-8")
