"""What a failed handshake means."""

from __future__ import annotations

import ssl

import pytest

from ctibridge.broadworks.handshakes import in_words, refuses_us


def failure(reason):
    found = ssl.SSLError(1, f"[SSL: {reason}]")
    found.reason = reason
    return found


@pytest.mark.parametrize(
    ("reason", "meaning", "ours"),
    [
        ("WRONG_VERSION_NUMBER", "the server speaks no TLS at this port", False),
        ("UNSUPPORTED_PROTOCOL", "the server speaks only versions of TLS before 1.2, which are broken", False),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "the server wants a client certificate: set client_certificate", True),
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "the server does not accept what client_certificate holds", True),
    ],
)
def test_reasons_of_openssl_are_explained(reason, meaning, ours):
    assert f"TLS failed ({reason}); {meaning}" == in_words(failure(reason))
    assert ours == refuses_us(failure(reason))


def test_what_is_not_known_is_told_as_it_is():
    assert "TLS failed (NO_SUCH_REASON)" == in_words(failure("NO_SUCH_REASON"))
    assert "TLS failed (broken)" == in_words(OSError("broken"))
    assert not refuses_us(OSError("broken"))
