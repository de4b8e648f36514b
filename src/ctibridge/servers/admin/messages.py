"""What the administrator's face takes and gives: JSON objects with these members. Times in seconds since 1970."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

Name = Annotated[str, Meta(min_length=1)]
MOST_ENTRIES = 10_000  # of the journal in one answer


class ProviderRow(Struct, frozen=True):
    """A provider.

    Args:
        name: As the configuration file names it.
        up: Whether its platform is reached.
        reason: If not, why.
        lines: How many lines it has.
        in_service: How many of them applications can use.
    """

    name: str
    up: bool
    reason: str | None
    lines: int
    in_service: int


class HealthTexts(Struct, frozen=True):
    """What a person is told of a line's health (`diagnostics/health_texts.py`), in one language."""

    cause: str
    what: str
    why: str
    who: str
    todo: str
    evidence: str


class Health(Struct, frozen=True):
    """How a line is (`model/health.py`); `text`, `status` and `host` are what was seen last.

    `texts` has what people are told of it, by language (`en`, `de`); null: nothing is wrong.
    """

    state: str
    since: float
    text: str | None = None
    status: int | None = None
    host: str | None = None
    who: str | None = None
    retry_at: float | None = None
    texts: dict[str, HealthTexts] | None = None


class CallRow(Struct, frozen=True):
    """A call of a line: its state there, and the other parties."""

    call: str
    state: str
    others: tuple[str, ...]


class LineRow(Struct, frozen=True):
    """A line. `health` is null where only `in_service` is known."""

    provider: str
    line: str
    user_id: str
    number: str | None
    extension: str | None
    name: str
    group: str | None
    department: str | None
    in_service: bool
    health: Health | None = None
    calls: tuple[CallRow, ...] = ()

    @property
    def state(self) -> str:
        """The state in one word."""
        if self.health is not None:
            return self.health.state
        return "in-service" if self.in_service else "out-of-service"


class LineFilter(Struct, frozen=True):
    """Which lines are wanted; `search` is part of a user id, number, extension or name. Null: all."""

    state: str | None = None
    provider: str | None = None
    search: str | None = None


class Lines(Struct, frozen=True):
    """Lines, and how many there are in each state, whichever states are wanted.

    In the second and further messages of a live list: the lines that are new or changed, and the `gone` ones.
    """

    lines: tuple[LineRow, ...]
    counts: dict[str, int]
    gone: tuple[str, ...] = ()


class AddLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A user whose line is to be served, whatever the filters say."""

    user_id: Name


class NewLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A line to be imported, with the password of its account if it has one of its own.

    Of one that is not `wanted` only the password is taken.
    """

    user_id: Name
    password: Name | None = None
    wanted: bool = True

    def __repr__(self) -> str:
        return f"NewLine({self.user_id!r})"  # a password is shown nowhere


class ImportLines(Struct, frozen=True, forbid_unknown_fields=True):
    """Lines to be added, all or none."""

    lines: tuple[NewLine, ...]


class SetPassword(Struct, frozen=True, forbid_unknown_fields=True):
    """The password of an account; null: it is forgotten."""

    password: Name | None

    def __repr__(self) -> str:
        return "SetPassword(...)"


class KeptLine(Struct, frozen=True):
    """A line as the store has it, whether it is served or not."""

    id: int
    user_id: str
    number: str | None
    extension: str | None
    first_name: str
    last_name: str
    group: str | None
    department: str | None
    email: str | None
    source: str
    presence: str


class Copy(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the copy of the store is, or goes: an absolute path on the gateway's machine."""

    path: Name


class Forgotten(Struct, frozen=True):
    """So many passwords were forgotten."""

    passwords: int


class Difference(Struct, frozen=True):
    """What reading the lines brought, as user ids. `offered` could be added; so many records are `missing`."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    missing: int = 0


class Reloaded(Struct, frozen=True):
    """What a new configuration changed: at once, and only after a restart; keys as in the file."""

    applied: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()


class JournalEntry(Struct, frozen=True):
    """A change that somebody made: when, who, by which way, and what was done to what."""

    at: float
    who: str
    origin: str
    action: str
    provider: str | None = None
    subject: str | None = None
    details: str = ""


class Done(Struct, frozen=True):
    """It is done. `note`: what is to be known about it."""

    done: bool = True
    note: str | None = None


class Problem(Struct, frozen=True):
    """Why a request was not carried out (RFC 9457). `code` is stable."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retry_after_s: float | None = field(default=None)
