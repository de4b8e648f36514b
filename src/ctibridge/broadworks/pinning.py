"""Trust in certificates that the configuration names by their fingerprints: in these alone, whoever issued them.

The check is a part of the handshake itself, so that what fails it was sent nothing: no request, no password. Must not
know what the connection is for.
"""

from __future__ import annotations

import hashlib
import re
import ssl
from typing import Any, NoReturn

_DIGITS = re.compile(r"[0-9a-f]{2}(:?[0-9a-f]{2})*")
_OTHER_DIGESTS = {16: "MD5", 20: "SHA-1", 48: "SHA-384", 64: "SHA-512"}


def digest_of(text: str) -> bytes:
    """The fingerprint that is written as hexadecimal digits, with colons or without.

    Raises:
        ValueError: it is none of SHA-256; says why.
    """
    plain = text.lower()
    digest = bytes.fromhex(plain.replace(":", "")) if _DIGITS.fullmatch(plain) else b""
    if len(digest) == hashlib.sha256().digest_size:
        return digest
    other = _OTHER_DIGESTS.get(len(digest))
    found = f"{text!r} is one of {other}" if other else f"not {text!r}"
    raise ValueError(f"must be a SHA-256 fingerprint, 64 hexadecimal digits with or without colons; {found}")


def fingerprint_of(certificate: bytes) -> str:
    """The SHA-256 fingerprint of a certificate in DER, as a configuration would have it."""
    return hashlib.sha256(certificate).digest().hex(":").upper()


class NotPinned(ssl.SSLCertVerificationError):
    """The server has another certificate. Looks like what a failed verification raises, so that all treat it alike."""

    verify_code = 0  # none of OpenSSL's

    def __init__(self, certificate: bytes | None) -> None:
        seen = fingerprint_of(certificate) if certificate else "none"
        self.verify_message = (
            f"its SHA-256 fingerprint is {seen}, which is not among fingerprints; "
            "if the provider confirms it, add it there"
        )
        super().__init__(ssl.SSL_ERROR_SSL, self.verify_message)


class _PinnedObject(ssl.SSLObject):
    """One connection: its handshake fails when the certificate is not one of the context's."""

    def do_handshake(self) -> None:
        super().do_handshake()
        context, certificate = self.context, self.getpeercert(binary_form=True)
        if not isinstance(context, PinnedContext) or not context.accepts(certificate):
            raise NotPinned(certificate)


class PinnedContext(ssl.SSLContext):
    """A client's context that trusts certificates by their fingerprints; OpenSSL's own verification is not asked.

    asyncio has the handshake done by `sslobject_class`, which the ssl module documents for this purpose.
    """

    sslobject_class = _PinnedObject
    _digests: frozenset[bytes] = frozenset()  # nothing is trusted before somebody says what

    @classmethod
    def of(cls, fingerprints: tuple[str, ...]) -> PinnedContext:
        """A context for these.

        Raises:
            ValueError: one of them is no SHA-256 fingerprint.
        """
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context._digests = frozenset(digest_of(text) for text in fingerprints)
        return context

    def accepts(self, certificate: bytes | None) -> bool:
        """Whether this certificate, in DER, is one of them."""
        return certificate is not None and hashlib.sha256(certificate).digest() in self._digests

    def wrap_socket(self, *_arguments: Any, **_more: Any) -> NoReturn:
        """Refuses: a blocking socket would go without the check."""
        raise NotImplementedError("fingerprints are checked on connections of asyncio only")
