"""Shows an application what goes over the wire, without the password."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

Trace = Callable[[str, str, str], None]

# Whoever writes a password, in whichever element or attribute whose name ends so. The document may be none: it is
# shown before anything is made of it. Without an end all that follows is hidden.
_ELEMENT = re.compile(
    r"""(<([^\s<>/"'=]*password)(?:\s(?:"[^"]*"|'[^']*'|[^"'<>/]|/(?!>))*)?>)"""
    r"""(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|.)*?(?=</\2\s*>|\Z)""",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""(password\s*=\s*)(?:"[^"]*"|'[^']*')""", re.IGNORECASE)


def masked(trace: Trace | None) -> Callable[[str, str, bytes], None] | None:
    """What the protocol calls: passes on direction, invoke id and the document with its password hidden."""
    if trace is None:
        return None
    return lambda direction, invoke_id, payload: trace(direction, invoke_id, without_password(payload))


def without_password(payload: bytes) -> str:
    """A document as text that may be shown."""
    return _ATTRIBUTE.sub(r'\1"***"', _ELEMENT.sub(r"\1***", _text(payload)))


def _text(payload: bytes) -> str:
    """A document has no NUL but in UTF-16, where every character of a tag has one."""
    if payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return payload.decode("utf-16", "replace")
    if b"\0" in payload[:2]:
        return payload.decode("utf-16-be" if payload[:1] == b"\0" else "utf-16-le", "replace")
    return payload.decode("utf-8", "replace")
