"""Addresses of servers: kept as long as DNS says, and longer when it says nothing."""

from __future__ import annotations

import asyncio
import socket

import pytest
from structlog.testing import capture_logs

from ctibridge.broadworks.addresses import MOST_HOSTS, AddressBook
from ctibridge.broadworks.discovery import Failed, NotFound
from ctibridge.broadworks.settings import DnsSettings

BOTH = (("::1", "127.0.0.1"), 60.0)
UNKNOWN, SILENT = NotFound(60.0), Failed("no name server answers")


class Script:
    """A name server that says what it is told to."""

    def __init__(self, answer=BOTH):
        self.answer, self.asked = answer, []

    async def addresses(self, host):
        self.asked.append(host)
        return self.answer


class Clock:
    """Time, moved by hand."""

    now = 100.0

    def __call__(self):
        return self.now


def a_book(script, clock=None, **settings):
    return AddressBook(DnsSettings(**{"servers": ("127.0.0.1",), **settings}), script, clock or Clock())


async def test_an_address_is_not_looked_up():
    script = Script()
    assert ("::1",) == await a_book(script).addresses("::1")
    assert [] == script.asked


async def test_addresses_are_kept_for_as_long_as_dns_says():
    script, clock = Script(), Clock()
    book = a_book(script, clock)
    for clock.now in (100.0, 159.0):
        assert ("::1", "127.0.0.1") == await book.addresses("p.example")
    assert 1 == len(script.asked)
    clock.now, script.answer = 160.0, (("127.0.0.2",), 60.0)
    assert ("127.0.0.2",) == await book.addresses("p.example")


async def test_a_failure_keeps_them_and_is_told_once():
    script, clock = Script(), Clock()
    book = a_book(script, clock)
    await book.addresses("p.example")
    script.answer = SILENT
    with capture_logs() as log:
        for clock.now in (160.0, 164.0, 165.0, 170.0):
            assert ("::1", "127.0.0.1") == await book.addresses("p.example")
        assert 1 + 3 == len(script.asked), "not with every connection"
        script.answer, clock.now = BOTH, 180.0
        await book.addresses("p.example")
    assert ["dns.address_failed", "dns.address_answers_again"] == [line["event"] for line in log]


async def test_without_anything_to_keep_a_failure_is_an_error():
    with pytest.raises(OSError, match=r"p\.example: no name server answers"):
        await a_book(Script(SILENT)).addresses("p.example")


async def test_a_name_that_is_gone_is_forgotten():
    script, clock = Script(), Clock()
    book = a_book(script, clock)
    await book.addresses("gone.invalid")
    script.answer, clock.now = UNKNOWN, 200.0
    with (
        system_that(socket.gaierror(socket.EAI_NONAME, "Name or service not known")),
        pytest.raises(OSError, match="not known"),
    ):
        await book.addresses("gone.invalid")
    script.answer = SILENT
    with pytest.raises(OSError, match="no name server answers"):
        await book.addresses("gone.invalid")


def system_that(result, calls=None):
    """The system's own look-up, with this result."""

    async def getaddrinfo(host, port, **_):
        if calls is not None:
            calls.append(host)
        if isinstance(result, Exception):
            raise result
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in result]

    patch = pytest.MonkeyPatch()
    loop = asyncio.get_running_loop()
    patch.setattr(loop, "getaddrinfo", getaddrinfo)
    return _Undone(patch)


class _Undone:
    def __init__(self, patch):
        self._patch = patch

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._patch.undo()


async def test_the_system_is_asked_for_what_the_name_servers_do_not_know():
    with system_that(["127.0.0.3", "127.0.0.3"]):
        assert ("127.0.0.3",) == await a_book(Script(UNKNOWN)).addresses("from-the-hosts-file")


async def test_without_name_servers_the_system_is_asked_alone():
    script = Script()
    with system_that(["127.0.0.3"]):
        assert ("127.0.0.3",) == await a_book(script, servers=()).addresses("p.example")
    assert [] == script.asked


@pytest.mark.parametrize(
    ("number", "kept"), [(socket.EAI_AGAIN, True), (socket.EAI_NONAME, False)], ids=["failure", "no such name"]
)
async def test_the_system_s_failures_are_told_from_names_that_do_not_exist(number, kept):
    clock = Clock()
    book = a_book(Script(), clock, servers=())
    with system_that(["127.0.0.3"]):
        await book.addresses("p.example")
    clock.now += 60.0
    with system_that(socket.gaierror(number, "told by the system")):
        if kept:
            assert ("127.0.0.3",) == await book.addresses("p.example")
        else:
            with pytest.raises(OSError, match="told by the system"):
                await book.addresses("p.example")


async def test_aiohttp_gets_both_families_and_races_them():
    found = await a_book(Script()).resolve("p.example", 8080, socket.AF_UNSPEC)
    assert [("p.example", "::1", 8080, socket.AF_INET6), ("p.example", "127.0.0.1", 8080, socket.AF_INET)] == [
        (item["hostname"], item["host"], item["port"], item["family"]) for item in found
    ]
    only = await a_book(Script()).resolve("p.example", 8080, socket.AF_INET)
    assert ["127.0.0.1"] == [item["host"] for item in only]


async def test_names_from_outside_do_not_fill_the_memory():
    book = a_book(Script())
    for index in range(3 * MOST_HOSTS):
        await book.addresses(f"h{index}.example")
    assert len(book._known) <= MOST_HOSTS
    await book.close()
