"""Values in the configuration that cannot be: the message names the choices."""

from __future__ import annotations

import pytest

from ctibridge.config import read_configuration
from ctibridge.errors import ConfigError

PROVIDER = "[providers.office]\nurl = 'https://xsi.example'\nuser = 'u'\npassword_env = 'OFFICE'\n"


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("OFFICE", "secret")


def read(tmp_path, text):
    file = tmp_path / "ctibridge.toml"
    file.write_text(text)
    return read_configuration(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "total_requests_per_s = 0\n" + PROVIDER,
            "total_requests_per_s: must be a number over 0 and up to 10000, not 0",
        ),
        ("total_requests_per_s = true\n" + PROVIDER, "total_requests_per_s: must be a number .*, not True"),
        ("total_requests_per_s = 'x'\n" + PROVIDER, "total_requests_per_s: must be a number .*, not 'x'"),
        (PROVIDER + "scope = 'company'", "providers.office.scope: .*company.*; there are enterprise, group, users"),
        (PROVIDER + "name = 'x'", "providers.office.name: is not known"),
        (PROVIDER + "[csta]\nplain = false", "csta.tls_port: is needed when plain is false"),
        (PROVIDER + "[csta]\nport = 'x'", "csta.port: Expected int, got str"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_can(tmp_path, text, said):
    with pytest.raises(ConfigError, match=said):
        read(tmp_path, text)


def test_all_providers_together_may_have_a_limit(tmp_path):
    assert 25.0 == read(tmp_path, "total_requests_per_s = 25\n" + PROVIDER).total_requests_per_s
    assert read(tmp_path, PROVIDER).total_requests_per_s is None


def test_a_face_may_be_for_tls_alone(tmp_path):
    settings = read(tmp_path, PROVIDER + "[csta]\nplain = false\ntls_port = 8801").csta
    assert (False, 8801) == (settings.plain, settings.tls_port)
