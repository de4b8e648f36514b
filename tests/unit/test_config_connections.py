"""Connections and DNS in the configuration file."""

from __future__ import annotations

import pytest

from ctibridge.broadworks.settings import DnsSettings
from tests.unit.configured import PROVIDER, SECRET, mistake, read

OFFICE = "providers.office"
URL = "https://xsi.example"


@pytest.fixture(autouse=True)
def secrets_are_there(monkeypatch):
    monkeypatch.setenv("OFFICE", SECRET)


@pytest.mark.parametrize("scheme", ["cti", "ctis", "tcp", "tcps"])
def test_the_cti_interface_has_its_ports_and_its_server_beside(tmp_path, scheme):
    (settings,) = read(tmp_path, PROVIDER.replace(URL, f"{scheme}://cti.example")).providers
    encrypted = scheme.endswith("s")
    assert (settings.connection, settings.port) == (("ctis", 8012) if encrypted else ("cti", 8011))
    assert f"http{'s' if encrypted else ''}://cti.example" == settings.xsi_url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ctis://cti.example/xsi", "must not have a path: 'ctis://cti.example/xsi' is no web server"),
        ("ctis://cti.example:0", "must look like https://host[:port][/prefix] or ctis://host[:port], not "),
        ("ctis://", "must look like https://host[:port][/prefix] or ctis://host[:port], not "),
        ("cti://u:p@cti.example", "must not hold user or password; they have keys of their own"),
    ],
)
def test_a_url_of_the_cti_interface_has_host_and_port_alone(tmp_path, url, said):
    assert mistake(tmp_path, PROVIDER.replace(URL, url)).startswith(f"{OFFICE}.url: {said}")


@pytest.mark.parametrize(
    ("url", "side_url", "said"),
    [
        (URL, "https://xsi.example", "is for the CTI interface; with https there is url"),
        ("ctis://cti.example", "ctis://xsi.example", "must look like https://host[:port][/prefix], not "),
        ("ctis://cti.example", "xsi.example", "must look like https://host[:port][/prefix], not "),
        ("ctis://cti.example", "https://u:p@xsi.example", "must not hold user or password; they have keys"),
    ],
)
def test_what_stands_beside_the_cti_interface_is_a_web_server(tmp_path, url, side_url, said):
    text = PROVIDER.replace(URL, url) + f"side_url = '{side_url}'"
    assert mistake(tmp_path, text).startswith(f"{OFFICE}.side_url: {said}")


def test_how_dns_is_asked_can_be_set(tmp_path):
    text = f"""{PROVIDER}[{OFFICE}.dns]
        servers = ['127.0.0.1:5353', '::1']
        more_names = false
        tls_names = ['*.p.example']"""
    expected = DnsSettings(servers=("127.0.0.1:5353", "::1"), more_names=False, tls_names=("*.p.example",))
    assert expected == read(tmp_path, text).providers[0].dns


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "servers = ['dns.example']",
            "servers[0]: must be an IP address, 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53, ",
        ),
        ("servers = ['::1', '::1:x']", "servers[1]: must be an IP address"),
        (
            "tls_names = ['192.0.2.1']",
            "tls_names[0]: must be a host name, xsp1.provider.example or *.provider.example, ",
        ),
        ("tls_names = ['*.example']", "tls_names[0]: must be a host name"),
        ("tls_names = ['a', 'x*.p.example']", "tls_names[1]: must be a host name"),
        ("srv = 'no'", "srv: Expected bool, got str"),
        ("timeout_s = 0", "timeout_s: Expected float > 0.0"),
        ("server = ['::1']", "server: is not known; did you mean servers?"),
    ],
)
def test_a_mistake_about_dns_is_named(tmp_path, text, said):
    assert mistake(tmp_path, f"{PROVIDER}[{OFFICE}.dns]\n{text}").startswith(f"{OFFICE}.dns.{said}")


PINNED = "fingerprints = ['" + "ab:" * 31 + "ab']\n"
OWN = "client_certificate = 'own.pem'\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fingerprints = ['ab']", "fingerprints[0]: must be a SHA-256 fingerprint, 64 hexadecimal digits"),
        (f"fingerprints = ['{'ab' * 32}', '{'ab' * 20}']", "fingerprints[1]: must be a SHA-256 fingerprint, 64"),
        (PINNED + "ca_file = 'ca.pem'", "ca_file: is one too many: fingerprints decide alone, and no issuer is asked"),
        ("client_key = 'own.key'", "client_certificate: is missing: a key is shown to nobody without"),
    ],
)
def test_a_mistake_about_certificates_is_named(tmp_path, text, said):
    assert mistake(tmp_path, PROVIDER + text).startswith(f"{OFFICE}.{said}")


@pytest.mark.parametrize(("text", "key"), [(PINNED, "fingerprints"), (OWN, "client_certificate")])
@pytest.mark.parametrize("scheme", ["http", "cti"])
def test_nobody_is_left_to_believe_that_certificates_protect_what_is_not_encrypted(tmp_path, text, key, scheme):
    plain = PROVIDER.replace(URL, f"{scheme}://p.example") + text
    assert f"{OFFICE}.{key}: has no use: {scheme} is not encrypted" == mistake(tmp_path, plain)


@pytest.mark.parametrize("text", [PINNED, OWN])
def test_an_encrypted_server_beside_is_enough_for_them(tmp_path, text):
    beside = PROVIDER.replace(URL, "cti://p.example") + "side_url = 'https://p.example'\n" + text
    assert read(tmp_path, beside).providers


def test_switches_of_the_cti_interface_can_be_set(tmp_path):
    text = PROVIDER.replace(URL, "cti://cti.example") + "\n[providers.office.cti]\nframing = 'nul'\nka_interval = 30\n"
    (settings,) = read(tmp_path, text).providers
    assert ("nul", 30, "cti") == (settings.cti.framing, settings.cti.ka_interval, settings.cti.request_dialect)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tx_suffix = 'x'", "tx_suffix: may be nothing, a line feed or a NUL"),
        ("ka_interval = -1", "ka_interval: cannot be less than 0"),
        ("actions_context = 'x'", "actions_context: is the same for both interfaces: set contexts.actions"),
        ("protocol_version = '22'", "protocol_version: is the same for both interfaces: set protocol_version"),
        ("frame = 'nul'", "frame: is not known"),
    ],
)
def test_a_switch_that_cannot_be_is_named(tmp_path, line, said):
    text = PROVIDER.replace(URL, "cti://cti.example") + f"\n[providers.office.cti]\n{line}\n"
    assert f"{OFFICE}.cti.{said}" in mistake(tmp_path, text)
