"""The four ways to a platform, and addresses as text."""

from __future__ import annotations

import pytest

from ctibridge.broadworks.connections import Connection, bracketed, is_address, name_server
from ctibridge.broadworks.settings import BroadWorksSettings

SIDES = {Connection.CTI: Connection.HTTP, Connection.CTIS: Connection.HTTPS}


def settings(url, **changes):
    return BroadWorksSettings(name="office", url=url, user="u", password="p", **changes)


@pytest.mark.parametrize(
    ("url", "connection", "port", "is_tls"),
    [
        ("http://h", Connection.HTTP, 80, False),
        ("https://h", Connection.HTTPS, 443, True),
        ("HTTPS://h", Connection.HTTPS, 443, True),
        ("cti://h", Connection.CTI, 8011, False),
        ("ctis://h", Connection.CTIS, 8012, True),
        ("tcp://h", Connection.CTI, 8011, False),
        ("tcps://h", Connection.CTIS, 8012, True),
    ],
)
def test_the_scheme_of_a_url_says_interface_port_and_encryption(url, connection, port, is_tls):
    found = Connection.of(url)
    assert (connection, port, is_tls) == (found, found.port, found.is_tls)
    assert (found in SIDES, SIDES.get(found)) == (found.is_cti, found.side)
    assert (connection, "h", port) == (settings(url).connection, settings(url).host, settings(url).port)


@pytest.mark.parametrize("url", ["ftp://h", "h", "", "xcti://h"])
def test_other_schemes_are_none(url):
    with pytest.raises(ValueError, match="is not a valid Connection"):
        Connection.of(url)


def test_a_port_of_the_url_wins():
    assert 9012 == settings("ctis://h:9012").port


@pytest.mark.parametrize(
    ("url", "side_url", "xsi_url"),
    [
        ("https://h:8443/x", None, "https://h:8443/x"),
        ("cti://h:9011", None, "http://h"),
        ("ctis://h:9012", None, "https://h"),
        ("ctis://[2001:db8::1]", None, "https://[2001:db8::1]"),
        ("ctis://h", "https://xsi.example/x", "https://xsi.example/x"),
    ],
)
def test_the_xsi_server_stands_beside_the_cti_interface(url, side_url, xsi_url):
    assert xsi_url == settings(url, side_url=side_url).xsi_url


def test_a_host_with_letters_beyond_ascii_is_spelled_as_dns_does():
    assert "xn--bcher-kva.example" == settings("https://Bücher.example").host


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("2001:db8::1", True),
        ("fe80::1%eth0", True),
        ("1.2.3", False),
        ("localhost", False),
        ("xsp.example", False),
    ],
)
def test_addresses_are_told_from_names(host, expected):
    assert expected == is_address(host)
    assert host in bracketed(host)


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("192.0.2.1", ("192.0.2.1", 53)),
        ("192.0.2.1:5353", ("192.0.2.1", 5353)),
        ("2001:db8::1", ("2001:db8::1", 53)),
        ("[2001:db8::1]", ("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
    ],
)
def test_a_name_server_is_an_address_perhaps_with_a_port(text, server):
    assert server == name_server(text)


@pytest.mark.parametrize(
    "text", ["", "dns.example", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "[192.0.2.1", "192.0.2.1:x", "1.2:53"]
)
def test_anything_else_is_no_name_server(text):
    with pytest.raises(ValueError):  # noqa: PT011  its text is the input; the configuration says the rest
        name_server(text)
