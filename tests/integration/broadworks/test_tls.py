"""TLS towards the platform, over real sockets: what is not trusted is named, and nothing is sent to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from ctibridge.app import Gateway, running
from ctibridge.broadworks.settings import Timing
from ctibridge.broadworks.tls import tls_context
from ctibridge.config import read_configuration
from ctibridge.errors import ConfigError
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, settings_for, until
from tests.integration.broadworks.certificates import HOST, Authority

QUICK = Timing(connect_s=0.3, request_s=0.5, outage_grace_s=0.1)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@asynccontextmanager
async def simulated(**arguments: Any) -> AsyncIterator[Simulator]:
    simulator = Simulator()
    try:
        await simulator.start(**arguments)
        yield simulator
    finally:
        await simulator.stop()


async def reason_of(gateway: Gateway) -> str:
    """Why the platform is not reached, as far as the gateway found out."""
    await until(lambda: gateway.hub.status[0].reason not in {None, "starting"}, 5)
    return gateway.hub.status[0].reason or ""


async def test_a_certificate_of_the_named_authority_is_trusted(authority):
    async with (
        simulated(tls=authority.context()) as simulator,
        run_gateway(simulator, ca_file=authority.file) as gateway,
    ):
        assert len(gateway.hub.lines) == 8
        assert all(gateway.hub.snapshot(line.id).in_service for line in gateway.hub.lines)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("expired", "certificate has expired"),
        ("not yet valid", "certificate is not yet valid"),
        ("of another name", "IP address mismatch"),
    ],
)
async def test_a_certificate_that_is_not_right_is_named(authority, kind, reason):
    async with (
        simulated(tls=authority.context(kind)) as simulator,
        run_gateway(simulator, ca_file=authority.file, wait=False) as gateway,
    ):
        found = await reason_of(gateway)
        assert f"{HOST}:" in found
        assert "certificate not trusted" in found
        assert reason in found


async def test_a_host_name_that_is_not_the_certificate_s_is_named(authority):
    async with simulated(tls=authority.context("of another name")) as simulator:
        url = simulator.xsi_url.replace(HOST, "localhost")
        async with run_gateway(simulator, url=url, ca_file=authority.file, wait=False) as gateway:
            assert "Hostname mismatch, certificate is not valid for 'localhost'" in await reason_of(gateway)


async def test_an_unknown_issuer_is_named(authority):
    async with (
        simulated(tls=authority.context()) as simulator,
        run_gateway(simulator, wait=False) as gateway,
    ):
        assert "unable to get local issuer certificate" in await reason_of(gateway)


async def test_tls_on_the_plain_port_is_named(authority):
    async with simulated() as simulator:
        url = simulator.xsi_url.replace("http:", "https:")
        async with run_gateway(simulator, url=url, ca_file=authority.file, wait=False) as gateway:
            assert "the server speaks no TLS at this port" in await reason_of(gateway)


async def test_http_on_the_port_for_tls_is_named(authority):
    async with simulated(tls=authority.context()) as simulator:
        url = simulator.xsi_url.replace("https:", "http:")
        async with run_gateway(simulator, url=url, wait=False) as gateway:
            assert "connection lost (Server disconnected)" in await reason_of(gateway)


async def test_a_handshake_that_is_not_answered_is_given_up(authority):
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with simulated() as simulator, await asyncio.start_server(silent, HOST, 0) as server:
        url = f"https://{HOST}:{server.sockets[0].getsockname()[1]}"
        async with run_gateway(simulator, url=url, ca_file=authority.file, wait=False, timing=QUICK) as gateway:
            assert "in time" in await reason_of(gateway)


async def test_a_server_that_hangs_up_during_the_handshake_is_named(authority):
    async def rude(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.close()

    async with simulated() as simulator, await asyncio.start_server(rude, HOST, 0) as server:
        url = f"https://{HOST}:{server.sockets[0].getsockname()[1]}"
        async with run_gateway(simulator, url=url, ca_file=authority.file, wait=False) as gateway:
            expected = "the server hangs up during the handshake; does it speak TLS at this port, or want a client"
            assert expected in await reason_of(gateway)


async def test_a_certificate_that_expires_takes_the_lines_out_of_service_until_it_is_renewed(authority):
    context = authority.context()
    with capture_logs() as log:
        async with (
            simulated(tls=context) as simulator,
            run_gateway(simulator, ca_file=authority.file, timing=QUICK) as gateway,
        ):
            authority.renew(context, "expired")
            for server in simulator.servers.values():
                server.end_all()
            await until(lambda: any("has expired" in str(line.get("reason")) for line in log), 5)
            await until(lambda: not any(gateway.hub.snapshot(line.id).in_service for line in gateway.hub.lines), 5)
            simulator.phones["anna"].dial(simulator.phones["bert"])
            authority.renew(context)
            await until(lambda: gateway.is_ready, 10)
            assert all(gateway.hub.snapshot(line.id).in_service for line in gateway.hub.lines)
            assert 2 == sum(len(gateway.hub.snapshot(line.id).connections) for line in gateway.hub.lines)


@pytest.mark.parametrize("content", [None, "", "no certificate at all"])
async def test_a_file_of_authorities_that_cannot_be_used_is_refused_at_the_start(tmp_path, content):
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)
    async with simulated() as simulator:
        settings = settings_for(simulator, url="https://xsp.example", ca_file=file)
        with pytest.raises(ConfigError, match=r"gateway.toml: providers.simulator.ca_file: .*cannot be used"):
            tls_context(settings, "gateway.toml")


async def test_a_file_of_authorities_that_was_renewed_holds_from_the_next_reload_on(authority, tmp_path):
    others = tmp_path / "others"
    others.mkdir()
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(Authority(others).file.read_bytes())
    async with simulated(tls=authority.context()) as simulator:
        administrator = simulator.switch.people.administrators[0]
        (tmp_path / "password").write_text(administrator.password)
        (tmp_path / "password").chmod(0o600)
        file = tmp_path / "gateway.toml"
        file.write_text(
            f"[providers.office]\nurl = '{simulator.xsi_url}'\nuser = '{administrator.user_id}'\n"
            "password_file = 'password'\ndirectory_user = 'anna@ent1.example'\nca_file = 'trusted.pem'\n"
            "[csta]\nport = 0\n[admin]\nenabled = false\n"
        )
        gateway = Gateway(read_configuration(file), reread=lambda: read_configuration(file))
        async with running(gateway):
            assert "certificate not trusted" in await reason_of(gateway)
            trusted.write_bytes(authority.file.read_bytes())
            assert ("providers.office.contents.ca_file",) == (await gateway.reload()).applied
            await until(lambda: gateway.is_ready, 10)
