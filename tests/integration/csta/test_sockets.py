"""The CSTA listener on real sockets: TLS, addresses that cannot be had, peers that vanish."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl

import pytest
from structlog.testing import capture_logs

from ctibridge.client import CstaClient
from ctibridge.errors import ConfigError, LinkLost, TlsFailed
from ctibridge.hub.hub import Hub
from ctibridge.servers.csta.server import CstaServer
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.testing import run_gateway, simulated, until
from tests.integration.broadworks.certificates import HOST, Authority


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
async def simulator():
    async with simulated() as running:
        yield running


@pytest.fixture
async def gateway(simulator, authority):
    certificate = authority.file_of()
    settings = CstaSettings(port=0, tls_port=0, certificate=certificate, key=certificate)
    async with run_gateway(simulator, csta=settings) as running:
        yield running


async def test_clients_are_served_over_tls_and_beside_it(gateway, authority):
    async with (
        CstaClient.connect(HOST, gateway.csta.tls_port, tls=authority.trusting()) as safe,
        CstaClient.connect(HOST, gateway.csta.port) as plain,
    ):
        assert ["normal", "normal"] == [await client.request_system_status() for client in (safe, plain)]
        assert 2 == gateway.csta.sessions


async def test_a_client_that_does_not_trust_the_certificate_says_so(gateway):
    with pytest.raises(TlsFailed, match="unable to get local issuer"):
        async with CstaClient.connect(HOST, gateway.csta.tls_port, tls=True):
            pytest.fail("nobody vouches for it")


async def test_tls_on_the_plain_port_ends_with_a_word_in_the_log(gateway, authority):
    with capture_logs() as log:
        with pytest.raises(TlsFailed, match="hung up"):
            async with CstaClient.connect(HOST, gateway.csta.port, tls=authority.trusting()):
                pytest.fail("no TLS there")
        await until(lambda: any("no frame begins here" in str(line.get("reason")) for line in log), 5)


async def test_a_plain_client_on_the_tls_port_does_not_disturb_the_others(gateway, authority):
    async with CstaClient.connect(HOST, gateway.csta.tls_port, tls=authority.trusting()) as client:
        with pytest.raises(LinkLost):
            async with CstaClient.connect(HOST, gateway.csta.tls_port):
                pytest.fail("no session without TLS")
        assert "normal" == await client.request_system_status()
        await until(lambda: gateway.csta.sessions == 1, 5)


async def test_old_versions_of_tls_are_refused(gateway, authority):
    old = authority.trusting()
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(TlsFailed):
        async with CstaClient.connect(HOST, gateway.csta.tls_port, tls=old):
            pytest.fail("too old")


async def test_tcp_watches_over_clients_that_vanish(gateway):
    async with CstaClient.connect(HOST, gateway.csta.port):
        (session,) = gateway.csta._sessions
        connection = session._writer.get_extra_info("socket")
        assert 1 == connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert 60 == connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)
        assert 120_000 == connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)


async def test_a_port_that_is_taken_is_named():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = CstaServer(Hub(), CstaSettings(port=port), source="gateway.toml")
        with pytest.raises(ConfigError, match=rf"gateway.toml: csta.port: cannot listen on {HOST}:{port}: "):
            await server.open()
        server.close()


async def test_an_address_that_is_not_this_machine_s_is_named():
    server = CstaServer(
        Hub(), CstaSettings(port=0, host="127.0.0.1.example", user="app", password="x"), source="g.toml"
    )
    with pytest.raises(ConfigError, match=r"g.toml: csta.port: cannot listen on 127.0.0.1.example:0: "):
        await server.open()


async def test_other_machines_are_served_only_with_a_user():
    with pytest.raises(ConfigError, match=r"g.toml: csta.host: 0.0.0.0 can be reached from other machines: set"):
        CstaServer(Hub(), CstaSettings(host="0.0.0.0"), source="g.toml")  # noqa: S104  refused, that is the point


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [(None, "TLS needs a certificate and a key"), ("none.pem", "cannot be used"), ("text.pem", "cannot be used")],
)
async def test_a_certificate_that_cannot_be_used_is_named(tmp_path, certificate, reason):
    (tmp_path / "text.pem").write_text("no certificate")
    path = tmp_path / certificate if certificate else None
    server = CstaServer(Hub(), CstaSettings(port=None, tls_port=0, certificate=path, key=path), source="g.toml")
    with pytest.raises(ConfigError, match=rf"g.toml: csta.certificate: .*{reason}"):
        await server.open()


async def test_a_second_listener_that_cannot_be_had_gives_the_first_one_back():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        server = CstaServer(Hub(), CstaSettings(port=0, tls_port=1), source="g.toml")
        with pytest.raises(ConfigError):
            await server.open()
        server.close()
        await asyncio.sleep(0)
        with socket.socket() as again:
            again.bind((HOST, server.port or 0))


async def test_a_renewed_certificate_is_shown_from_now_on_and_one_that_cannot_be_used_never(
    simulator, authority, tmp_path
):
    file = tmp_path / "gateway.pem"
    shutil.copy(authority.file_of(), file)
    settings = CstaSettings(plain=False, tls_port=0, certificate=file)
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    async with run_gateway(simulator, csta=settings) as gateway:
        server = gateway.csta
        async with CstaClient.connect(HOST, server.tls_port, tls=authority.trusting()) as first:
            file.write_text("no certificate")
            with pytest.raises(ConfigError, match=r"csta\.certificate: cannot be used"):
                server.use(settings)
            async with CstaClient.connect(HOST, server.tls_port, tls=authority.trusting()) as second:
                assert "normal" == await second.request_system_status()
            shutil.copy(other.file_of(), file)
            server.use(settings)
            async with CstaClient.connect(HOST, server.tls_port, tls=other.trusting()) as third:
                assert "normal" == await third.request_system_status()
            assert "normal" == await first.request_system_status()
