"""A message as a line, and a line as a message: by the fields that `messages.py` declares."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.tapi.framing import Fields, fields_from_line, line_from_fields
from ctibridge.wire.tapi.messages import MAX_FORWARDS, Caps, Forward, Message


class Slot(NamedTuple):
    """Where a line has a field: under `key`, or, counted there, under two numbered ones."""

    name: str
    key: str
    is_text: bool
    default: Any
    numbered: tuple[str, str] | None = None


_SLOTS: dict[type[Message], tuple[Slot, ...]] = {}


def slots(kind: type[Message]) -> tuple[Slot, ...]:
    """The fields of a message, but for those that have no fixed key."""
    found = _SLOTS.get(kind)
    if found is None:
        found = _SLOTS[kind] = tuple(_slot(item) for item in dataclasses.fields(kind) if item.name != "members")
    return found


def _slot(item: dataclasses.Field[Any]) -> Slot:
    key, *pair = item.metadata.get("numbered", (item.metadata.get("key", item.name),))
    numbered = (pair[0], pair[1]) if pair else None
    return Slot(item.name, key, str(item.type).startswith("str"), item.default, numbered)


def encode(message: Message) -> bytes:
    """The line of a message.

    Raises:
        LocalProtocolError: it has a number that no line can carry.
    """
    fields: Fields = {"type": message.type}
    for slot in slots(type(message)):
        value = getattr(message, slot.name)
        if slot.numbered is not None:
            fields |= _counted(slot, value)
        elif value or (value is not None and (slot.key in message.needed or slot.default is None)):
            fields[slot.key] = value
    if isinstance(message, Caps):
        fields |= message.members
    return line_from_fields(fields)


def _counted(slot: Slot, forwards: tuple[Forward, ...]) -> Fields:
    fields: Fields = {slot.key: len(forwards)} if forwards else {}
    mode, to = slot.numbered or ("", "")
    for number, forward in enumerate(forwards, 1):
        fields |= {f"{mode}{number}": forward.mode, f"{to}{number}": forward.to}
    return fields


def decode(line: bytes, known: Mapping[str, type[Message]]) -> Message | None:
    """The message in a line; None: of a type that is not among the known ones.

    Raises:
        RemoteProtocolError: it is none.
    """
    fields = fields_from_line(line)
    kind = known.get(str(fields.get("type")))
    if kind is None:
        if not isinstance(fields.get("type"), str):
            raise RemoteProtocolError("a message without type", line)
        return None
    missing = [key for key in kind.needed if key not in fields]
    if missing:
        raise RemoteProtocolError(f"{kind.type} without {', '.join(missing)}", line)
    values = dict(_values(kind, fields, line))
    if kind is Caps:
        values["members"] = {key: value for key, value in fields.items() if key.startswith(("dev_", "addr_"))}
    return kind(**values)


def _values(kind: type[Message], fields: Fields, line: bytes) -> Iterator[tuple[str, Any]]:
    for slot in slots(kind):
        if slot.numbered is not None:
            yield slot.name, _forwards(slot, fields, line)
        elif slot.key in fields:
            yield slot.name, _typed(fields, slot.key, str if slot.is_text else int, line)


def _forwards(slot: Slot, fields: Fields, line: bytes) -> tuple[Forward, ...]:
    count = _typed({"": 0, **fields}, slot.key if slot.key in fields else "", int, line)
    if count > MAX_FORWARDS:
        raise RemoteProtocolError(f"{slot.key} cannot be {count}", line)
    mode, to = slot.numbered or ("", "")
    zeros: Fields = {f"{mode}{number}": 0 for number in range(1, count + 1)}
    empty: Fields = {f"{to}{number}": "" for number in range(1, count + 1)}
    all_of = {**zeros, **empty, **fields}
    return tuple(
        Forward(_typed(all_of, f"{mode}{number}", int, line), _typed(all_of, f"{to}{number}", str, line))
        for number in range(1, count + 1)
    )


def _typed(fields: Fields, key: str, kind: type[Any], line: bytes) -> Any:
    value = fields[key]
    if not isinstance(value, kind):
        raise RemoteProtocolError(f"{key} is no {'text' if kind is str else 'number'}", line)
    return value
