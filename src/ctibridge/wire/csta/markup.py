"""The spelling of CSTA in XML, for classes that are bound to it. Must not know any message."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TypeVar, dataclass_transform, overload

from ctibridge.wire.markup.binding import bind, xml

C = TypeVar("C")

ACRONYMS = frozenset({"dn", "id", "nid"})  # ECMA-323 writes callID, forwardDN, associatedNID


@overload
def structure(cls: type[C]) -> type[C]: ...
@overload
def structure(*, kw_only: bool) -> Callable[[type[C]], type[C]]: ...
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(xml, dataclasses.field))
def structure(cls: type[C] | None = None, *, kw_only: bool = True) -> type[C] | Callable[[type[C]], type[C]]:
    """A frozen dataclass that is read from and written as an element of CSTA.

    Args:
        cls: The class.
        kw_only: Whether its fields are given by name only.
    """

    def decorate(cls: type[C]) -> type[C]:
        return bind(cls, kw_only=kw_only, acronyms=ACRONYMS)

    return decorate if cls is None else decorate(cls)
