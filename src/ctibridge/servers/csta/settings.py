"""How the CSTA face listens and what it tells. Times in seconds."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Meta

DEFAULT_PORT = 8800
DEFAULT_TLS_PORT = 8801
SHORTEST_SESSION_S = 30
Port = Annotated[int, Meta(ge=0, le=65_535)]
Count = Annotated[int, Meta(ge=1)]


class DeviceForm(StrEnum):
    """By what devices are announced. They are understood in every form."""

    EXTENSION = "extension"
    E164 = "e164"
    USER_ID = "user_id"


class Greeting(StrEnum):
    """Whether the server speaks first: some applications wait for it, others take it for an error."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class CstaSettings:
    """The CSTA face.

    Args:
        host: Address to listen on. Without a user only a loopback address is accepted.
        plain: Whether there is a listener without encryption.
        port: Its TCP port; 0: a free one.
        tls_port: TCP port for TLS, 0 for a free one; None: no TLS listener.
        certificate: PEM file with the certificate and its chain.
        key: PEM file with the private key.
        user: Who may start a session; None: anybody.
        password: Of that user.
        device_id: How devices are announced; a line whose extension is missing or not unique by its number.
        greeting: Whether the server speaks first.
        names: Whether events carry the parties' names as private data.
        max_sessions: Clients at the same time.
        session_s: The longest life of a session between two resets of its timer.
        outbox: Events that may wait for one client.
    """

    host: str = "127.0.0.1"
    plain: bool = True
    port: Port = DEFAULT_PORT
    tls_port: Port | None = None
    certificate: Path | None = None
    key: Path | None = None
    user: Annotated[str, Meta(min_length=1)] | None = None
    password: str | None = field(default=None, repr=False)
    device_id: DeviceForm = DeviceForm.EXTENSION
    greeting: Greeting = Greeting.AUTO
    names: bool = True
    max_sessions: Count = 500
    session_s: Annotated[int, Meta(ge=SHORTEST_SESSION_S)] = 86_400
    outbox: Count = 20_000

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the listener."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False
