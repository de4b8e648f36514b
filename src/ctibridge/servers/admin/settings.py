"""Whether and where the administrator's face listens; always on loopback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

Port = Annotated[int, Meta(ge=0, le=65_535)]


@dataclass(frozen=True, slots=True)
class AdminSettings:
    """The administrator's face.

    Args:
        enabled: Whether there is one. It needs the directory `state`.
        port: TCP port on 127.0.0.1; 0: a free one.
    """

    enabled: bool = True
    port: Port = 0
