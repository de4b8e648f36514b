"""Certificates that are trusted by their fingerprints, over both interfaces and real TLS."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress

import pytest

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.requests import XsiRequest
from ctibridge.broadworks.settings import BroadWorksSettings, Timing
from ctibridge.broadworks.tls import tls_context
from ctibridge.broadworks.xsi_link import XsiLink
from ctibridge.errors import LinkError, OutcomeUnknown, TlsFailed
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, until
from tests.integration.broadworks.alerting import alerting
from tests.integration.broadworks.certificates import HOST, Authority
from tests.integration.broadworks.cti_peer import link_to

OTHER = "00" * 32
QUICK = Timing(connect_s=2, request_s=2)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@asynccontextmanager
async def platform(context, *, cti, cti_context=None):
    """A simulator that is reached by TLS, and how."""
    simulator = Simulator(cti=cti)
    try:
        await simulator.start(tls=context, cti_tls=(cti_context or context) if cti else None)
        beside = {"url": f"ctis://{simulator.cti_urls[0]}", "side_url": simulator.xsi_url} if cti else {}
        yield simulator, beside or {"url": simulator.xsi_url}
    finally:
        await simulator.stop()


async def by_xsi(place, **settings):
    """A request over https to a server that answers nothing."""
    found = BroadWorksSettings("p", f"https://{place}", "admin@ent1.example", "secret", timing=QUICK, **settings)
    now = asyncio.get_running_loop().time
    async with XsiLink(found, Account(found.user, found.password), tls=tls_context(found, "file"), now=now) as link:
        await link.request(XsiRequest("GET", "user/anna/profile"))


async def by_cti(place, **settings):
    """The same over ctis."""
    found = BroadWorksSettings("p", f"ctis://{place}", "admin@ent1.example", "secret", **settings)
    async with link_to(place, tls=tls_context(found, "file")).open_channel():
        pytest.fail("it answers nothing")


both = pytest.mark.parametrize("asked", [by_xsi, by_cti])
over = pytest.mark.parametrize("cti", [False, True], ids=["https", "ctis"])


@over
@pytest.mark.parametrize("kind", ["good", "expired", "of another name"])
async def test_a_certificate_with_this_fingerprint_is_trusted_whatever_else_is_in_it(authority, cti, kind):
    context = authority.context(kind)
    async with (
        platform(context, cti=cti) as (simulator, where),
        run_gateway(simulator, fingerprints=(authority.fingerprint,), **where) as gateway,
    ):
        assert 8 == sum(gateway.hub.snapshot(line.id).in_service for line in gateway.hub.lines)


@over
async def test_several_fingerprints_allow_a_renewal(authority, cti):
    context = authority.context()
    first = authority.fingerprint
    authority.renew(context)
    async with (
        platform(context, cti=cti) as (simulator, where),
        run_gateway(simulator, fingerprints=(first, authority.fingerprint), **where) as gateway,
    ):
        assert gateway.is_ready


async def test_both_servers_of_the_cti_interface_are_believed_by_their_own_fingerprints(authority):
    side = authority.context()
    first = authority.fingerprint
    main = authority.context()
    async with (
        platform(side, cti=True, cti_context=main) as (simulator, where),
        run_gateway(simulator, fingerprints=(authority.fingerprint, first), **where) as gateway,
    ):
        assert gateway.is_ready


@both
@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
async def test_nothing_is_sent_to_a_server_with_another_fingerprint(authority, asked, newest):
    context = authority.context()
    context.maximum_version = newest
    with alerting(context) as server, pytest.raises(TlsFailed, match="certificate not trusted"):
        await asked(server.place, fingerprints=(OTHER,))
    assert b"" == server.read


@both
async def test_a_server_with_the_fingerprint_is_sent_something(authority, asked):
    """So that the test before this one can fail."""
    with alerting(authority.context()) as server, pytest.raises((LinkError, OutcomeUnknown)):
        await asked(server.place, fingerprints=(authority.fingerprint,))
    assert server.handshakes > 0
    assert b"" != server.read


@both
async def test_a_certificate_that_is_good_in_itself_does_not_help_without_the_fingerprint(
    authority, asked, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with alerting(authority.context()) as server:
        with pytest.raises((LinkError, OutcomeUnknown)) as trusted:
            await asked(server.place)
        assert not isinstance(trusted.value, TlsFailed)
        with pytest.raises(TlsFailed):
            await asked(server.place, fingerprints=(OTHER,))


@both
async def test_the_refusal_shows_what_was_seen_and_what_to_do(authority, asked):
    with alerting(authority.context()) as server, pytest.raises(TlsFailed) as raised:
        await asked(server.place, fingerprints=(OTHER,))
    seen = ":".join(authority.fingerprint.upper()[at : at + 2] for at in range(0, 64, 2))
    assert str(raised.value).startswith(f"{HOST}:{server.place.port}: certificate not trusted")
    assert f"its SHA-256 fingerprint is {seen}" in str(raised.value)
    assert "if the provider confirms it, add it" in str(raised.value)


@over
async def test_a_certificate_that_was_renewed_without_a_word_takes_the_platform_away(authority, cti):
    context = authority.context()
    first = authority.fingerprint
    authority.renew(context)
    async with (
        platform(context, cti=cti) as (simulator, where),
        run_gateway(simulator, fingerprints=(first,), wait=False, **where) as gateway,
    ):
        await until(lambda: "certificate not trusted" in (gateway.hub.status[0].reason or ""), 5)
        assert not gateway.is_ready


@both
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=["1.0", "1.1"])
@pytest.mark.parametrize("pinned", [False, True])
async def test_versions_of_tls_before_1_2_are_refused(authority, asked, version, pinned):
    old = authority.context()
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version = old.maximum_version = version
    old.set_ciphers("ALL:@SECLEVEL=0")  # else OpenSSL itself has none for these
    trust = {"fingerprints": (authority.fingerprint,)} if pinned else {"ca_file": authority.file}
    with alerting(old) as server, pytest.raises(TlsFailed, match=r"the server speaks only versions of TLS before 1\.2"):
        await asked(server.place, **trust)
    assert 0 == server.handshakes


async def test_the_old_server_of_these_tests_can_be_reached_by_who_is_as_old(authority):
    """So that the test before this one can fail."""
    old, client = authority.context(), authority.trusting()
    for context in (old, client):
        with pytest.warns(DeprecationWarning, match="TLSv1"):
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    with alerting(old) as server:
        _, writer = await asyncio.open_connection(HOST, server.place.port, ssl=client)
        writer.write(b"old")
        writer.close()
        with suppress(ConnectionError):  # the server hangs up as soon as it has read something
            await writer.wait_closed()
    assert b"old" == server.read
