"""What TLS needs to reach a platform: whom to trust, and by which certificate to be known."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from ctibridge.broadworks.pinning import PinnedContext
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import ConfigError


def tls_context(settings: BroadWorksSettings, source: str) -> ssl.SSLContext | None:
    """The context for a platform that is reached by TLS; None: it is reached without.

    Args:
        settings: Of the platform.
        source: The file that they are from, for messages.

    Raises:
        ConfigError: a file with certificates or a key cannot be used.
    """
    if not settings.connection.is_tls:
        return None
    context = PinnedContext.of(settings.fingerprints) if settings.fingerprints else _verifying(settings, source)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.client_certificate is not None:
        _present(context, settings.client_certificate, settings, source)
    return context


def side_tls_context(settings: BroadWorksSettings, source: str) -> ssl.SSLContext | None:
    """The same for the XSI server beside the CTI interface; None also when there is none.

    Raises:
        ConfigError: a file with certificates or a key cannot be used.
    """
    if not settings.connection.is_cti:
        return None
    return tls_context(replace(settings, url=settings.xsi_url), source)


def _verifying(settings: BroadWorksSettings, source: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as exc:
        key = f"providers.{settings.name}.ca_file"
        raise ConfigError(source, key, f"{settings.ca_file} cannot be used: {exc}") from exc


def _present(context: ssl.SSLContext, certificate: Path, settings: BroadWorksSettings, source: str) -> None:
    """Lets the gateway show its certificate."""
    keys = {"client_certificate": certificate, "client_key": settings.client_key or certificate}
    for name, file in keys.items():
        if not file.is_file():
            raise ConfigError(source, f"providers.{settings.name}.{name}", f"there is no file {file}")
    try:
        context.load_cert_chain(certificate, settings.client_key, _no_passphrase)
    except (OSError, ssl.SSLError, _EncryptedKey) as exc:
        name = "client_key" if settings.client_key is not None else "client_certificate"
        where = f"providers.{settings.name}.{name}"
        raise ConfigError(source, where, _reason(certificate, keys["client_key"], exc)) from exc


class _EncryptedKey(Exception):
    """The key has a passphrase."""


def _no_passphrase() -> NoReturn:
    """Else OpenSSL would ask at the terminal, and a service has none."""
    raise _EncryptedKey


def _reason(certificate: Path, key: Path, exc: Exception) -> str:
    if isinstance(exc, _EncryptedKey):
        return f"{key} is encrypted, and nobody types its passphrase: write it without, openssl pkey -in {key}"
    if not isinstance(exc, ssl.SSLError):
        return f"{certificate} with {key} cannot be used: {exc}"
    if exc.reason in _NOT_A_PAIR:
        return f"{key} is not the key of the certificate in {certificate}"
    return f"there must be a certificate in {certificate} and a private key in {key}, both as PEM"


_NOT_A_PAIR = frozenset({"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"})
