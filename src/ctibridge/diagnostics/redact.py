"""Takes out of a text what does not belong into a log: telephone numbers, passwords, control characters."""

from __future__ import annotations

import re
from collections.abc import Mapping

HIDDEN = "***"

# Seven digits and more, and no identifier: those have colons, points, hyphens or letters beside their digits.
_NUMBER = re.compile(r"(?:(?<=tel:)|(?<=sip:)|(?<=sips:)|(?<![\w.:\-+]))(\d{3})\d{2,}(\d{2})(?![\w\-]|:\w)")
# Behind a plus nothing else can follow. Platforms write +1-2405551234, people +49 (30) 23125900.
_INTERNATIONAL = re.compile(r"(\+|%2B)(\d{7,}|\d(?:[ ().\-]{0,2}\d){6,})", re.IGNORECASE)
_CREDENTIALS = (
    (re.compile(r"(authorization['\"]?\s*[:=]\s*).+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Basic|Bearer) [\w+/.~\-]{8,}=*"), rf"\1 {HIDDEN}"),
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+(?=@)"), rf"\1{HIDDEN}"),
)
_SECRET_KEY = re.compile("password|passwd|secret|authorization|token|cookie", re.IGNORECASE)


def redacted(text: str) -> str:
    """`text` without credentials, and with telephone numbers shortened: enough is left to tell two of them apart."""
    for pattern, replacement in _CREDENTIALS:
        text = pattern.sub(replacement, text)
    return _NUMBER.sub(r"\1…\2", _INTERNATIONAL.sub(_shortened, text))


def _shortened(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[2])
    return f"{found[1]}{digits[:3]}…{digits[-2:]}"


def redacted_value(key: str, value: object) -> object:
    """A logged value: nothing of a secret, and numbers shortened, at any depth."""
    if _SECRET_KEY.search(key):
        return HIDDEN
    match value:
        case str():
            return redacted(value)
        case None | int() | float():
            return value
        case Mapping():
            return {redacted(str(name)): redacted_value(str(name), item) for name, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redacted_value(key, item) for item in value]
        case _:
            return redacted(repr(value))


def printable(text: str) -> str:
    """`text` with control characters spelled out, but line ends and tabs: peers must not write on our terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else repr(char)[1:-1] for char in text)
