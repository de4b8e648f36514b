"""Asks name servers, by UDP, and by TCP when an answer is too large. The only place that knows dnspython.

Names are asked for as they are: search lists are for people who type.
"""

from __future__ import annotations

import asyncio
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.resolver
from dns.rdatatype import RdataType

from ctibridge.broadworks.connections import name_server
from ctibridge.broadworks.discovery import Answer, Failed, NotFound, Record, answer_from_records
from ctibridge.broadworks.settings import DnsSettings

TRIES = 3  # within the limit: so long may one of several name servers be silent
IMPOSSIBLE_S = 3_600.0  # a name that is too long will not exist in an hour either


class Resolver:
    """The name servers of the settings, or the system's."""

    def __init__(self, settings: DnsSettings) -> None:
        self._settings = settings

    async def srv(self, name: str) -> Answer:
        """What is known about the SRV records of a name."""
        answer = await self._ask(name, RdataType.SRV)
        if not isinstance(answer, dns.resolver.Answer):
            return answer
        chain = answer.chaining_result
        records = [
            Record(item.priority, item.weight, item.port, item.target.to_text(omit_final_dot=True).lower())
            for item in answer.rrset or ()
        ]
        alias = chain.canonical_name.to_text(omit_final_dot=True) if chain.cnames else None
        return answer_from_records(records, chain.minimum_ttl, alias)

    async def addresses(self, host: str) -> tuple[tuple[str, ...], float] | NotFound | Failed:
        """The addresses of a host, IPv6 first, and for how many seconds they hold. A and AAAA are asked for together.

        One kind is enough: what is known of the other does not matter then.
        """
        answers = await asyncio.gather(self._ask(host, RdataType.AAAA), self._ask(host, RdataType.A))
        found = [answer for answer in answers if isinstance(answer, dns.resolver.Answer)]
        if found:
            addresses = tuple(item.address for answer in found for item in answer.rrset or ())
            return addresses, min(answer.chaining_result.minimum_ttl for answer in found)
        others = [answer for answer in answers if isinstance(answer, NotFound | Failed)]
        return next((answer for answer in others if isinstance(answer, Failed)), others[0])

    async def _ask(self, name: str, kind: RdataType) -> dns.resolver.Answer | NotFound | Failed:
        """Records of a kind; `NotFound` and `Failed` as they are in `discovery`."""
        try:
            asked = dns.name.from_text(f"{name.rstrip('.')}.")
        except dns.exception.DNSException as exc:
            return NotFound(IMPOSSIBLE_S, f"there can be no such name ({exc})")
        try:
            answer = await self._stub().resolve(asked, kind, search=False, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN as exc:
            responses: Any = exc.kwargs["responses"]
            return NotFound(responses[asked].resolve_chaining().minimum_ttl)
        except (dns.exception.DNSException, OSError) as exc:
            return Failed(_in_words(exc))
        if answer.rrset is None:
            return NotFound(answer.chaining_result.minimum_ttl, f"it has no {kind.name} records")
        return answer

    def _stub(self) -> dns.asyncresolver.Resolver:
        """Made anew for each look-up: the system's name servers change with the network.

        Raises:
            dns.resolver.NoResolverConfiguration: the system has none.
        """
        stub = dns.asyncresolver.Resolver(configure=not self._settings.servers)
        if self._settings.servers:
            stub.nameservers = [dns.nameserver.Do53Nameserver(*name_server(text)) for text in self._settings.servers]
        stub.lifetime, stub.timeout = self._settings.timeout_s, self._settings.timeout_s / TRIES
        return stub


def _in_words(exc: Exception) -> str:
    match exc:
        case dns.resolver.LifetimeTimeout():
            return "no name server answers"
        case dns.resolver.NoNameservers():
            return f"the name server cannot tell ({', '.join(_errors(exc)) or 'it refuses'})"
        case dns.resolver.NoResolverConfiguration():
            return "this system names no name server; set dns.servers"
        case _:
            return f"the look-up failed ({exc or type(exc).__name__})"


def _errors(exc: dns.resolver.NoNameservers) -> list[str]:
    """What each name server said, once: SERVFAIL, REFUSED, or why it was not understood."""
    errors: Any = exc.kwargs.get("errors", ())
    return list(dict.fromkeys(str(error[3]) for error in errors))
