"""What an application gives as an address, as something to dial: TAPI's canonical and dialable addresses."""

from __future__ import annotations

import re

from ctibridge.errors import InvalidDestination

_END = re.compile(r"[|^\r\n;]")  # a subaddress, a name, another address, and "more will follow"
_MODIFIERS = re.compile(r"[TtPpWw@$!?,]")  # tone, pulse, waits and pauses: the platform does the dialling
_SEPARATORS = re.compile(r"[\s().\-/]")
_NUMBER = re.compile(r"\+?[0-9*#]+")


def dialable(address: str | None) -> str:
    """What is dialled; a SIP address or a name stays as it is.

    Raises:
        InvalidDestination: nothing is left to dial.
    """
    text = _END.split((address or "").strip(), maxsplit=1)[0].strip()
    bare = _SEPARATORS.sub("", text)
    number = _MODIFIERS.sub("", bare)
    if _NUMBER.fullmatch(number):
        return number
    if not bare or "/" in text:
        raise InvalidDestination(f"{address!r} cannot be dialled")
    return "".join(text.split()) if "@" in text else text
