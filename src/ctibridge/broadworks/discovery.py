"""Which servers are tried, in which order, and why: from answers about SRV records to a plan. Pure.

Must not know how name servers are asked; that is `resolver.py`. Why it decides as it does: ADR 19.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.connections import Connection, is_address
from ctibridge.broadworks.places import Place

MOST_TARGETS = 32  # a name server may send thousands; nobody has so many servers
SHORTEST_S = 5.0  # between two look-ups, also with a TTL of 0 and when all servers fail: a pause for the name server
LONGEST_S = 86_400.0  # a TTL may be 68 years; a day is what operators reckon with
NEVER_S = float("inf")
ROOT = "."
_HOST = re.compile(r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*")

Chance: TypeAlias = Callable[[int], int]
"""A number from 0 to the given one, both included, each as likely as the others."""


class Question(NamedTuple):
    """A name to ask for. `is_extra`: only when none of the usual names exists."""

    name: str
    is_extra: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One SRV record; `target` in small letters, without its final dot, or `.`."""

    priority: int
    weight: int
    port: int
    target: str


@dataclass(frozen=True, slots=True)
class Found:
    """The name has records; `alias_of` is the name that has them in truth."""

    records: tuple[Record, ...]
    ttl_s: float
    alias_of: str | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such name, or it has no records of this kind; `reason` says which."""

    ttl_s: float
    reason: str = "there is no such name"


@dataclass(frozen=True, slots=True)
class NotOffered:
    """The domain says that it has no such service: a single record with the target `.`."""

    ttl_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Nobody could say. Never the same as `NotFound`."""

    reason: str


Answer: TypeAlias = Found | NotFound | NotOffered | Failed
Answers: TypeAlias = Mapping[Question, Answer]
"""In the order in which the names count."""


class Basis(StrEnum):
    """What a plan rests on."""

    RECORDS = "records"
    MORE_NAMES = "records of another name"
    CONFIGURED = "the configured server"
    NOT_OFFERED = "not offered"
    KEPT = "the last good answer"
    MAKESHIFT = "the configured server, for want of an answer"


@dataclass(frozen=True, slots=True)
class Target:
    """A server. `record` is where it comes from; None: from the configuration."""

    host: str
    port: int
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The servers in the order in which to try them.

    Args:
        targets: None at all when the domain says that it has no such service.
        basis: Why these.
        name: The name whose records they are.
        ttl_s: Seconds for which the answer holds.
        problem: What could not be found out; it is asked again soon.
    """

    targets: tuple[Target, ...]
    basis: Basis
    name: str | None = None
    ttl_s: float = NEVER_S
    problem: str | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the servers are, in the same order."""
        return tuple(Place(target.host, target.port) for target in self.targets)

    @property
    def records(self) -> frozenset[Record]:
        """The records behind it, without an order."""
        return frozenset(target.record for target in self.targets if target.record is not None)


_NAMES = {
    Connection.HTTP: ("_ecsta._tcp",),
    Connection.HTTPS: ("_ecsta._tls",),
    Connection.CTI: ("_ecsta-cti._tcp", "_ecsta-cti"),
    Connection.CTIS: ("_ecsta-cti._tls", "_ecsta-cti"),  # the latter: a published example (ecsta.md section 1.2)
}
_MORE_NAMES = {False: ("_xsi-client._tcp",), True: ("_cti-client._tcp",)}


def questions(connection: Connection, host: str, *, more_names: bool = True) -> tuple[Question, ...]:
    """The names to ask for, the first one counts most; none for an IP address, which has no records."""
    if is_address(host):
        return ()
    usual = [Question(f"{label}.{host}") for label in _NAMES[connection]]
    extra = [Question(f"{label}.{host}", is_extra=True) for label in _MORE_NAMES[connection.is_cti]]
    return (*usual, *(extra if more_names else ()))


def answer_from_records(records: Iterable[Record], ttl_s: float, alias_of: str | None = None) -> Answer:
    """What the records of a name say. RFC 2782: a target of `.` counts when it is alone."""
    given = tuple(records)
    if given and all(record.target == ROOT for record in given):
        return NotOffered(ttl_s)
    usable = tuple(record for record in given if record.port and _HOST.fullmatch(record.target))
    if not usable:
        return Failed("its records name no host and port that could be used")
    return Found(tuple(sorted(usable, key=lambda record: record.priority)[:MOST_TARGETS]), ttl_s, alias_of)


