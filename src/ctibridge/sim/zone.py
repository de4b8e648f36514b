"""The simulator's names: a small table that stands for the whole of DNS, and answers to questions about it.

Names outside the table do not exist. Messages are dnspython's; sockets are in `faces/dns.py`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.CNAME import CNAME

from ctibridge.errors import ConfigError
from ctibridge.sim.knobs import Knobs

KINDS = ("A", "AAAA", "SRV", "CNAME")
MOST_TTL_S = 2**31 - 1  # RFC 2181 section 8
MOST_ALIASES = 8  # one behind the other; a circle ends here


class NameFault(StrEnum):
    """What is wrong with a name."""

    NXDOMAIN = "nxdomain"
    SERVFAIL = "servfail"
    REFUSED = "refused"
    SILENT = "silent"  # no answer at all
    TRUNCATED = "truncated"  # over UDP; over TCP all is well


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a name.

    Args:
        records: `SRV 10 50 8080 xsp1.ent1.example` and the like, of the kinds in `KINDS`; none: the name exists.
        ttl_s: None: the knob's.
        fault: How questions about it go wrong.
    """

    records: tuple[str, ...] = ()
    ttl_s: int | None = None
    fault: NameFault | None = None

    def __post_init__(self) -> None:
        for text in self.records:
            parsed(text)
        if self.ttl_s is not None and not 0 <= self.ttl_s <= MOST_TTL_S:
            raise ConfigError("dns", "ttl", f"must be a whole number from 0 to {MOST_TTL_S}")


def parsed(text: str) -> dns.rdata.Rdata:
    """A record.

    Raises:
        ConfigError: it is none; says how one looks.
    """
    kind, _, data = text.strip().partition(" ")
    known = kind if kind.upper() in KINDS else ""  # dnspython knows no type without a name
    try:
        return dns.rdata.from_text(dns.rdataclass.IN, known, data, origin=dns.name.root, relativize=False)
    except (dns.exception.DNSException, ValueError) as exc:
        form = "SRV PRIORITY WEIGHT PORT TARGET, A ADDRESS, AAAA ADDRESS or CNAME NAME"
        raise ConfigError("dns", "record", f"{text!r} is none ({exc}); it looks like {form}") from exc


def zone_entries(
    domain: str, address: str, services: Mapping[str, Mapping[str, int]], weight: int = 10
) -> dict[str, Entry]:
    """The names of a platform on one machine.

    Args:
        domain: What administrators are told to configure.
        address: Where everything listens.
        services: Label of each service, `_ecsta._tcp`, with the servers that have it and their ports.
        weight: Of each server; all have the same priority.
    """
    here = Entry((f"{'AAAA' if ':' in address else 'A'} {address}",))
    servers = dict.fromkeys(name for ports in services.values() for name in ports)
    return {
        domain: here,
        **{f"{name}.{domain}": here for name in servers},
        **{
            f"{label}.{domain}": Entry(
                tuple(f"SRV 10 {weight} {port} {name}.{domain}." for name, port in ports.items())
            )
            for label, ports in services.items()
        },
    }


