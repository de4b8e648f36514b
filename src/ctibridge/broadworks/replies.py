"""What the platform answers, whatever wire it comes over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ctibridge.errors import RateLimited, Rejected
from ctibridge.wire.xsi.directory import ErrorInfo
from ctibridge.wire.xsi.documents import Document

RETRY_AFTER_S = 5.0  # for a 503 that does not say, or says a date
LONGEST_PAUSE_S = 300  # whatever is asked for: nobody must be able to shut us up for good
_TOO_MANY = frozenset({429, 503})  # 429: proxies

Trace = Callable[[str, str, bytes], None]


def no_trace(_direction: str, _what: str, _body: bytes) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A successful answer."""

    status: int
    document: Document | None


def refusal(status: int, info: ErrorInfo | None, reason: str, retry_after: str = "") -> RateLimited | Rejected:
    """The error that a refusal is, by its status, its document, its reason phrase and its `Retry-After`."""
    text = info.summary_english if info is not None else reason or "no reason given"
    if status in _TOO_MANY:
        return RateLimited(f"the platform is overloaded ({text})", _pause_s(retry_after.strip()))
    return Rejected(status, text, info.error_code if info is not None else None)


def _pause_s(seconds: str) -> float:
    return float(min(int(seconds[:9]), LONGEST_PAUSE_S)) if seconds.isdecimal() else RETRY_AFTER_S
