"""What TLS needs: contexts out of settings, and what is said about files that cannot be used."""

from __future__ import annotations

import os
import ssl

import pytest
from cryptography.hazmat.primitives import serialization as pem

from ctibridge.broadworks.pinning import PinnedContext
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.tls import side_tls_context, tls_context
from ctibridge.errors import ConfigError
from tests.integration.broadworks.certificates import Authority

HTTPS, CTIS = "https://xsi.example", "ctis://cti.example"


def settings(url, **more):
    return BroadWorksSettings("office", url, "u", "p", **more)


def refused(**more):
    """What is said of these settings, without file and provider."""
    with pytest.raises(ConfigError) as raised:
        tls_context(settings(HTTPS, **more), "file")
    said = str(raised.value)
    assert said.startswith("file: providers.office.")
    return said.removeprefix("file: providers.office.")


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.mark.parametrize("url", [HTTPS, "HTTPS://XSI.EXAMPLE", CTIS, "tcps://cti.example"])
def test_an_encrypted_platform_is_trusted_by_its_certificate_however_it_is_spelled(url):
    context = tls_context(settings(url), "file")
    assert context is not None
    assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)
    assert ssl.TLSVersion.TLSv1_2 == context.minimum_version


@pytest.mark.parametrize("url", ["http://xsi.example", "HTTP://XSI.EXAMPLE", "cti://cti.example"])
def test_a_platform_that_is_not_encrypted_needs_no_trust(url):
    assert tls_context(settings(url), "file") is None


@pytest.mark.parametrize(
    ("url", "side_url", "expected"),
    [
        (CTIS, None, True),
        ("cti://cti.example", None, False),
        ("cti://cti.example", HTTPS, True),
        (CTIS, "http://xsi.example", False),
        (HTTPS, None, False),
    ],
)
def test_the_server_beside_has_the_same_trust_if_it_is_encrypted(url, side_url, expected):
    context = side_tls_context(settings(url, side_url=side_url, fingerprints=("00" * 32,)), "file")
    assert expected == isinstance(context, PinnedContext)


def test_fingerprints_stand_in_the_place_of_every_other_trust():
    context = tls_context(settings(HTTPS, fingerprints=("00" * 32,)), "file")
    assert isinstance(context, PinnedContext)
    assert ssl.TLSVersion.TLSv1_2 == context.minimum_version


def test_certificates_that_cannot_be_used_are_named(tmp_path):
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    assert refused(ca_file=file).startswith(f"ca_file: {file} cannot be used: ")


def test_a_file_that_is_not_there_is_named(tmp_path, authority):
    certificate, _ = authority.own_of()
    nowhere = tmp_path / "nowhere"
    assert f"client_certificate: there is no file {nowhere}" == refused(client_certificate=nowhere)
    expected = f"client_key: there is no file {nowhere}"
    assert expected == refused(client_certificate=certificate, client_key=nowhere)


def test_a_certificate_without_its_key_is_named(authority):
    certificate, _ = authority.own_of()
    expected = f"there must be a certificate in {certificate} and a private key in {certificate}, both as PEM"
    assert f"client_certificate: {expected}" == refused(client_certificate=certificate)
    assert f"client_key: {expected}" == refused(client_certificate=certificate, client_key=certificate)


def test_the_key_of_another_certificate_is_named(authority, tmp_path_factory):
    certificate, _ = authority.own_of()
    _, other = Authority(tmp_path_factory.mktemp("others")).own_of()
    expected = f"client_key: {other} is not the key of the certificate in {certificate}"
    assert expected == refused(client_certificate=certificate, client_key=other)


def test_a_key_with_a_passphrase_is_named_and_nobody_is_asked_for_it(authority, tmp_path):
    certificate, key = authority.own_of()
    encrypted = tmp_path / "encrypted.key"
    encrypted.write_bytes(encrypted_key(key.read_bytes()))
    said = refused(client_certificate=certificate, client_key=encrypted)
    assert said.startswith(f"client_key: {encrypted} is encrypted, and nobody types its passphrase")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(authority):
    certificate, key = authority.own_of()
    key.chmod(0)
    said = refused(client_certificate=certificate, client_key=key)
    assert said.startswith(f"client_key: {certificate} with {key} cannot be used: ")
    assert "Permission denied" in said


def encrypted_key(plain: bytes) -> bytes:
    key = pem.load_pem_private_key(plain, None)
    return key.private_bytes(
        pem.Encoding.PEM, pem.PrivateFormat.TraditionalOpenSSL, pem.BestAvailableEncryption(b"passphrase")
    )
