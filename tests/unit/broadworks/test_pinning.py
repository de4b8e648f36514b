"""Fingerprints, and the context that trusts them."""

from __future__ import annotations

import socket
import ssl
from hashlib import sha256

import pytest

from ctibridge.broadworks.pinning import NotPinned, PinnedContext, digest_of, fingerprint_of

CERTIFICATE, OTHER = b"a certificate", b"another"
DIGITS = sha256(CERTIFICATE).hexdigest()


@pytest.mark.parametrize(
    "text", [DIGITS, DIGITS.upper(), fingerprint_of(CERTIFICATE), fingerprint_of(CERTIFICATE).lower()]
)
def test_a_fingerprint_may_have_colons_and_capitals(text):
    assert sha256(CERTIFICATE).digest() == digest_of(text)


def test_a_fingerprint_is_shown_as_a_configuration_would_have_it():
    assert fingerprint_of(CERTIFICATE).startswith(f"{DIGITS[:2].upper()}:{DIGITS[2:4].upper()}:")
    assert 32 == len(fingerprint_of(CERTIFICATE).split(":"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not ''"),
        ("xy" * 32, "not 'xyxy"),
        (DIGITS[:-1], "not '"),
        (f" {DIGITS}", "not ' "),
        (f"{DIGITS}:", "not '"),
        (DIGITS + "00", "not '"),
        ("ab" * 20, "is one of SHA-1"),
        ("ab:" * 15 + "ab", "is one of MD5"),
        ("ab" * 64, "is one of SHA-512"),
    ],
)
def test_what_is_no_fingerprint_of_sha_256_is_named(text, said):
    with pytest.raises(ValueError, match="must be a SHA-256 fingerprint, 64 hexadecimal digits") as raised:
        digest_of(text)
    assert said in str(raised.value)


def test_a_context_accepts_its_certificates_and_no_others():
    context = PinnedContext.of((fingerprint_of(CERTIFICATE), "00" * 32))
    assert context.accepts(CERTIFICATE)
    assert not context.accepts(OTHER)
    assert not context.accepts(None)


def test_a_context_that_was_told_nothing_accepts_nothing():
    assert not PinnedContext.of(()).accepts(CERTIFICATE)
    assert not PinnedContext(ssl.PROTOCOL_TLS_CLIENT).accepts(CERTIFICATE)


def test_a_blocking_socket_would_escape_the_check_and_is_refused():
    with socket.socket() as plain, pytest.raises(NotImplementedError, match="connections of asyncio only"):
        PinnedContext.of((DIGITS,)).wrap_socket(plain)


def test_a_server_without_a_certificate_is_said_to_have_none():
    assert str(NotPinned(None)).startswith("its SHA-256 fingerprint is none, which")
