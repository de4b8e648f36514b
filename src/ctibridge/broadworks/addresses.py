"""The addresses of servers: kept for as long as DNS says, and longer while nobody can say.

With name servers of the configuration these are asked, and the system only for what they do not know; without any, the
system is asked alone: it knows its hosts file, its VPN, and asks for A and AAAA together as well. Which address is
tried first, and when the next, is left to aiohttp's `happy_eyeballs_delay` (RFC 8305).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import structlog
from aiohttp.abc import AbstractResolver, ResolveResult

from ctibridge.broadworks.connections import is_address
from ctibridge.broadworks.discovery import SHORTEST_S, Failed, NotFound
from ctibridge.broadworks.settings import DnsSettings

SYSTEM_S = 10.0  # the system tells no TTL, and has a cache of its own; the same as aiohttp's
MOST_HOSTS = 256  # names come from outside

log = structlog.get_logger()

Addresses: TypeAlias = tuple[tuple[str, ...], float] | NotFound | Failed
"""Addresses and for how many seconds they hold."""


class Asks(Protocol):
    """Who asks the name servers."""

    async def addresses(self, host: str) -> Addresses:
        """The addresses of a host."""


@dataclass(slots=True)
class _Known:
    addresses: tuple[str, ...]
    until: float
    is_old: bool = False


class AddressBook(AbstractResolver):
    """The addresses of hosts, for aiohttp too: `TCPConnector(resolver=book, ttl_dns_cache=0)`.

    With 0 aiohttp keeps nothing, and still lets connections that open together share a look-up.

    Args:
        settings: Limits, and whether there are name servers.
        resolver: Who asks them.
        now: A clock in seconds.
    """

    def __init__(self, settings: DnsSettings, resolver: Asks, now: Callable[[], float]) -> None:
        self._settings, self._resolver, self._now = settings, resolver, now
        self._known: dict[str, _Known] = {}

    async def addresses(self, host: str) -> tuple[str, ...]:
        """The addresses of a host, in the order of the answer.

        Raises:
            OSError: it has none (EAI_NONAME), or nobody could say (EAI_AGAIN) and nothing is remembered.
        """
        if is_address(host):
            return (host,)
        known = self._known.get(host)
        if known is not None and self._now() < known.until:
            return known.addresses
        answer = await self._ask(host)
        if isinstance(answer, tuple):
            return self._remember(host, *answer)
        if known is not None and isinstance(answer, Failed):
            return self._keep(host, known, answer)
        self._known.pop(host, None)
        errno = socket.EAI_AGAIN if isinstance(answer, Failed) else socket.EAI_NONAME
        raise OSError(errno, f"{host}: {answer.reason}")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The same as aiohttp wants it."""
        found = [(address, _family(address)) for address in await self.addresses(host)]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for address, kind in found
            if family in {socket.AF_UNSPEC, kind}
        ]

    def only(self, host: str) -> AbstractResolver:
        """The addresses of this host under every name.

        A request to a server that DNS has named goes to the configured host by name, for its certificate is to be good
        for that, and to this host by address.
        """
        return _Only(self, host)

    async def close(self) -> None:
        """Nothing is open."""

    def _remember(self, host: str, addresses: tuple[str, ...], ttl_s: float) -> tuple[str, ...]:
        old = self._known.get(host)
        if old is not None and old.is_old:
            log.info("dns.address_answers_again", host=host)
        if len(self._known) >= MOST_HOSTS:
            self._known.clear()
        self._known[host] = _Known(addresses, self._now() + ttl_s)
        return addresses

    def _keep(self, host: str, known: _Known, answer: Failed) -> tuple[str, ...]:
        if not known.is_old:
            log.warning("dns.address_failed", host=host, reason=answer.reason, used=known.addresses)
        known.is_old, known.until = True, self._now() + SHORTEST_S
        return known.addresses

    async def _ask(self, host: str) -> Addresses:
        if not self._settings.servers:
            return await self._ask_system(host)
        answer = await self._resolver.addresses(host)
        return await self._ask_system(host) if isinstance(answer, NotFound) else answer

    async def _ask_system(self, host: str) -> Addresses:
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                found = await asyncio.get_running_loop().getaddrinfo(host, 0, type=socket.SOCK_STREAM)
        except TimeoutError:
            return Failed("no name server answers")
        except socket.gaierror as exc:
            if exc.errno == socket.EAI_AGAIN:
                return Failed(str(exc.strerror))
            return NotFound(0.0, str(exc.strerror))
        return tuple(dict.fromkeys(str(info[4][0]) for info in found)), SYSTEM_S


class _Only(AbstractResolver):
    def __init__(self, book: AddressBook, host: str) -> None:
        self._book, self._host = book, host

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._book.resolve(self._host, port, family)
        return [{**item, "hostname": host} for item in found]

    async def close(self) -> None:
        pass


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
