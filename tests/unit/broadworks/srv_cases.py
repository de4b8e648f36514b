"""What DNS may say about a platform: the cases of the table in docs/reference/dns.md, each with what follows."""

from __future__ import annotations

from dataclasses import dataclass

from ctibridge.broadworks.connections import Connection
from ctibridge.broadworks.discovery import (
    Answer,
    Answers,
    Basis,
    Failed,
    Found,
    NotFound,
    NotOffered,
    Plan,
    Record,
    Target,
    questions,
)

HOST = "platform.example"
CONFIGURED = Target(HOST, 8012)
ONE = Record(10, 0, 8012, "xsp1.platform.example")
TWO = Record(20, 0, 9012, "xsp2.platform.example")
RECORDS, NONE, DOT = Found((TWO, ONE), 300), NotFound(60), NotOffered(300)
TIME_OUT, SERVFAIL = Failed("no name server answers"), Failed("the name server cannot tell (SERVFAIL)")
LAST = Plan((Target("old.platform.example", 8012, ONE),), Basis.RECORDS, f"_ecsta-cti._tls.{HOST}", 300)
NAMES = questions(Connection.CTIS, HOST)
XSP1, XSP2, OLD, ITSELF = "xsp1:8012", "xsp2:9012", "old:8012", "configured"


@dataclass(frozen=True)
class Case:
    """Answers for the names of a CTI connection in their order, and what is tried then."""

    what: str
    answers: tuple[Answer, ...]
    tried: tuple[str, ...]
    basis: Basis
    again: str
    last: Plan | None = None

    @property
    def by_question(self) -> Answers:
        return dict(zip(NAMES, self.answers, strict=False))


BACKOFF = "with back-off"
CASES = (
    Case("records", (RECORDS, NONE), (XSP1, XSP2), Basis.RECORDS, "300 s"),
    Case(
        "the name is an alias (CNAME) of one with records",
        (Found((TWO, ONE), 300, alias_of="elsewhere.example"), NONE),
        (XSP1, XSP2),
        Basis.RECORDS,
        "300 s",
    ),
    Case("records with a TTL of 0", (Found((ONE,), 0), NONE), (XSP1,), Basis.RECORDS, "5 s"),
    Case("records with a TTL of a year", (Found((ONE,), 31_536_000), NONE), (XSP1,), Basis.RECORDS, "86400 s"),
    Case("records of both usual names", (Found((ONE,), 300), Found((TWO,), 300)), (XSP1,), Basis.RECORDS, "300 s"),
    Case("records of the second name only", (NONE, RECORDS), (XSP1, XSP2), Basis.RECORDS, "300 s"),
    Case("no such name (NXDOMAIN), nowhere", (NONE, NONE, NONE), (ITSELF,), Basis.CONFIGURED, "60 s"),
    Case(
        "the names exist and have no such records",
        (NotFound(60, "it has no SRV records"),) * 3,
        (ITSELF,),
        Basis.CONFIGURED,
        "60 s",
    ),
    Case(
        "none is known to exist, for different times", (NONE, NotFound(30), NONE), (ITSELF,), Basis.CONFIGURED, "30 s"
    ),
    Case(
        "records of an extra name only",
        (NONE, NONE, Found((ONE,), 300)),
        (XSP1, ITSELF),
        Basis.MORE_NAMES,
        "300 s",
    ),
    Case(
        "records of an extra name that name the configured server",
        (NONE, NONE, Found((Record(0, 0, 8012, HOST),), 300)),
        (ITSELF,),
        Basis.MORE_NAMES,
        "300 s",
    ),
    Case("the target is `.`", (DOT, NONE), (), Basis.NOT_OFFERED, "300 s"),
    Case("the target is `.`, the second name has records", (DOT, RECORDS), (), Basis.NOT_OFFERED, "300 s"),
    Case("the target of an extra name is `.`", (NONE, NONE, DOT), (ITSELF,), Basis.CONFIGURED, "60 s"),
    Case("time-out, at the start", (TIME_OUT, TIME_OUT), (ITSELF,), Basis.MAKESHIFT, BACKOFF),
    Case("time-out, later", (TIME_OUT, TIME_OUT), (OLD,), Basis.KEPT, BACKOFF, LAST),
    Case("SERVFAIL, at the start", (SERVFAIL, SERVFAIL), (ITSELF,), Basis.MAKESHIFT, BACKOFF),
    Case("SERVFAIL, later", (SERVFAIL, SERVFAIL), (OLD,), Basis.KEPT, BACKOFF, LAST),
    Case("the first name fails, the second does not exist, later", (SERVFAIL, NONE), (OLD,), Basis.KEPT, BACKOFF, LAST),
    Case("the first name fails, the second has records", (SERVFAIL, RECORDS), (XSP1, XSP2), Basis.RECORDS, BACKOFF),
    Case("the same, later", (SERVFAIL, RECORDS), (OLD,), Basis.KEPT, BACKOFF, LAST),
    Case("the first name fails, the target of the second is `.`", (SERVFAIL, DOT), (ITSELF,), Basis.MAKESHIFT, BACKOFF),
    Case("the first name does not exist, the second fails", (NONE, TIME_OUT), (ITSELF,), Basis.MAKESHIFT, BACKOFF),
    Case("the first name has records, the second fails", (RECORDS, TIME_OUT), (XSP1, XSP2), Basis.RECORDS, "300 s"),
    Case("only the extra name fails, later", (NONE, NONE, TIME_OUT), (OLD,), Basis.KEPT, BACKOFF, LAST),
    Case("records, later, instead of others", (RECORDS, NONE), (XSP1, XSP2), Basis.RECORDS, "300 s", LAST),
    Case("no such name any more, later", (NONE, NONE, NONE), (ITSELF,), Basis.CONFIGURED, "60 s", LAST),
    Case("nothing is asked: an IP address, or `srv = false`", (), (ITSELF,), Basis.CONFIGURED, "never"),
)


def short(target: Target) -> str:
    """A target as the table names it."""
    return ITSELF if target.host == HOST else f"{target.host.partition('.')[0]}:{target.port}"
