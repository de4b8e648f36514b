"""Shows an application what goes over the wire, without the password."""

from __future__ import annotations

import re
from collections.abc import Callable

Trace = Callable[[str, str, str], None]

_PASSWORD = re.compile(r"(<(?:[^\s<>/:]+:)?password\b[^<>]*(?<!/)>)[^<]*")


def masked(trace: Trace | None) -> Callable[[str, str, bytes], None] | None:
    """What the protocol calls: passes on direction, invoke id and the document with its password hidden."""
    if trace is None:
        return None
    return lambda direction, invoke_id, payload: trace(direction, invoke_id, without_password(payload))


def without_password(payload: bytes) -> str:
    """A document as text that may be shown."""
    return _PASSWORD.sub(r"\1***", payload.decode("utf-8", "replace"))
