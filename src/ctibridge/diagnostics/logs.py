"""Sets logging up: one line per event, readable on a terminal and JSON elsewhere, always to standard error."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from enum import StrEnum
from typing import Any

import structlog

from ctibridge.diagnostics.redact import printable, redacted_value


class LogFormat(StrEnum):
    """How log lines look."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


def set_up_logging(level: str = "info", form: LogFormat = LogFormat.AUTO) -> None:
    """Configures structlog for the process.

    Args:
        level: The least level that is shown: debug, info, warning, error.
        form: AUTO: text on a terminal, else JSON.
    """
    terminal = sys.stderr.isatty()
    text = form is LogFormat.TEXT or (form is LogFormat.AUTO and terminal)
    renderer: Any = structlog.dev.ConsoleRenderer(colors=terminal) if text else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,  # before: what an exception says is redacted too
            _redact,
            *([_keep_printable] if text else []),  # JSON escapes by itself
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key not in {"timestamp", "level", "event"}:
            event[key] = redacted_value(key, value)
    return event


def _keep_printable(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = printable(value)
    return event
