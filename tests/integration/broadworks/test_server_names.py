"""Names in certificates over real TLS: a server that DNS has named, verified by the names that it may have."""

from __future__ import annotations

import asyncio
import ssl

import aiohttp
import pytest
import trustme

from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.resolver import Resolver
from ctibridge.broadworks.server_names import names_to_check
from ctibridge.broadworks.settings import DnsSettings
from ctibridge.sim.simulator import Simulator

HOST, BELOW, BESIDE = "ent1.example", "xsp1.ent1.example", "xsp1.elsewhere.example"


@pytest.fixture
def authority():
    return trustme.CA()


async def reached(authority, certificate_for, target, tls_names=()):
    """The names of those that may be checked for which the server was reached."""
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(certificate_for).configure_cert(server)
    authority.configure_trust(client)
    platform = Simulator()
    await platform.start(tls=server, dns_port=0)
    try:
        platform.zone.change(target, records=("A 127.0.0.1",))
        return [name for name in names_to_check(HOST, target, tls_names) if await tried(platform, client, target, name)]
    finally:
        await platform.stop()


async def tried(platform, tls, target, name):
    """One request to the target's address, for the configured host, with this name in the certificate."""
    settings = DnsSettings(servers=(platform.dns_address,))
    book = AddressBook(settings, Resolver(settings), asyncio.get_running_loop().time)
    connector = aiohttp.TCPConnector(resolver=book.only(target), ttl_dns_cache=0, ssl=tls)
    port = platform.xsi_url.rpartition(":")[2]
    async with aiohttp.ClientSession(connector=connector) as session:
        try:
            async with session.get(f"https://{HOST}:{port}/", server_hostname=name) as response:
                return response.status == 404
        except aiohttp.ClientConnectorCertificateError as exc:
            if exc.certificate_error.verify_code != 62:  # that of another name
                raise
            return False


async def test_a_certificate_for_the_configured_host_is_good_at_every_server(authority):
    assert [HOST] == await reached(authority, HOST, BESIDE)


async def test_a_certificate_for_a_server_below_the_configured_host_is_good(authority):
    assert [BELOW] == await reached(authority, BELOW, BELOW)


async def test_a_certificate_for_a_server_elsewhere_is_good_only_when_it_is_listed(authority):
    assert [] == await reached(authority, BESIDE, BESIDE)
    assert [BESIDE] == await reached(authority, BESIDE, BESIDE, ("*.elsewhere.example",))


async def test_a_certificate_for_a_third_name_is_never_good(authority):
    assert [] == await reached(authority, "xsp9.ent1.example", BELOW)