class Zone:
    """The table.

    Args:
        domain: The name above the others; its SOA is in answers that say no.
        knobs: The usual TTL, and faults of all names.

    `asked` counts questions, by name and kind: `SRV _ecsta._tcp.ent1.example`.
    """

    def __init__(self, domain: str, knobs: Knobs) -> None:
        self.domain, self._knobs = domain, knobs
        self._usual: dict[str, Entry] = {}
        self.entries: dict[str, Entry] = {}
        self.asked: dict[str, int] = {}

    def set_usual(self, entries: Mapping[str, Entry]) -> None:
        """These names are there from now on, and after a reset."""
        self._usual = dict(entries)
        self.reset()

    def reset(self) -> None:
        """Forgets all changes."""
        self.entries = dict(self._usual)

    def put(self, name: str, entry: Entry) -> None:
        """Sets or changes a name.

        Raises:
            ConfigError: it is no name.
        """
        try:
            key = dns.name.from_text(name, dns.name.root)
        except dns.exception.DNSException as exc:
            raise ConfigError("dns", "name", f"{name!r} is no name ({exc})") from exc
        self.entries[_plain(key)] = entry

    def change(self, name: str, **values: Any) -> None:
        """Changes fields of a name's entry, or makes it.

        Raises:
            ConfigError: a value or the name does not fit.
        """
        self.put(name, dataclasses.replace(self.entries.get(name.lower(), Entry()), **values))

    def remove(self, name: str) -> None:
        """The name does not exist any more."""
        self.entries.pop(name.lower(), None)

    def answer(self, query: dns.message.Message, *, udp: bool) -> dns.message.Message | None:
        """The answer to a query; None: silence."""
        question = query.question[0]
        self._count(question)
        fault = self._fault(_plain(question.name))
        if fault is NameFault.SILENT:
            return None
        response = dns.message.make_response(query, recursion_available=True)
        match fault:
            case NameFault.SERVFAIL:
                response.set_rcode(dns.rcode.SERVFAIL)
            case NameFault.REFUSED:
                response.set_rcode(dns.rcode.REFUSED)
            case NameFault.NXDOMAIN:
                self._say_no(response, _plain(question.name), dns.rcode.NXDOMAIN)
            case NameFault.TRUNCATED if udp:
                response.flags |= dns.flags.TC
            case _:
                self._fill(response, question)
        return response

    def _count(self, question: dns.rrset.RRset) -> None:
        what = f"{dns.rdatatype.to_text(question.rdtype)} {_plain(question.name)}"
        self.asked[what] = self.asked.get(what, 0) + 1

    def _fault(self, name: str) -> NameFault | None:
        if self._knobs.faults.dns is not None:
            return NameFault(self._knobs.faults.dns)
        entry = self.entries.get(name)
        return entry.fault if entry is not None else None

    def _fill(self, response: dns.message.Message, question: dns.rrset.RRset) -> None:
        """Puts in what is known, along aliases."""
        name = question.name
        for _ in range(MOST_ALIASES):
            self._add(response, name, question.rdtype)
            alias = self._records(_plain(name), dns.rdatatype.CNAME)
            if not alias or question.rdtype == dns.rdatatype.CNAME:
                break
            self._add(response, name, dns.rdatatype.CNAME)
            name = cast("CNAME", alias[0]).target
        if not any(rrset.rdtype == question.rdtype for rrset in response.answer):
            self._say_no(response, _plain(name), self._kind_of_no(_plain(name)))

    def _add(self, response: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> None:
        for record in self._records(_plain(name), kind):
            rrset = response.find_rrset(response.answer, name, dns.rdataclass.IN, kind, create=True)
            rrset.add(record, self._ttl(_plain(name)))

    def _kind_of_no(self, name: str) -> dns.rcode.Rcode:
        """A name exists when something lies below it, too."""
        exists = any(known == name or known.endswith(f".{name}") for known in self._known())
        return dns.rcode.NOERROR if exists else dns.rcode.NXDOMAIN

    def _say_no(self, response: dns.message.Message, name: str, code: dns.rcode.Rcode) -> None:
        response.set_rcode(code)
        if name == self.domain or name.endswith(f".{self.domain}"):
            ttl = self._ttl(name)
            soa = f"ns.{self.domain}. admin.{self.domain}. 1 3600 600 86400 {ttl}"
            response.authority.append(dns.rrset.from_text(f"{self.domain}.", ttl, "IN", "SOA", soa))

    def _known(self) -> Iterable[str]:
        return (name for name, entry in self.entries.items() if entry.fault is not NameFault.NXDOMAIN)

    def _records(self, name: str, kind: dns.rdatatype.RdataType) -> list[dns.rdata.Rdata]:
        entry = self.entries.get(name)
        if entry is None or entry.fault is NameFault.NXDOMAIN:
            return []
        return [record for record in map(parsed, entry.records) if record.rdtype == kind]

    def _ttl(self, name: str) -> int:
        entry = self.entries.get(name)
        return entry.ttl_s if entry is not None and entry.ttl_s is not None else self._knobs.dns_ttl_s


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
