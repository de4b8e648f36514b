"""Lines of flat JSON: bytes in, dictionaries of strings and numbers out. Must not know what they say.

Stricter than JSON, so that a small decoder in C can be as strict: docs/reference/tapi-link.md, "Bytes".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ctibridge.errors import LocalProtocolError, RemoteProtocolError

Fields = dict[str, str | int]

MAX_LINE = 16_384  # bytes with the line feed: a call whose ten texts are as long as they may be takes 10,000
MAX_KEYS = 64
MAX_TEXT = 256  # UTF-16 units, in which TAPI counts
MAX_NUMBER = 0xFFFF_FFFF
_KEY = re.compile(r"[a-z0-9_]{1,32}")
_IMPOSSIBLE = re.compile("[\0\ud800-\udfff]")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # `dumps` would make one for each line


def line_from_fields(fields: Mapping[str, str | int]) -> bytes:
    """One line. Too long texts are cut; a half surrogate and U+0000, which no line can carry, become U+FFFD.

    Raises:
        LocalProtocolError: a number or a key that a line cannot carry, or too much of everything.
    """
    possible: dict[str, str | int] = {}
    for key, value in fields.items():
        if isinstance(value, str):
            possible[key] = cut(value)
        elif 0 <= value <= MAX_NUMBER:
            possible[key] = value
        else:
            raise LocalProtocolError(f"{key} cannot be {value}")
    line = _json(possible).encode() + b"\n"
    if len(line) > MAX_LINE or len(fields) > MAX_KEYS or not all(map(_is_key, fields)):
        raise LocalProtocolError(f"a line of {len(line)} bytes with the keys {', '.join(fields)}")
    return line


def cut(text: str, units: int = MAX_TEXT) -> str:
    """As much of a text as a line may carry, in UTF-16 units, without half a character at its end."""
    if text.isascii() and "\0" not in text:
        return text[:units]
    possible = _IMPOSSIBLE.sub("\ufffd", text)
    return possible.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


@cache
def _is_key(key: str) -> bool:
    return _KEY.fullmatch(key) is not None  # those that are sent are few


def fields_from_line(line: bytes) -> Fields:
    """What a line says.

    Raises:
        RemoteProtocolError: it is not a line of this link.
    """
    try:
        fields = json.loads(
            line.decode(), object_pairs_hook=_object, parse_int=_number, parse_float=_no, parse_constant=_no
        )
    except (ValueError, RecursionError) as exc:
        raise RemoteProtocolError(f"not a message: {exc}", line) from exc
    if not isinstance(fields, dict):
        raise RemoteProtocolError("not a message: no object", line)
    return fields


def _object(pairs: list[tuple[str, Any]]) -> Fields:
    fields: Fields = {}
    if len(pairs) > MAX_KEYS:
        raise ValueError(f"{len(pairs)} keys")
    for key, value in pairs:
        if key in fields or not _KEY.fullmatch(key):
            raise ValueError(f"the key {key!r}, twice or impossible")
        fields[key] = _value(key, value)
    return fields


def _value(key: str, value: Any) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"{key} is neither text nor number")  # noqa: TRY004 -- the caller turns one kind of error
    if isinstance(value, str) and (value != cut(value)):
        raise ValueError(f"{key} is a text that cannot be")
    return value


def _number(digits: str) -> int:
    number = int(digits) if _NUMBER.fullmatch(digits) else -1
    if not 0 <= number <= MAX_NUMBER:
        raise ValueError(f"the number {digits[:20]}")
    return number


def _no(text: str) -> None:
    raise ValueError(f"the value {text[:20]}")


class LineSplitter:
    """Takes bytes, gives lines without their line feeds."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        """Bytes of a line that has not ended yet."""
        return len(self._buffer)

    def receive_data(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes.

        Raises:
            RemoteProtocolError: a line is too long; what came before it in the same `data` is lost.
        """
        first = len(self._buffer)
        self._buffer += data
        if data.find(b"\n") < 0:
            self._check(first + len(data) + 1)
            return []
        *lines, rest = bytes(self._buffer).split(b"\n")
        self._check(max(len(line) + 1 for line in (*lines, rest)))
        self._buffer = bytearray(rest)
        return lines

    def _check(self, length: int) -> None:
        if length > MAX_LINE:
            raise RemoteProtocolError(f"a line of more than {MAX_LINE} bytes", bytes(self._buffer[:200]))
