"""What people are told of a line's health: what is wrong, why, who must act and what to do, in their language.

The evidence stays in the words of whoever answered: it is to be quoted, not translated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType

from ctibridge.diagnostics import health_english, health_german
from ctibridge.model.health import Evidence, LineHealth, Who


class Language(StrEnum):
    """In which people are told."""

    ENGLISH = "en"
    GERMAN = "de"


WORDS: dict[Language, ModuleType] = {Language.ENGLISH: health_english, Language.GERMAN: health_german}
Clock = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Told:
    """What one person reads.

    Args:
        cause: The cause in a few words; empty: nothing is wrong.
        what: What it means for whoever uses the line.
        why: The cause.
        who: Who must act; empty: nobody.
        todo: What that is.
        evidence: What was seen last, at which server; empty: nothing is wrong.
    """

    cause: str
    what: str
    why: str
    who: str
    todo: str
    evidence: str


def told(health: LineHealth, language: Language) -> Told:
    """What people are told of a line."""
    words = WORDS[language]
    what, why, todo = words.TEXTS[health.state]
    if health.who is Who.PROVIDER:
        todo = words.TODO_OF_THE_PROVIDER.get(health.state, todo)
    who = words.WHO[health.who] if health.who is not None else ""
    return Told(words.CAUSES[health.state], what, why, who, todo, _seen(health.evidence, words.AT))


def _seen(evidence: Evidence | None, at: str) -> str:
    """The evidence, with what its text does not name."""
    if evidence is None:
        return ""
    status = str(evidence.status) if evidence.status is not None else ""
    host = evidence.host or ""
    more = [text for text, name in ((status, status), (f"{at} {host}", host)) if name and name not in evidence.text]
    return f"{evidence.text} ({' '.join(more)})" if more else evidence.text


def sentences(said: Told, since: float, retry_at: float | None, language: Language, clock: Clock) -> list[str]:
    """The same as lines of text, with times.

    Args:
        said: What is told of the line.
        since: Since when it is so.
        retry_at: When it is tried again; None: not at all, or nobody knows.
        language: In which language.
        clock: Makes a text of seconds since 1970, in the reader's time zone.
    """
    words = WORDS[language]
    lines = [
        said.what,
        said.why,
        words.SINCE.format(clock(since)),
        words.MUST_ACT.format(said.who) if said.who else "",
        said.todo,
        words.SEEN.format(said.evidence) if said.evidence else "",
        words.RETRY.format(clock(retry_at)) if retry_at is not None else "",
    ]
    return [line for line in lines if line]