def order(records: Iterable[Record], chance: Chance) -> tuple[Record, ...]:
    """Records in the order of RFC 2782: by priority; within one, drawn by weight."""
    waiting = sorted(records, key=lambda record: (record.priority, record.weight > 0))  # stable: weight 0 comes first
    ordered: list[Record] = []
    while waiting:
        equal = [record for record in waiting if record.priority == waiting[0].priority]
        drawn = _drawn(equal, chance)
        waiting.remove(drawn)
        ordered.append(drawn)
    return tuple(ordered)


def _drawn(records: list[Record], chance: Chance) -> Record:
    """The first whose running sum of weights reaches a number from 0 to the sum of all."""
    number, running = chance(sum(record.weight for record in records)), 0
    for record in records:
        running += record.weight
        if running >= number:
            return record
    raise AssertionError("the last running sum is the sum of all")


def is_settled(answers: Answers) -> bool:
    """Whether the usual names say enough, so that no other name needs to be asked for."""
    return any(not isinstance(answer, NotFound) for answer in answers.values())


def plan_from_answers(answers: Answers, configured: Target, last: Plan | None, chance: Chance) -> Plan:
    """The plan that answers lead to, best name first.

    Args:
        answers: Empty: nothing was to be asked.
        configured: The server of the configuration.
        last: The last plan that rested on a good answer; it stays when a name could not be asked for.
        chance: Draws within a priority.
    """
    problem: str | None = None
    for question, answer in answers.items():
        match answer:
            case Found() if problem is None or last is None:
                return _from_records(question, answer, configured, problem, chance)
            case NotOffered(ttl_s) if problem is None and not question.is_extra:
                return Plan((), Basis.NOT_OFFERED, question.name, ttl_s)
            case Failed(reason):
                problem = problem or f"{question.name}: {reason}"
    if problem is None:
        ttl_s = min((answer.ttl_s for answer in answers.values() if not isinstance(answer, Failed)), default=NEVER_S)
        return Plan((configured,), Basis.CONFIGURED, ttl_s=ttl_s)
    if last is not None:
        return replace(last, basis=Basis.KEPT, problem=problem)
    return Plan((configured,), Basis.MAKESHIFT, problem=problem)


def _from_records(question: Question, answer: Found, configured: Target, problem: str | None, chance: Chance) -> Plan:
    records = order(answer.records, chance)
    found: dict[tuple[str, int], Record] = {}
    for record in records:
        found.setdefault((record.target, record.port), record)
    targets = tuple(Target(host, port, record) for (host, port), record in found.items())
    if not question.is_extra:
        return Plan(targets, Basis.RECORDS, question.name, answer.ttl_s, problem)
    more = () if (configured.host, configured.port) in found else (configured,)  # other clients' names prove little
    return Plan((*targets, *more), Basis.MORE_NAMES, question.name, answer.ttl_s, problem)


class Discovery:
    """What is known about the servers, and when it has to be asked again.

    Args:
        configured: The server of the configuration.
        chance: Draws within a priority.
        backoff: The pauses while name servers fail.

    `due` is the time of the next look-up; at first, at once.
    """

    def __init__(self, configured: Target, chance: Chance, backoff: Backoff) -> None:
        self._configured, self._chance, self._backoff = configured, chance, backoff
        self._good: Plan | None = None
        self._asked_at = 0.0
        self._redraw = False
        self.plan: Plan | None = None
        self.due = 0.0

    def take(self, answers: Answers, now: float) -> Plan:
        """The plan after a look-up."""
        plan = self._steady(plan_from_answers(answers, self._configured, self._good, self._chance))
        self._asked_at, self._redraw = now, False
        if plan.problem is None:
            self._good = plan
            self._backoff.succeeded()
            self.due = now + min(max(plan.ttl_s, SHORTEST_S), LONGEST_S) if answers else NEVER_S
        else:
            self.due = now + max(self._backoff.failed(), SHORTEST_S)
        self.plan = plan
        return plan

    def all_failed(self, now: float) -> None:
        """None of the servers works: they may have moved, so a look-up is due, and its order is drawn anew."""
        self._redraw = True
        self.due = min(self.due, max(now, self._asked_at + SHORTEST_S)) if self.due < NEVER_S else NEVER_S

    def _steady(self, plan: Plan) -> Plan:
        """The same records keep the order that they have: links that stand are not to move."""
        old = self.plan
        if old is None or self._redraw or (old.name, old.records) != (plan.name, plan.records):
            return plan
        return replace(plan, targets=old.targets)
