"""How the TAPI face listens, and which lines it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from msgspec import Meta

from ctibridge.wire.tapi.handshake import TOKEN

DEFAULT_PORT = 7222


@dataclass(frozen=True, slots=True)
class TapiSettings:
    """The TAPI face. It listens on 127.0.0.1 only.

    Args:
        token: The secret that service provider and gateway share, from a file.
        port: TCP port; 0: a free one.
        lines: Which lines there are, by user id, number or extension; empty: all.
        unpark_code: What a telephone of the platform dials to retrieve a parked call.
        outbox: Changes that may wait for one service provider.
    """

    token: Annotated[str, Meta(pattern=rf"^{TOKEN.pattern}$")] = field(repr=False)
    port: Annotated[int, Meta(ge=0, le=65_535)] = DEFAULT_PORT
    lines: tuple[str, ...] = ()
    unpark_code: Annotated[str, Meta(pattern=r"^[0-9*#]+$")] = "*88"
    outbox: Annotated[int, Meta(ge=1)] = 20_000
