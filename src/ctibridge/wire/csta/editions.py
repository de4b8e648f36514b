"""The editions of CSTA in XML and how a peer shows which one it speaks."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

SESSION_NAMESPACE = "http://www.ecma-international.org/standards/ecma-354/appl_session"

_NAMED = re.compile(r"csta/ed([2-6])/?$")
_NUMBERED = re.compile(r"(?:ed)?([2-6])$", re.IGNORECASE)


class Edition(IntEnum):
    """Edition of ECMA-323. What a message must not hold in an early edition is left out by the writer.

    `since` at a field names the first edition that has it. Editions 4 and 5 are known to us only as lying between
    3 and 6, so they get what both allow.
    """

    ED2 = 2
    ED3 = 3
    ED4 = 4
    ED5 = 5
    ED6 = 6

    @property
    def namespace(self) -> str:
        """The namespace of its messages, which is also its name in `requestedProtocolVersions`."""
        if self is Edition.ED2:
            return "http://www.ecma.ch/standards/ecma-323/csta/ed2"
        return f"http://www.ecma-international.org/standards/ecma-323/csta/ed{self.value}"


DEFAULT = Edition.ED5  # for a peer that never says


@lru_cache(maxsize=64)
def edition_of_namespace(uri: str) -> Edition | None:
    """The edition that a namespace stands for, by its end: products misspell what comes before."""
    found = _NAMED.search(uri)
    return Edition(int(found[1])) if found else None


def edition_of_version(version: str) -> Edition | None:
    """The edition that a `protocolVersion` asks for: a namespace as a rule, sometimes only its number."""
    found = _NAMED.search(version.strip()) or _NUMBERED.fullmatch(version.strip())
    return Edition(int(found[1])) if found else None


def chosen_edition(versions: tuple[str, ...]) -> Edition | None:
    """The first of the requested versions that we speak; None when there is none."""
    # Inferred: the order is the application's preference. No reference at hand says whose choice it is.
    editions = (edition_of_version(version) for version in versions)
    return next((edition for edition in editions if edition is not None), None)
