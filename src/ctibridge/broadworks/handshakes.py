"""What it means that a handshake failed, in words that help an administrator. Pure.

With TLS 1.3 a server says what it has against a client's certificate only when the client takes the handshake for done.
"""

from __future__ import annotations

HANGS_UP = "the server hangs up during the handshake; does it speak TLS at this port, or want a client certificate?"

_NO_TLS = "the server speaks no TLS at this port"
_OLD_TLS = "the server speaks only versions of TLS before 1.2, which are broken"
_OURS_MISSING = "the server wants a client certificate: set client_certificate"
_OURS_REFUSED = "the server does not accept what client_certificate holds"
_OURS = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": _OURS_MISSING,
    "TLSV1_ALERT_UNKNOWN_CA": _OURS_REFUSED,
    "TLSV1_ALERT_ACCESS_DENIED": _OURS_REFUSED,
    "SSLV3_ALERT_BAD_CERTIFICATE": _OURS_REFUSED,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": _OURS_REFUSED,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": _OURS_REFUSED,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": _OURS_REFUSED,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": _OURS_REFUSED,
}
_MEANINGS = _OURS | {
    "WRONG_VERSION_NUMBER": _NO_TLS,
    "HTTP_REQUEST": _NO_TLS,
    "PACKET_LENGTH_TOO_LONG": _NO_TLS,
    "UNKNOWN_PROTOCOL": _NO_TLS,
    "TLSV1_ALERT_PROTOCOL_VERSION": _OLD_TLS,
    "UNSUPPORTED_PROTOCOL": _OLD_TLS,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "does the server want a client certificate? Then set client_certificate",
}
"""OpenSSL's reasons; those with ALERT in them are the server's."""


def in_words(failure: BaseException) -> str:
    """OpenSSL's reason, and what it means if that is known."""
    reason = getattr(failure, "reason", None) or str(failure)
    meaning = _MEANINGS.get(reason)
    return f"TLS failed ({reason})" + (f"; {meaning}" if meaning else "")


def refuses_us(failure: BaseException) -> bool:
    """Whether a connection ended because the server wants another certificate of us. Then it has read nothing."""
    return getattr(failure, "reason", None) in _OURS
