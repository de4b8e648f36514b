"""A whole gateway at work on the debug level, with both wires traced: no password is in what it shows."""

from __future__ import annotations

import asyncio
import io
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import structlog
from rich.console import Console

from ctibridge.client import CstaClient, CstaRefused
from ctibridge.demo.meter import Meter
from ctibridge.demo.screen import Screen
from ctibridge.diagnostics.logs import LogFormat, set_up_logging
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.sim import populations
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.gateway import until
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.framing import frame

PLATFORM, FACE, MISTYPED = "pl4tform", "f4ce", "m1styped"
ADMIN = "admin@ent1.example"


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch):
    monkeypatch.setattr(populations, "PASSWORD", PLATFORM)
    before = structlog.get_config()
    yield
    structlog.configure(**before)


async def _work(trace: Meter | None, told: io.StringIO) -> None:
    face = CstaSettings(port=0, user="crm", password=FACE)
    traces = {"trace_xsi": trace.xsi, "trace_csta": trace.csta} if trace is not None else {}
    async with simulated() as simulator, run_gateway(simulator, csta=face, **traces) as gateway:
        port = gateway.csta.port or 0
        async with CstaClient.connect("127.0.0.1", port, user="crm", password=FACE) as client:
            await client.make_call("101", "102")
        with pytest.raises(CstaRefused):
            async with CstaClient.connect("127.0.0.1", port, user="crm", password=MISTYPED):
                pass
        async with _half_a_login(port):
            await until(lambda: "message.unusable" in told.getvalue())
    async with simulated() as simulator, run_gateway(simulator, password=MISTYPED, wait=False, **traces):
        await until(lambda: "lines.unreadable" in told.getvalue())


@asynccontextmanager
async def _half_a_login(port: int) -> AsyncIterator[None]:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    document = f"<StartApplicationSession><password>{MISTYPED}</password></StartApplication>"
    writer.write(frame("0001", document.encode()))
    yield
    writer.close()
    await writer.wait_closed()


def secrets_of(user: str, password: str) -> list[str]:
    return [
        password,
        b64encode(password.encode()).decode().rstrip("="),
        b64encode(f"{user}:{password}".encode()).decode(),
    ]


SECRETS = [
    "Authorization",
    *secrets_of(ADMIN, PLATFORM),
    *secrets_of("crm", FACE),
    *secrets_of("crm", MISTYPED),
    *secrets_of(ADMIN, MISTYPED),
]


@pytest.mark.parametrize("form", [LogFormat.JSON, LogFormat.TEXT])
def test_no_password_is_in_log_or_trace(monkeypatch, form):
    log, shown = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", log)
    set_up_logging("debug", form)
    screen = Screen(Console(file=shown, width=200), {}, live=False)
    run_virtually(_work(Meter(screen.message), log))
    for happened in ("login.refused", "message.unusable", "lines.unreadable", "session.ended"):
        assert happened in log.getvalue()
    for traced in ("XSI -> POST", "XSI <- channel", "CSTA <- 0001", "StartApplicationSession>", "***"):
        assert traced in shown.getvalue()
    text = log.getvalue() + shown.getvalue()
    assert [] == [secret for secret in SECRETS if secret in text]
