"""The gateway's own certificate, over both interfaces and real TLS."""

from __future__ import annotations

import ssl

import pytest

from ctibridge.errors import LinkError, OutcomeUnknown, TlsFailed
from ctibridge.testing import run_gateway, until
from tests.integration.broadworks.alerting import alerting
from tests.integration.broadworks.certificates import Authority
from tests.integration.broadworks.test_pinned import both, over, platform

versions = pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def demanding(authority, newest):
    context = authority.demanding()
    context.maximum_version = newest
    return context


@over
@pytest.mark.parametrize("pinned", [False, True])
async def test_a_platform_that_demands_a_certificate_is_reached_with_one(authority, cti, pinned):
    certificate, key = authority.own_of()
    context = authority.demanding()
    trust = {"fingerprints": (authority.fingerprint,)} if pinned else {"ca_file": authority.file}
    async with (
        platform(context, cti=cti) as (simulator, where),
        run_gateway(simulator, client_certificate=certificate, client_key=key, **trust, **where) as gateway,
    ):
        assert 8 == sum(gateway.hub.snapshot(line.id).in_service for line in gateway.hub.lines)


@over
async def test_without_one_it_is_not_reached(authority, cti):
    async with (
        platform(authority.demanding(), cti=cti) as (simulator, where),
        run_gateway(simulator, ca_file=authority.file, wait=False, **where) as gateway,
    ):
        await until(lambda: gateway.hub.status[0].reason not in {None, "starting"}, 5)
        assert not gateway.is_ready


@both
@versions
async def test_a_server_that_wants_a_certificate_says_so(authority, asked, newest):
    with (
        alerting(demanding(authority, newest)) as server,
        pytest.raises(TlsFailed, match=r"client certificate.* set client_certificate"),
    ):
        await asked(server.place, ca_file=authority.file)
    assert b"" == server.read


@both
@versions
async def test_a_server_that_does_not_know_its_issuer_says_so(authority, asked, newest, tmp_path_factory):
    certificate, key = Authority(tmp_path_factory.mktemp("others")).own_of()
    with (
        alerting(demanding(authority, newest)) as server,
        pytest.raises(TlsFailed, match="does not accept what client_certificate holds"),
    ):
        await asked(server.place, ca_file=authority.file, client_certificate=certificate, client_key=key)
    assert b"" == server.read


@both
async def test_key_and_certificate_may_be_in_one_file(authority, asked, tmp_path):
    certificate, key = authority.own_of()
    file = tmp_path / "both.pem"
    file.write_bytes(key.read_bytes() + certificate.read_bytes())
    with alerting(authority.demanding()) as server, pytest.raises((LinkError, OutcomeUnknown)):
        await asked(server.place, ca_file=authority.file, client_certificate=file)
    assert b"" != server.read
