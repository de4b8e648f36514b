"""Certificates for a platform on loopback: good ones, and those that nobody should trust."""

from __future__ import annotations

import datetime
import ssl
from hashlib import sha256
from pathlib import Path
from typing import Any

import trustme

HOST = "127.0.0.1"
_NOW = datetime.datetime.now(datetime.UTC)
_DAY = datetime.timedelta(days=1)

KINDS: dict[str, dict[str, Any]] = {
    "good": {"identities": (HOST, "localhost")},
    "expired": {"identities": (HOST, "localhost"), "not_before": _NOW - 9 * _DAY, "not_after": _NOW - _DAY},
    "not yet valid": {"identities": (HOST, "localhost"), "not_before": _NOW + _DAY, "not_after": _NOW + 9 * _DAY},
    "of another name": {"identities": ("xsp.example",)},
    "of the platform": {"identities": ("ent1.example",)},  # under which the simulator is in DNS
}


class Authority:
    """An authority, and the file that makes a gateway trust it.

    `fingerprint` is that of the certificate which a server was given last.
    """

    fingerprint: str

    def __init__(self, folder: Path) -> None:
        self._authority, self._folder = trustme.CA(), folder
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.file))

    def context(self, kind: str = "good") -> ssl.SSLContext:
        """A server's context with a certificate of this kind."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.renew(context, kind)
        return context

    def renew(self, context: ssl.SSLContext, kind: str = "good") -> None:
        """Gives the server another certificate."""
        arguments = dict(KINDS[kind])
        certificate = self._authority.issue_cert(*arguments.pop("identities"), **arguments)
        certificate.configure_cert(context)
        self.fingerprint = sha256(ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())).hexdigest()

    def file_of(self, kind: str = "good") -> Path:
        """A file with a private key and a certificate of this kind."""
        arguments = dict(KINDS[kind])
        certificate = self._authority.issue_cert(*arguments.pop("identities"), **arguments)
        path = self._folder / "server.pem"
        certificate.private_key_and_cert_chain_pem.write_to_path(str(path))
        return path

    def own_of(self, identity: str = "gateway@customer.example") -> tuple[Path, Path]:
        """Files with a client's certificate and its private key; only its owner may read the latter."""
        issued = self._authority.issue_cert(identity)
        certificate, key = self._folder / "own.pem", self._folder / "own.key"
        certificate.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
        key.write_bytes(issued.private_key_pem.bytes())
        key.chmod(0o600)
        return certificate, key

    def demanding(self, kind: str = "good") -> ssl.SSLContext:
        """A server's context that wants a client's certificate of this authority."""
        context = self.context(kind)
        context.verify_mode = ssl.CERT_REQUIRED
        self._authority.configure_trust(context)
        return context

    def trusting(self) -> ssl.SSLContext:
        """A client's context."""
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        return context
