"""The way to the servers of one interface, up to where they would be spoken to: DNS, TCP, TLS.

The same parts decide here as in a running gateway (`server_list.py`, `addresses.py`, `dialling.py`), so that the check
goes where that goes.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.check_steps import Finding
from ctibridge.broadworks.connections import Connection
from ctibridge.broadworks.dialling import dialled
from ctibridge.broadworks.discovery import Basis, Plan, Target, plan_from_answers
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.remedies import Failure, host_failure, tls_failure
from ctibridge.broadworks.resolver import Resolver
from ctibridge.broadworks.server_list import any_number, ask, questions_for
from ctibridge.broadworks.server_set import MOST_SERVERS
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.trust import Names
from ctibridge.errors import ConnectFailed, TlsFailed
from ctibridge.model.health import Who


@dataclass(slots=True)
class Server:
    """One server that is to be tried.

    Args:
        place: Where it is.
        record: The name in DNS whose record named it; None: the configuration did.
        addresses: As soon as they are known.
    """

    place: Place
    record: str | None
    addresses: tuple[str, ...] = ()

    def tells(self, text: str) -> str:
        """A text about it; the configured one needs no name."""
        return text if self.record is None else f"{self.place}: {text}"


class Way:
    """The way to one interface.

    Args:
        settings: Its `url` is where it leads.
        tls: The context for TLS; None: without.
        key: What the administrator has to correct when the address is wrong.

    `servers` are those that worked in the step that was tried last.
    """

    def __init__(self, settings: BroadWorksSettings, tls: ssl.SSLContext | None, key: str = "url") -> None:
        self.settings, self.tls, self.key = settings, tls, key
        self.resolver = Resolver(settings.dns)
        self.book = AddressBook(settings.dns, self.resolver, asyncio.get_running_loop().time)
        self.servers: list[Server] = []

    async def name_resolution(self) -> Finding:
        """The servers as DNS names them, and their addresses.

        Raises:
            Failure: there are none.
        """
        plan = await self._plan()
        if plan.basis is Basis.NOT_OFFERED:
            remedy = f"ask the provider which connection he offers, and set it in {self.key}"
            raise Failure(f"{plan.name} says that this is not offered", Who.ADMINISTRATOR, remedy)
        self.servers = [self._server(plan, target) for target in plan.targets[:MOST_SERVERS]]
        finding = await self.each(self._addresses)
        trouble = _unanswered(plan.problem) if plan.problem is not None else finding.trouble
        return Finding(_found(plan, self.settings) + finding.detail, trouble)

    async def tcp(self) -> Finding:
        """The servers that accept connections.

        Raises:
            Failure: there are none.
        """
        return await self.each(self._accepts)

    async def encryption(self) -> Finding:
        """The servers that can be trusted.

        Raises:
            Failure: there are none.
        """
        return await self.each(self._is_trusted)

    async def each(self, attempt: Callable[[Server], Awaitable[str]]) -> Finding:
        """Tries all servers side by side, and goes on with those that work.

        Raises:
            Failure: there are none.
        """
        outcomes = await asyncio.gather(*(_outcome(attempt, server) for server in self.servers))
        pairs = list(zip(self.servers, outcomes, strict=True))
        detail = "; ".join(server.tells(str(outcome)) for server, outcome in pairs)
        failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
        self.servers = [server for server, outcome in pairs if isinstance(outcome, str)]
        if not self.servers:
            raise Failure(detail, failures[0].who, failures[0].remedy)
        return Finding(detail, Failure(detail, failures[0].who, failures[0].remedy) if failures else None)

    def port_remedy(self, server: Server, usual: str) -> tuple[Who, str]:
        """Who must act when the port is that of something else."""
        if server.record is not None:
            return Who.PROVIDER, f"correct the port of {server.place} in the records of {server.record}"
        return Who.ADMINISTRATOR, f"check the port in {self.key}: it should be that of {usual}"

    async def _plan(self) -> Plan:
        answers = await ask(self.resolver, questions_for(self.settings))
        return plan_from_answers(answers, Target(self.settings.host, self.settings.port), None, any_number)

    def _server(self, plan: Plan, target: Target) -> Server:
        return Server(Place(target.host, target.port), plan.name if target.record is not None else None)

    async def _addresses(self, server: Server) -> str:
        host = server.place.host
        try:
            server.addresses = await self.book.addresses(host)
        except OSError as exc:
            raise host_failure(exc, host, server.record, self.key) from exc
        return f"{host} is {', '.join(server.addresses)}" if server.record is None else ", ".join(server.addresses)

    async def _accepts(self, server: Server) -> str:
        problems, port = [], server.place.port
        for address in server.addresses:
            try:
                async with asyncio.timeout(self.settings.timing.connect_s):
                    _, writer = await asyncio.open_connection(address, port)
            except TimeoutError:
                problems.append(f"{address} does not answer")
            except OSError as exc:
                problems.append(f"{address}: {os.strerror(exc.errno) if exc.errno else exc}")
            else:
                writer.close()
                return f"{address} accepts connections" + (f" on port {port}" if server.record is None else "")
        remedy = f"let this machine through the firewall to port {port}, or correct the port in {self.key}"
        if server.record is not None:
            remedy = (
                f"let this machine through the firewall to {server.place}; if that is open, the provider has to bring "
                f"the server back or correct the records of {server.record}"
            )
        raise Failure("; ".join(problems), Who.ADMINISTRATOR, remedy)

    async def _is_trusted(self, server: Server) -> str:
        names = Names(self.settings, server.place)
        try:
            shaken = await dialled(self.settings, server.place, names, self.book, self.tls, _Handshake)
        except (TlsFailed, ConnectFailed) as exc:
            usual = self.port_remedy(server, _USUAL[self.settings.connection])
            host, name = self.settings.host, server.place.host
            raise tls_failure(exc, host, name, self.key, usual, believed=names.current == name) from exc
        if self.settings.fingerprints:
            return f"{shaken.version}, certificate trusted by its fingerprint"
        return f"{shaken.version}, certificate valid for {names.current} until {shaken.until}"


_USUAL = {
    Connection.HTTPS: "https, usually 443",
    Connection.CTIS: "the encrypted CTI interface, usually 8012",
}


class _Handshake(asyncio.Protocol):
    """A connection that is closed as soon as it stands."""

    version, until = "no TLS", "an unknown date"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        session = cast("ssl.SSLObject", transport.get_extra_info("ssl_object"))
        certificate = session.getpeercert() or {}
        self.version = session.version() or self.version
        self.until = str(certificate.get("notAfter", self.until))
        transport.close()


async def _outcome(attempt: Callable[[Server], Awaitable[str]], server: Server) -> str | Failure:
    try:
        return await attempt(server)
    except Failure as exc:
        return exc


def _found(plan: Plan, settings: BroadWorksSettings) -> str:
    """Why these servers, as the beginning of a sentence about them."""
    names = ", ".join(question.name for question in questions_for(settings))
    match plan.basis:
        case Basis.RECORDS:
            return f"{plan.name} names "
        case Basis.MORE_NAMES:
            return f"{plan.name}, which other clients use, names "
        case Basis.MAKESHIFT:
            return f"the servers of {settings.host} could not be asked for ({plan.problem}); for want of an answer "
        case _:
            return f"no records ({names}); as configured, " if names else ""


def _unanswered(problem: str) -> Failure:
    return Failure(problem, Who.ADMINISTRATOR, "check this machine's name servers, or set dns.servers")
