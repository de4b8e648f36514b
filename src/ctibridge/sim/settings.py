"""Knobs and faults by name, for people who have only text: the command line and the control face.

Which values fit is read from the annotations, so a new knob needs nothing here.
"""

from __future__ import annotations

import codecs
import dataclasses
import difflib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from ctibridge.errors import ConfigError
from ctibridge.sim.knobs import AUTO, SUFFIXES, Faults, Knobs
from ctibridge.sim.zone import MOST_TTL_S, NameFault
from ctibridge.wire.cti.profile import Framing

FROM = "fault or knob"  # what errors say is wrong
NONE = "none"
_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_RELEASE = re.compile(r"\d+(\.\w+)*")


@dataclass(frozen=True, slots=True)
class Setting:
    """A knob or a fault.

    Args:
        name: Its field.
        is_fault: Whether it is a field of `Faults`.
        kinds: The types of its values; None among them: it may be off.
    """

    name: str
    is_fault: bool
    kinds: tuple[Any, ...]

    @property
    def is_text(self) -> bool:
        """Whether its value can be written; a function, for instance, cannot."""
        return all(kind in _READERS or kind is NoneType or get_origin(kind) is tuple for kind in self.kinds)

    def read(self, knobs: Knobs) -> Any:
        """Its value."""
        return getattr(self._place(knobs), self.name)

    def show(self, knobs: Knobs) -> Any:
        """Its value as plain data; a function by its name."""
        value = self.read(knobs)
        return repr(value) if callable(value) else value

    def write(self, knobs: Knobs, text: str) -> None:
        """Sets it to what the text says.

        Raises:
            ConfigError: the text is no value for it.
        """
        setattr(self._place(knobs), self.name, self._value(text.strip()))

    def reset(self, knobs: Knobs) -> None:
        """Sets it to its default."""
        setattr(self._place(knobs), self.name, self.read(Knobs()))

    def _place(self, knobs: Knobs) -> Knobs | Faults:
        return knobs.faults if self.is_fault else knobs

    def _value(self, text: str) -> Any:
        if not self.is_text:
            raise ConfigError(FROM, self.name, "can be set from Python only")
        if NoneType in self.kinds and text.lower() == NONE:
            return None
        kind = next(kind for kind in self.kinds if kind is not NoneType)
        try:
            value = _tuple(kind, text) if get_origin(kind) is tuple else _READERS[kind](text)
        except ValueError:
            raise ConfigError(FROM, self.name, f"{text!r} does not fit; {self.wanted} is wanted") from None
        complaint = _COMPLAINTS.get(self.name, lambda _: None)(value)
        if complaint is not None:
            raise ConfigError(FROM, self.name, f"{text!r} does not fit; {complaint} is wanted")
        return value

    @property
    def wanted(self) -> str:
        """In words, which values fit."""
        words = [_words(kind) for kind in self.kinds if kind is not NoneType]
        return " or ".join([*words, *([NONE] if NoneType in self.kinds else [])])


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]+", text):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value) or value < 0:
        raise ValueError(text)
    return value


def _truth(text: str) -> bool:
    if text.lower() not in _WORDS:
        raise ValueError(text)
    return _WORDS[text.lower()]


def _line(text: str) -> str:
    if not text.isprintable():  # it goes into headers and addresses
        raise ValueError(text)
    return text


_READERS: dict[Any, Callable[[str], Any]] = {bool: _truth, int: _whole, float: _number, str: _line}
_WANTED = {bool: "true or false", int: "a whole number", float: "a number from 0", str: "a text on one line"}


