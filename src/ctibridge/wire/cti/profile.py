"""What no published text says about a server of the CTI interface, as switches (reference, section 16).

A profile is remembered for each host once a server has answered; what is met at a new platform becomes a profile,
not code. Must not know how the switches are used.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ctibridge.errors import ConfigError

Plain = str | int | bool


class Framing(StrEnum):
    """How one document is told from the next."""

    XML_ROOT = "xml-root"  # by the end of its root
    NUL = "nul"
    LF = "lf"
    LEN32BE = "len32be"  # four bytes of length before it, the highest first
    HTTP = "http"  # a header with Content-Length before it


class RequestDialect(StrEnum):
    """How the element of the tunnelled request is named."""

    CTI = "cti"  # in the namespace of the CTI schema, as the schema has it
    UNQUALIFIED = "unqualified"  # without namespace, and its payload in that of the envelope: a published example


class UriMode(StrEnum):
    """Where the values of a request stand."""

    TEMPLATE = "template"  # in `params`; the uri has placeholders
    EXPANDED = "expanded"  # in the uri, and `params` is empty


class QueryStyle(StrEnum):
    """How a placeholder stands in the query of a uri."""

    BARE = "%address%"  # as the schema writes it
    NAMED = "address=%address%"


class AuthMode(StrEnum):
    """How a request says who asks."""

    CREDENTIALS = "credentials"
    SSO = "ssoCredentials"
    AUTHORIZATION = "authorization"


@dataclass(frozen=True, slots=True)
class ServerProfile:
    """How one server is spoken to. Each default is the likeliest reading of the published texts.

    Args:
        framing: How documents are told apart.
        tx_suffix: What follows each document that we write with `xml-root`.
        xml_decl: Whether an XML declaration begins each document.
        request_dialect: How the tunnelled request is named.
        uri_mode: Where the values stand.
        query_style: How a placeholder stands in a query.
        session_id: The fixed `sessionId`; empty: one is drawn for each connection and user.
        protocol_version: The `version` of a tunnelled request, such as `22.0`; empty: the release of the server.
        envelope_version: The version on the root of a request.
        auth_mode: How a request says who asks.
        ka_interval: Seconds of silence before a keep-alive; 0 for none.
        ka_tolerance: How often a keep-alive may stay unanswered.
        cti_passthrough: Whether requests that the schema does not list are tried in the tunnel.
        actions_context: The web application for calls and services; operators rename it.
        events_context: The one for channels and subscriptions.
    """

    framing: Framing = Framing.XML_ROOT
    tx_suffix: str = "\n"
    xml_decl: bool = False
    request_dialect: RequestDialect = RequestDialect.CTI
    uri_mode: UriMode = UriMode.TEMPLATE
    query_style: QueryStyle = QueryStyle.BARE
    session_id: str = ""
    protocol_version: str = ""
    envelope_version: str = "20.0"
    auth_mode: AuthMode = AuthMode.CREDENTIALS
    ka_interval: int = 10
    ka_tolerance: int = 0
    cti_passthrough: bool = False
    actions_context: str = "com.broadsoft.xsi-actions"
    events_context: str = "com.broadsoft.xsi-events"

    def plain(self) -> dict[str, Plain]:
        """The switches as a state file holds them."""
        return {key: str(value) if isinstance(value, StrEnum) else value for key, value in _items(self)}


DEFAULT = ServerProfile()
SUFFIXES = frozenset({"", "\n", "\0"})


def _items(profile: ServerProfile) -> list[tuple[str, Plain]]:
    return [(field.name, getattr(profile, field.name)) for field in dataclasses.fields(profile)]


def profile_from_plain(data: Mapping[str, object], source: str = "server profile") -> ServerProfile:
    """The profile that `plain` wrote. Switches that are missing have their default; unknown ones are passed over.

    Raises:
        ConfigError: a value that its switch does not have; `source` names the file.
    """
    given = {key: _switch(source, key, default, data[key]) for key, default in _items(DEFAULT) if key in data}
    if given.get("tx_suffix", "") not in SUFFIXES:
        raise ConfigError(source, "tx_suffix", "may be nothing, a line feed or a NUL")
    return replace(DEFAULT, **given)  # type: ignore[arg-type]  # each value has the type of its default


def _switch(source: str, key: str, default: Plain, value: object) -> Plain:
    if isinstance(default, StrEnum):
        try:
            return type(default)(str(value))
        except ValueError:
            raise ConfigError(source, key, f"may be {', '.join(type(default))}, not {value!r}") from None
    if type(value) is not type(default):
        raise ConfigError(source, key, f"needs a value such as {default!r}, not {value!r}")
    if isinstance(value, int) and value < 0:
        raise ConfigError(source, key, "cannot be less than 0")
    return value


# Reference, section 4 rule 4: the likeliest first. A lone line feed needs no turn: the first one ends in it.
PROBES: tuple[tuple[Framing, str, bool], ...] = (
    (Framing.XML_ROOT, "\n", False),
    (Framing.XML_ROOT, "", False),
    (Framing.XML_ROOT, "\n", True),
    (Framing.NUL, "", False),
    (Framing.LEN32BE, "", False),
    (Framing.HTTP, "", False),
)


def probes(remembered: ServerProfile = DEFAULT) -> tuple[ServerProfile, ...]:
    """The profiles to try, in order: what worked at this host before, then the others."""
    tried = [replace(remembered, framing=framing, tx_suffix=end, xml_decl=decl) for framing, end, decl in PROBES]
    return (remembered, *(profile for profile in tried if profile != remembered))
