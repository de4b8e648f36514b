"""Takes out of a text what does not belong into a log: telephone numbers, passwords."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<![\w.:\-])(\+?\d{3})\d{2,}(\d{2})(?![\w:\-])")  # from seven digits on, and no identifier
_SECRET_KEYS = frozenset({"password", "secret", "authorization", "token"})
HIDDEN = "***"


def redacted(text: str) -> str:
    """`text` with telephone numbers shortened: enough is left to tell two of them apart."""
    return _NUMBER.sub(r"\1…\2", text)


def redacted_value(key: str, value: object) -> object:
    """A logged value: nothing of a secret, and numbers shortened."""
    if key.lower() in _SECRET_KEYS:
        return HIDDEN
    return redacted(value) if isinstance(value, str) else value
