"""The four ways to reach a platform, their ports, and addresses of servers as text. Pure.

The ports are those that providers publish (ecsta.md section 1.2).
"""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from typing import NamedTuple

DNS_PORT = 53
_SERVER = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<four>[^:\[\]]+))(?::(?P<port>[0-9]{1,5}))?")


class Connection(StrEnum):
    """An interface of the platform, plain or encrypted; the value is the scheme of its URL."""

    HTTP = "http"
    HTTPS = "https"
    CTI = "cti"
    CTIS = "ctis"

    @classmethod
    def of(cls, url: str) -> Connection:
        """The connection that a URL means by its scheme.

        Raises:
            ValueError: it means none of them.
        """
        scheme = url.partition(":")[0].lower()
        return cls(_SPELLINGS.get(scheme, scheme))

    @property
    def port(self) -> int:
        """The usual port."""
        return _WAYS[self].port

    @property
    def side(self) -> Connection | None:
        """The XSI connection that stands beside it, for what the CTI interface cannot do."""
        return _WAYS[self].side

    @property
    def is_tls(self) -> bool:
        """Whether it is encrypted."""
        return self in {Connection.HTTPS, Connection.CTIS}

    @property
    def is_cti(self) -> bool:
        """Whether it is the CTI interface."""
        return self.side is not None


class _Way(NamedTuple):
    port: int
    side: Connection | None


_WAYS = {
    Connection.HTTP: _Way(80, None),
    Connection.HTTPS: _Way(443, None),
    Connection.CTI: _Way(8011, Connection.HTTP),
    Connection.CTIS: _Way(8012, Connection.HTTPS),
}
_SPELLINGS = {"tcp": "cti", "tcps": "ctis"}


def is_address(host: str) -> bool:
    """Whether a host is an IP address, so that there is nothing to look up."""
    try:
        ipaddress.ip_address(host.partition("%")[0])  # fe80::1%eth0
    except ValueError:
        return False
    return True


def bracketed(host: str) -> str:
    """A host as it stands in front of a port."""
    return f"[{host}]" if ":" in host else host


def name_server(text: str) -> tuple[str, int]:
    """Address and port of a name server that is written `address[:port]`, IPv6 with a port in brackets.

    Raises:
        ValueError: it is not an IP address, or no port.
    """
    if is_address(text):
        return text, DNS_PORT
    found = _SERVER.fullmatch(text)
    address = (found["six"] or found["four"]) if found else ""
    port = int((found and found["port"]) or DNS_PORT)
    if not is_address(address) or not 0 < port < 65_536:
        raise ValueError(text)
    return address, port
