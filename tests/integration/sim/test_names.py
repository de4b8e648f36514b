"""The control face for DNS: names are read and changed while the simulator runs."""

from __future__ import annotations

import aiohttp
import pytest

from ctibridge.broadworks.discovery import Found, NotOffered
from ctibridge.broadworks.resolver import Resolver
from ctibridge.broadworks.settings import DnsSettings
from ctibridge.sim.simulator import Simulator

SRV = "_ecsta._tcp.ent1.example"


@pytest.fixture
async def platform():
    platform = Simulator()
    await platform.start(dns_port=0)
    yield platform
    await platform.stop()


@pytest.fixture
async def control(platform):
    async with aiohttp.ClientSession() as session:

        async def ask(method, path, **parameters):
            async with session.request(method, platform.control_url + path, params=parameters) as reply:
                return reply.status, await reply.json()

        yield ask


async def test_all_names_are_listed_with_what_was_asked(platform, control):
    resolver = Resolver(DnsSettings(servers=(platform.dns_address,)))
    assert isinstance(await resolver.srv(SRV), Found)
    status, told = await control("GET", "/dns")
    assert (200, platform.dns_address, "ent1.example") == (status, told["server"], told["host"])
    assert {f"SRV {SRV}": 1} == told["asked"]
    assert {"records": ["A 127.0.0.1"], "ttl": None, "fault": None} == told["names"]["ent1.example"]


async def test_a_name_is_changed_part_by_part(platform, control):
    resolver = Resolver(DnsSettings(servers=(platform.dns_address,)))
    await control("PUT", f"/dns/{SRV}", record="SRV 0 0 0 .")
    await control("PUT", f"/dns/{SRV}", ttl="7")
    assert NotOffered(7) == await resolver.srv(SRV)
    status, told = await control("PUT", f"/dns/{SRV}", fault="servfail")
    expected = {"name": SRV, "records": ["SRV 0 0 0 ."], "ttl": 7, "fault": "servfail"}
    assert (200, expected) == (status, told)
    _, told = await control("PUT", f"/dns/{SRV}", fault="none", ttl="none", record="none")
    assert {"name": SRV, "records": [], "ttl": None, "fault": None} == told
    assert told == (await control("GET", f"/dns/{SRV}"))[1]


async def test_names_are_made_removed_and_brought_back(control):
    _, told = await control("PUT", "/dns/new.ent1.example", record="A 127.0.0.9")
    assert ["A 127.0.0.9"] == told["records"]
    _, told = await control("DELETE", "/dns/ent1.example")
    assert {"new.ent1.example", "xsp1.ent1.example", SRV} == set(told["names"])
    _, told = await control("DELETE", "/dns")
    assert {"ent1.example", "xsp1.ent1.example", SRV} == set(told["names"])


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"record": "TXT x"}, "record 'TXT x' is none"),
        ({"ttl": "soon"}, "ttl must be a whole number or none"),
        ({"ttl": "99999999999"}, "ttl must be a whole number from 0 to 2147483647"),
        ({"fault": "sulky"}, "fault must be none or one of nxdomain, servfail, refused, silent, truncated"),
        ({}, "nothing is to be changed: add ?record="),
    ],
)
async def test_what_cannot_be_is_refused(control, parameters, said):
    status, told = await control("PUT", f"/dns/{SRV}", **parameters)
    assert (400, True) == (status, told["error"].startswith(said)), told


async def test_a_name_that_is_not_there_is_told(control):
    status, told = await control("GET", "/dns/nobody.example")
    assert (404, "there is no name nobody.example; GET /dns lists those that there are") == (status, told["error"])


async def test_a_simulator_without_a_name_server_has_its_names_nevertheless():
    platform = Simulator()
    await platform.start()
    async with aiohttp.ClientSession() as session, session.get(f"{platform.control_url}/dns") as reply:
        assert None is (await reply.json())["server"]
    await platform.stop()
    assert "dns" not in platform.describe()


@pytest.mark.parametrize(("value", "status"), [("silent", 200), ("none", 200), ("sulky", 400)])
async def test_all_names_go_wrong_by_a_fault(control, value, status):
    assert status == (await control("PUT", "/knobs/dns", value=value))[0]
