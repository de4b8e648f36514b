"""Which names a certificate may have."""

from __future__ import annotations

import pytest

from ctibridge.broadworks.server_names import accepted_name, is_name_pattern, names_to_check, refusal

HOST = "xsi.provider.example"


@pytest.mark.parametrize(
    ("host", "target", "tls_names", "accepted"),
    [
        (HOST, HOST, (), True),
        (HOST, "XSI.Provider.Example.", (), True),
        (HOST, f"xsp1.{HOST}", (), True),
        (HOST, f"a.b.{HOST}", (), True),
        (HOST, "xsp1.provider.example", (), False),  # beside it: a public suffix cannot be told from a domain
        (HOST, "provider.example", (), False),
        (HOST, f"evil{HOST}", (), False),
        (HOST, f"{HOST}.evil.example", (), False),
        (HOST, "evil.example", (), False),
        (HOST, "", (), False),
        (HOST, "xsp1.provider.example", ("xsp1.provider.example",), True),
        (HOST, "xsp1.provider.example", ("XSP1.provider.example.",), True),
        (HOST, "xsp2.provider.example", ("xsp1.provider.example",), False),
        (HOST, "xsp2.provider.example", ("*.provider.example",), True),
        (HOST, "a.xsp2.provider.example", ("*.provider.example",), False),
        (HOST, "provider.example", ("*.provider.example",), False),
        (HOST, "192.0.2.1", (), False),
        (HOST, "192.0.2.1", ("192.0.2.1",), False),
        ("192.0.2.1", "192.0.2.1", (), True),
        ("192.0.2.1", "a.192.0.2.1", (), False),
        ("example", "xsp.example", (), False),  # a top level domain is nobody's own
        ("example", "xsp.example", ("xsp.example",), True),
    ],
)
def test_a_name_from_dns_is_believed_below_the_configured_host_and_where_it_is_listed(
    host, target, tls_names, accepted
):
    assert accepted == accepted_name(host, target, tls_names)
    checked = names_to_check(host, target, tls_names)
    assert host == checked[0]
    assert (target.lower().rstrip(".") in checked) == accepted


@pytest.mark.parametrize(
    "text", ["xsp1.provider.example", "XSP1.provider.example.", "*.provider.example", "localhost", "_x.example"]
)
def test_host_names_can_be_listed(text):
    assert is_name_pattern(text)


@pytest.mark.parametrize(
    "text", ["", "*", "*.", "*.example", "*.*.example", "x*.p.example", "a..b", "192.0.2.1", "::1", "a b", "-a.example"]
)
def test_nothing_else_can(text):
    assert not is_name_pattern(text)


def test_a_refusal_names_both_and_says_what_to_do():
    said = refusal(HOST, "xsp1.other.example")
    assert f"is not for {HOST}, and xsp1.other.example is known from DNS only" in said
    assert 'dns.tls_names = ["xsp1.other.example"]' in said
