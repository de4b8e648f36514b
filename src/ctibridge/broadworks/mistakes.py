"""What is wrong with the settings of a platform beyond types and limits. Pure.

Each mistake is a key and what to say about it, in the order in which somebody would want to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from yarl import URL

from ctibridge.broadworks.connections import Connection, name_server
from ctibridge.broadworks.pinning import digest_of
from ctibridge.broadworks.server_names import is_name_pattern
from ctibridge.broadworks.settings import Accounts, BroadWorksSettings, DnsSettings
from ctibridge.errors import ConfigError
from ctibridge.numbering.mistakes import mistakes as mistakes_in_numbers
from ctibridge.wire.cti.profile import DEFAULT, ServerProfile, profile_from_plain

Mistake: TypeAlias = tuple[str, str]

_URLS = {
    Connection.HTTPS: "https://host[:port][/prefix]",
    Connection.HTTP: "https://host[:port][/prefix]",  # the form that is better
    Connection.CTIS: "ctis://host[:port]",
    Connection.CTI: "ctis://host[:port]",
}
"""How the URL of each connection looks."""

XSI = (Connection.HTTP, Connection.HTTPS)


def mistakes(settings: BroadWorksSettings) -> Iterator[Mistake]:
    """What cannot be used; the first one counts, for the others may follow from it."""
    yield from _of_url("url", settings.url, tuple(_URLS))
    if settings.passwords_file is not None and settings.accounts is Accounts.ONE:
        yield "passwords_file", 'is for accounts = "each"'
    yield from _of_side(settings)
    yield from _of_certificates(settings)
    yield from _of_dns(settings.dns)
    yield from _of_profile(settings.cti)
    yield from ((f"numbers.{key}", reason) for key, reason in mistakes_in_numbers(settings.numbers))


def _of_url(key: str, text: str, allowed: tuple[Connection, ...]) -> Iterator[Mistake]:
    if "@" in text:
        yield key, "must not hold user or password; they have keys of their own"
        return  # no other message must show a password
    try:
        url = URL(text)
    except ValueError as exc:
        yield key, f"is not a URL: {exc}"
        return
    extra = re.search(r"[\s?#]", text)  # yarl takes spaces for a part of the name
    connection = _connection(url)
    if extra or connection not in allowed or not url.host or url.explicit_port == 0:
        forms = " or ".join(dict.fromkeys(_URLS[item] for item in allowed))
        yield key, f"must look like {forms}, not {text!r}"
    elif connection.is_cti and url.raw_path.strip("/"):
        yield key, f"must not have a path: {text!r} is no web server"


def _of_side(settings: BroadWorksSettings) -> Iterator[Mistake]:
    if settings.side_url is None:
        return
    if not settings.connection.is_cti:
        yield "side_url", f"is for the CTI interface; with {settings.connection} there is url"
    yield from _of_url("side_url", settings.side_url, XSI)


def _of_certificates(settings: BroadWorksSettings) -> Iterator[Mistake]:
    for index, text in enumerate(settings.fingerprints):
        try:
            digest_of(text)
        except ValueError as exc:
            yield f"fingerprints[{index}]", str(exc)
    if settings.fingerprints and settings.ca_file is not None:
        yield "ca_file", "is one too many: fingerprints decide alone, and no issuer is asked"
    if settings.client_key is not None and settings.client_certificate is None:
        yield "client_certificate", "is missing: a key is shown to nobody without its certificate"
    for key in ("fingerprints", "client_certificate"):  # whoever sets them must not believe that he is protected
        if getattr(settings, key) and not _is_encrypted(settings):
            yield key, f"has no use: {settings.connection} is not encrypted"


def _is_encrypted(settings: BroadWorksSettings) -> bool:
    """Whether anything is: the connection itself, or that to the XSI server beside it."""
    return settings.connection.is_tls or Connection.of(settings.xsi_url).is_tls


def _of_dns(settings: DnsSettings) -> Iterator[Mistake]:
    for index, server in enumerate(settings.servers):
        try:
            name_server(server)
        except ValueError:
            reason = f"must be an IP address, 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53, not {server!r}"
            yield f"dns.servers[{index}]", reason
    for index, name in enumerate(settings.tls_names):
        if not is_name_pattern(name):
            reason = f"must be a host name, xsp1.provider.example or *.provider.example, not {name!r}"
            yield f"dns.tls_names[{index}]", reason


ELSEWHERE = {
    "protocol_version": "protocol_version",
    "actions_context": "contexts.actions",
    "events_context": "contexts.events",
}
"""Switches of the CTI interface that are settings of XSI as well, and have one place for both."""


def _of_profile(profile: ServerProfile) -> Iterator[Mistake]:
    for key, place in ELSEWHERE.items():
        if getattr(profile, key) != getattr(DEFAULT, key):
            yield f"cti.{key}", f"is the same for both interfaces: set {place}"
    try:
        profile_from_plain(profile.plain())
    except ConfigError as exc:
        yield f"cti.{exc.key}", exc.reason


def _connection(url: URL) -> Connection | None:
    try:
        return Connection.of(str(url))
    except ValueError:
        return None
