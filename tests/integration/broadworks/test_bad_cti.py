"""Bad input on the CTI port, over real sockets: the check and the log of a running gateway say the same, clearly."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme
from structlog.testing import capture_logs

from ctibridge.broadworks.check import Outcome, Step, StepName, check
from ctibridge.broadworks.settings import BroadWorksSettings, DnsSettings, Timing
from ctibridge.broadworks.tls import tls_context
from ctibridge.demo.stage import Ports
from ctibridge.model.health import Who
from ctibridge.testing import run_gateway, settings_for, simulated, until
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.xsi.directory import ErrorInfo
from tests.integration.broadworks.certificates import HOST, Authority
from tests.integration.broadworks.cti_peer import Peer

QUICK = Timing(connect_s=1.0, request_s=1.0, outage_grace_s=0.1)
ADMINISTRATOR, PROVIDER, USER = Who.ADMINISTRATOR, Who.PROVIDER, Who.USER
BELOW, BESIDE = "xsp1.ent1.example", "xsp1.elsewhere.example"
NOT_HIS = ErrorInfo(summary_english="not your right", error_code=110007)

Server = Callable[[Authority], AbstractAsyncContextManager[str]]
"""Gives the address to be configured."""


def peer(scheme: str, certificate: str | None = None, raw: Any = None, answer: Any = None) -> Server:
    """A server of the CTI interface, spoken to as `scheme` says; `raw` and `answer` are as in `Peer`."""

    @asynccontextmanager
    async def served(authority: Authority) -> AsyncIterator[str]:
        server = Peer()
        server.raw = raw
        server.answer = answer or server.usual
        tls = authority.context(certificate) if certificate is not None else None
        async with server.served(tls) as place:
            yield f"{scheme}://{place}"

    return served


def says(data: bytes) -> Server:
    return peer("cti", raw=lambda _data: data)


@asynccontextmanager
async def half_a_message(authority: Authority) -> AsyncIterator[str]:
    server = Peer()

    def cut(_data: bytes) -> None:
        server.writer.write(b"<xsp:event xmlns:xsp='x'><requestId>")

    server.raw = cut
    async with server.served() as place:
        yield f"cti://{place}"


@asynccontextmanager
async def nobody(authority: Authority) -> AsyncIterator[str]:
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        yield f"cti://{HOST}:{unused.getsockname()[1]}"


@asynccontextmanager
async def http(authority: Authority) -> AsyncIterator[str]:
    async with simulated() as other:
        yield other.xsi_url.replace("http:", "cti:")


@asynccontextmanager
async def plain(authority: Authority) -> AsyncIterator[str]:
    async with simulated(cti=True) as other:
        yield f"ctis://{other.cti_urls[0]}"


@asynccontextmanager
async def plain_http(authority: Authority) -> AsyncIterator[str]:
    async with simulated() as other:
        yield other.xsi_url.replace("http:", "ctis:")


@dataclass(frozen=True)
class Case:
    """What a server does, and what it leads to; `detail` and `logged` are parts of what is said."""

    name: str
    server: Server
    step: StepName
    detail: str
    who: Who
    remedy: str
    logged: str


CASES = (
    Case(
        "garbage",
        says(b"SSH-2.0-OpenSSH_9.2\r\n"),
        StepName.CTI,
        "framing not recognised",
        ADMINISTRATOR,
        "it should be that of the CTI interface, unencrypted, usually 8011",
        "framing not recognised",
    ),
    Case(
        "half a message",
        half_a_message,
        StepName.CTI,
        "the server closed the connection inside a message (36 bytes)",
        ADMINISTRATOR,
        "check the port in url",
        "the server closed the connection inside a message (36 bytes)",
    ),
    Case(
        "HTTP",
        http,
        StepName.CTI,
        "the server answers HTTP: this is not the port of the CTI interface",
        ADMINISTRATOR,
        "check the port in url",
        "the server answers HTTP: this is not the port of the CTI interface",
    ),
    Case(
        "a document of 4 MiB and more",
        says(b"<a>" + b"x" * 4_200_000),
        StepName.CTI,
        "document exceeds 4194304 bytes",
        ADMINISTRATOR,
        "check the port in url",
        "document exceeds 4194304 bytes",
    ),
    Case(
        "a port that is closed",
        nobody,
        StepName.TCP,
        "127.0.0.1: Connection refused",
        ADMINISTRATOR,
        "firewall",
        "Connect call failed",
    ),
    Case(
        "TLS on the plain port",
        plain,
        StepName.TLS,
        "the server hangs up during the handshake",
        ADMINISTRATOR,
        "it should be that of the encrypted CTI interface, usually 8012",
        "does it speak TLS at this port",
    ),
    Case(
        "TLS on the port for http",
        plain_http,
        StepName.TLS,
        "the server speaks no TLS at this port",
        ADMINISTRATOR,
        "it should be that of the encrypted CTI interface, usually 8012",
        "the server speaks no TLS at this port",
    ),
    Case(
        "without TLS on the port for TLS",
        peer("cti", "good"),
        StepName.CTI,
        "the server closed the connection without a word; is this the port for TLS?",
        ADMINISTRATOR,
        "if it is that for TLS, write ctis:// in url",
        "is this the port for TLS?",
    ),
    Case(
        "an expired certificate",
        peer("ctis", "expired"),
        StepName.TLS,
        "certificate has expired",
        PROVIDER,
        "renew the server's certificate",
        "certificate not trusted (certificate has expired)",
    ),
    Case(
        "a certificate of the future",
        peer("ctis", "not yet valid"),
        StepName.TLS,
        "certificate is not yet valid",
        ADMINISTRATOR,
        "clock",
        "certificate not trusted (certificate is not yet valid)",
    ),
    Case(
        "a certificate of another name",
        peer("ctis", "of another name"),
        StepName.TLS,
        "IP address mismatch",
        ADMINISTRATOR,
        "use the host name that the provider published",
        "IP address mismatch",
    ),
    Case(
        "an alert instead of a handshake",
        peer("ctis", raw=lambda _data: b"\x15\x03\x03\x00\x02\x02\x28"),  # as when it misses a certificate of ours
        StepName.TLS,
        "the server refuses the handshake (TLS failed (SSLV3_ALERT_HANDSHAKE_FAILURE)",
        ADMINISTRATOR,
        "whether it wants a certificate of yours",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
    ),
    Case(
        "a wrong password",
        peer("ctis", "good", answer=lambda _request: (401, "Unauthorized", None)),
        StepName.AUTHENTICATION,
        "the platform refused user or password of admin@ent1.example",
        USER,
        "correct user and password",
        "the platform refused user or password of admin@ent1.example",
    ),
    Case(
        "an account without permission",
        peer("ctis", "good", answer=lambda _request: (403, "Forbidden", NOT_HIS)),
        StepName.PERMISSION,
        "the platform refused with 403: not your right",
        PROVIDER,
        "give the account the right to use the CTI interface",
        "the platform refused with 403: not your right",
    ),
    Case(
        "no answer to a request",
        peer("ctis", "good", answer=lambda _request: None),
        StepName.AUTHENTICATION,
        "no answer in time",
        PROVIDER,
        "does not answer",
        "no answer in time",
    ),
)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


async def failed_step(settings: BroadWorksSettings) -> Step:
    """The one step that failed."""
    steps = [step async for step in check(settings, tls_context(settings, "test"))]
    (failed,) = [step for step in steps if step.outcome is Outcome.FAILED]
    return failed


async def logged_reason(simulator: Any, settings: BroadWorksSettings, limit_s: float = 10) -> str:
    """Why a running gateway has no channel, as it logs it."""
    with capture_logs() as log:
        async with run_gateway(simulator, providers=(settings,), wait=False):
            await until(lambda: any(line["event"] == "channel.lost" for line in log), limit_s)
    return next(str(line["reason"]) for line in log if line["event"] == "channel.lost")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_the_check_and_the_gateway_say_what_is_wrong(case: Case, authority: Authority) -> None:
    async with simulated() as simulator, case.server(authority) as url:
        settings = settings_for(simulator, url=url, side_url=simulator.xsi_url, ca_file=authority.file, timing=QUICK)
        step = await failed_step(settings)
        assert (case.step, case.who) == (step.name, step.who)
        assert case.detail in step.detail
        assert case.remedy in (step.remedy or "")
        assert case.logged in await logged_reason(simulator, settings)


@pytest.mark.parametrize(
    ("target", "certificate", "tls_names", "detail", "remedy"),
    [
        (BELOW, BELOW, (), f"certificate valid for {BELOW} until", None),
        (BESIDE, BESIDE, ("*.elsewhere.example",), f"certificate valid for {BESIDE} until", None),
        (
            BESIDE,
            BESIDE,
            (),
            f"the certificate is not for ent1.example, and {BESIDE} is known from DNS only, which can be forged",
            f"if the provider confirms {BESIDE}, list it in dns.tls_names; else tell the provider",
        ),
        (
            BELOW,
            "xsp9.ent1.example",
            (),
            f"certificate is not valid for '{BELOW}'",
            f"give the server a certificate that is good for ent1.example or {BELOW}",
        ),
    ],
    ids=["below the configured host", "listed in tls_names", "neither", "of a third server"],
)
async def test_the_name_of_a_server_that_dns_told(
    target: str, certificate: str, tls_names: tuple[str, ...], detail: str, remedy: str | None, tmp_path: Path
) -> None:
    authority, server = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(certificate).configure_cert(server)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    async with simulated(Ports(dns=0)) as simulator, Peer().served(server) as place:
        simulator.zone.change("_ecsta-cti._tls.ent1.example", records=(f"SRV 0 0 {place.port} {target}",))
        simulator.zone.change(target, records=("A 127.0.0.1",))
        dns = DnsSettings(servers=(simulator.dns_address,), tls_names=tls_names)
        settings = settings_for(
            simulator, url="ctis://ent1.example", dns=dns, side_url=simulator.xsi_url, ca_file=tmp_path / "ca.pem"
        )
        steps = {step.name: step async for step in check(settings, tls_context(settings, "test"))}
        logged = await logged_reason(simulator, settings) if remedy is not None else ""
    outcome = Outcome.OK if remedy is None else Outcome.FAILED
    assert detail in steps[StepName.TLS].detail
    assert (remedy, outcome) == (steps[StepName.TLS].remedy, steps[StepName.TLS].outcome)
    assert detail in (logged or detail)


def test_a_server_that_sends_one_byte_a_second() -> None:
    """On virtual time: each framing is given three seconds."""

    async def slow(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            for byte in b"<?xml" + b" " * 30:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
        writer.close()

    async def main() -> tuple[Step, str]:
        async with simulated() as simulator, await asyncio.start_server(slow, HOST, 0) as server:
            url = f"cti://{HOST}:{server.sockets[0].getsockname()[1]}"
            settings = settings_for(simulator, url=url, side_url=simulator.xsi_url)
            said = await failed_step(settings), await logged_reason(simulator, settings, 60)
            await asyncio.sleep(60)  # until the server has noticed that nobody listens
            return said

    step, logged = run_virtually(main())
    assert (StepName.CTI, ADMINISTRATOR) == (step.name, step.who)
    assert "nobody answers a keep-alive in any framing; it sent 3c 3f 78" in step.detail
    assert "nobody answers a keep-alive in any framing; it sent 3c 3f 78" in logged


@pytest.mark.parametrize(
    ("said", "framings"), [(b"SSH-2.0-OpenSSH_9.2\r\n", 1), (b"", 6)], ids=["garbage", "nothing, and closed"]
)
def test_a_server_of_another_kind_is_not_asked_without_a_pause(said: bytes, framings: int) -> None:
    """On virtual time: ten minutes with pauses drawn from ten seconds at most are some 120 tries."""
    connections = 0

    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.read(1)
        writer.write(said)
        writer.close()

    async def main() -> None:
        async with simulated() as simulator, await asyncio.start_server(other, HOST, 0) as server:
            url = f"cti://{HOST}:{server.sockets[0].getsockname()[1]}"
            async with run_gateway(simulator, url=url, side_url=simulator.xsi_url, wait=False):
                await asyncio.sleep(600)

    run_virtually(main())
    assert 60 <= connections / framings <= 240