def _words(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return ",".join("NUMBER" for _ in get_args(kind))
    return _WANTED.get(kind, "a value of Python")


def _tuple(kind: Any, text: str) -> tuple[Any, ...]:
    parts = text.split(",")
    readers = [_READERS[part] for part in get_args(kind)]
    return tuple(reader(part.strip()) for reader, part in zip(readers, parts, strict=True))


def _is_charset(value: Any) -> str | None:
    try:
        codecs.lookup(value)
    except LookupError:
        return "a character set"
    return None


def _is_release(value: Any) -> str | None:
    return None if _RELEASE.fullmatch(value) else "a release such as 24.0"


def _is_prefix(value: Any) -> str | None:
    return None if value == "" or (value.startswith("/") and not value.endswith("/")) else "a path such as /telephony"


def _is_context(value: Any) -> str | None:
    return None if re.fullmatch(r"[\w.~-]+", value) else "the name of a web application"


def _is_name_fault(value: Any) -> str | None:
    return None if value is None or value in [*NameFault] else f"{NONE} or one of {', '.join(NameFault)}"


def _is_ttl(value: Any) -> str | None:
    return None if value <= MOST_TTL_S else f"at most {MOST_TTL_S}"


def _is_positive(value: Any) -> str | None:
    return None if value is None or value > 0 else "more than 0"


def _one_of(*names: str) -> Callable[[Any], str | None]:
    return lambda value: None if value in names else f"one of {', '.join(names)}"


_COMPLAINTS: dict[str, Callable[[Any], str | None]] = {
    "cti_framing": _one_of(AUTO, *Framing),
    "cti_suffix": _one_of(*SUFFIXES),
    "cti_max_document": _is_positive,
    "cti_close_after": _is_positive,
    "ka_period_s": _is_positive,
    "idle_close_s": _is_positive,
    "locale_charset": _is_charset,
    "release": _is_release,
    "oldest_release": _is_release,
    "path_prefix": _is_prefix,
    "actions_context": _is_context,
    "events_context": _is_context,
    "page_records": _is_positive,
    "unassigned_status": lambda value: None if value in {403, 404} else "403 or 404",
    "dns": _is_name_fault,
    "dns_ttl_s": _is_ttl,
}


def _settings_of(cls: type[Any], *, is_fault: bool) -> list[Setting]:
    hints = get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls) if field.name != "faults"]
    return [Setting(name, is_fault, _kinds(hints[name])) for name in names]


def _kinds(hint: Any) -> tuple[Any, ...]:
    return (hint,) if get_origin(hint) is tuple else get_args(hint) or (hint,)


SETTINGS = {
    setting.name: setting for setting in (*_settings_of(Faults, is_fault=True), *_settings_of(Knobs, is_fault=False))
}
"""All that can be set, by name; faults first."""


def find(name: str) -> Setting:
    """The knob or fault of this name.

    Raises:
        ConfigError: there is none; says which there are, and which is meant perhaps.
    """
    setting = SETTINGS.get(name.strip().replace("-", "_"))
    if setting is not None:
        return setting
    near = difflib.get_close_matches(name, SETTINGS, n=1)
    meant = f"; is {near[0]} meant?" if near else "."
    faults = ", ".join(item.name for item in SETTINGS.values() if item.is_fault)
    knobs = ", ".join(item.name for item in SETTINGS.values() if not item.is_fault)
    raise ConfigError(FROM, name, f"is not known{meant} Faults: {faults}. Knobs: {knobs}.")


def apply(knobs: Knobs, assignments: list[str]) -> None:
    """Sets what is written as `NAME=VALUE`; a name alone turns on what can be on or off.

    Raises:
        ConfigError: an unknown name, or a value that does not fit.
    """
    for assignment in assignments:
        name, sign, text = assignment.partition("=")
        setting = find(name)
        if not sign and bool not in setting.kinds:
            raise ConfigError(FROM, setting.name, f"needs a value: {setting.name}=VALUE, {setting.wanted}")
        setting.write(knobs, text if sign else "true")


def changed(knobs: Knobs) -> dict[str, Any]:
    """What is set otherwise than at first, by name, as plain data."""
    usual = Knobs()
    return {
        setting.name: setting.show(knobs) for setting in SETTINGS.values() if setting.read(knobs) != setting.read(usual)
    }
