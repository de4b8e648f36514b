"""Why requests fail, told from the exceptions and from what each becomes in CSTA."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.pages.blocks import Part, Rows, annotated, code, table

from ctibridge import errors as e
from ctibridge.servers.csta import errors as answers
from ctibridge.servers.tapi import constants
from ctibridge.servers.tapi.errors import VALUES
from ctibridge.wire.csta.errors import ErrorValue, error


def subclasses(cls: type[Exception]) -> Iterator[type[Exception]]:
    """A class's descendants in this module, in the order of the source."""
    for child in cls.__subclasses__():
        if child.__module__ == e.__name__:
            yield child
            yield from subclasses(child)


def csta(value: ErrorValue) -> str:
    """A value with its category, as it stands in a CSTAErrorCode."""
    refusal = error(value)
    return code(f"{refusal.category}/{refusal.value}")


def tapi(value: int) -> str:
    """A LINEERR_* by its name."""
    return code(
        next(name for name, number in vars(constants).items() if name.startswith("LINEERR_") and number == value)
    )


def _first_line(cls: type) -> str:
    text = cls.__doc__ or ""
    return " ".join(text.split("\n\n")[0].split())


def _codes(old: str) -> str:
    rows: Rows = [
        (code(cls.code), code(cls.__name__), _first_line(cls), csta(answers.VALUES[cls]), tapi(VALUES[cls]))
        for cls in e.CommandError.__subclasses__()
        if cls.__module__ == e.__name__
    ]
    return annotated(("code", "exception", "meaning", "CSTA answer", "TAPI answer", "what to do"), rows, old)


def _by_request(_old: str) -> str:
    rows = [
        (code(request.__name__), code(cls.code), csta(value))
        for (cls, request), value in sorted(
            answers.FOR_REQUEST.items(), key=lambda item: (item[0][1].__name__, item[0][0].code)
        )
        if value != answers.VALUES[cls]
    ]
    return table(("request", "code", "CSTA answer instead"), rows)


def _by_status(_old: str) -> str:
    rows = [(code(status), csta(value)) for status, value in answers.REJECTED.items()]
    return table(("the platform's status", "CSTA answer"), rows)


PARTS: dict[str, Part] = {"error-codes": _codes, "errors-by-request": _by_request, "errors-by-status": _by_status}
