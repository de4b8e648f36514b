"""Numbers and texts that are of the right type, and cannot be all the same."""

from __future__ import annotations

import pytest

from tests.unit.configured import PROVIDER, SECRET, mistake, read


@pytest.fixture(autouse=True)
def secrets_are_there(monkeypatch):
    monkeypatch.setenv("OFFICE", SECRET)


WRONG = [
    ("", "requests_per_s", "0", "> 0"),
    ("", "requests_per_s", "-1", "> 0"),
    ("", "requests_per_s", "nan", "> 0"),
    ("", "requests_per_s", "inf", "<= 10000"),
    ("", "acknowledgement_lanes", "0", ">= 1"),
    ("", "acknowledgement_lanes", "1000", "<= 100"),
    ("", "page_size", "0", ">= 1"),
    ("", "page_size", "1001", "<= 1000"),
    *(
        ("", f"timing.{key}", value, limit)
        for key in ("connect_s", "request_s", "dial_s", "heartbeat_s", "heartbeat_answer_s", "auth_retry_s")
        for value, limit in (("0", "> 0"), ("nan", "> 0"), ("inf", "<= 31536000"))
    ),
    ("", "timing.lines_refresh_s", "0", "> 0"),
    ("", "timing.channel_life_s", "0", ">= 1"),
    ("", "timing.outage_grace_s", "-1", ">= 0"),
    ("csta", "port", "-1", ">= 0"),
    ("csta", "port", "65536", "<= 65535"),
    ("csta", "tls_port", "65536", "<= 65535"),
    ("csta", "max_sessions", "0", ">= 1"),
    ("csta", "session_s", "29", ">= 30"),
    ("csta", "outbox", "0", ">= 1"),
]


@pytest.mark.parametrize(("table", "key", "value", "limit"), WRONG)
def test_a_number_out_of_its_limits_is_named_with_the_limit(tmp_path, table, key, value, limit):
    text = f"{PROVIDER}[{table}]\n" if table else PROVIDER
    said = mistake(tmp_path, f"{text}{key} = {value}\n")
    where, _, what = said.partition(": ")
    assert f"{table or 'providers.office'}.{key}" == where
    assert what.startswith("Expected ")
    assert limit in what


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("timing.outage_grace_s = 0\nacknowledgement_lanes = 1\npage_size = 1000\nrequests_per_s = 0.1\n", "provider"),
        ("[csta]\nport = 65535\ntls_port = 0\nmax_sessions = 1\nsession_s = 30\noutbox = 1\n", "csta"),
    ],
)
def test_the_limits_themselves_can_be_used(tmp_path, text, limits):
    assert read(tmp_path, PROVIDER + text).providers


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (PROVIDER.replace("'u'", "''"), "providers.office.user"),
        (PROVIDER + "directory_user = ''", "providers.office.directory_user"),
        (PROVIDER + "enterprise = ''", "providers.office.enterprise"),
        (PROVIDER + "group = ''", "providers.office.group"),
        (PROVIDER + "users = ['anna', '']", "providers.office.users[1]"),
        (PROVIDER + "application_id = ''", "providers.office.application_id"),
        (PROVIDER + "channel_set_id = ''", "providers.office.channel_set_id"),
        (PROVIDER + "contexts.actions = ''", "providers.office.contexts.actions"),
        (PROVIDER + "contexts.events = ''", "providers.office.contexts.events"),
        (PROVIDER + "contexts.asynchronous = ''", "providers.office.contexts.asynchronous"),
        (PROVIDER + "protocol_version = ''", "providers.office.protocol_version"),
        (PROVIDER + "[csta]\nuser = ''\npassword_env = 'OFFICE'\nhost = '0.0.0.0'", "csta.user"),
    ],
)
def test_an_empty_text_names_nobody(tmp_path, text, key):
    assert f"{key}: Expected str of length >= 1" == mistake(tmp_path, text)


@pytest.mark.parametrize("key", ["state", "providers.office.ca_file", "csta.certificate", "csta.key"])
def test_an_empty_path_leads_nowhere(tmp_path, key):
    table, _, name = key.rpartition(".")
    text = {"": f"{name} = ''\n{PROVIDER}", "csta": f"{PROVIDER}[csta]\n{name} = ''"}
    assert f"{key}: must be a text that is not empty" == mistake(tmp_path, text.get(table, f"{PROVIDER}{name} = ''"))


def test_a_release_has_no_characters_that_a_header_cannot_hold(tmp_path):
    said = mistake(tmp_path, PROVIDER + 'protocol_version = "24\\nHost: evil"')
    assert said.startswith("providers.office.protocol_version: Expected str matching")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timing = 5", "timing: Expected table, got int"),
        ("group = 2020-01-01", "group: Expected str, got date"),
        ("protocol_version = 24", "protocol_version: Expected str, got int"),
        ("users = 'anna'", "users: Expected array, got str"),
        ("page_size = true", "page_size: Expected int, got bool"),
    ],
)
def test_types_have_the_names_of_toml(tmp_path, text, said):
    assert f"providers.office.{said}" == mistake(tmp_path, PROVIDER + text)


@pytest.mark.parametrize("table", ["", "[csta]\n"])
def test_known_keys_are_told_once(tmp_path, table):
    known = mistake(tmp_path, f"{PROVIDER}{table}zzz = 1").partition("known are ")[2].split(", ")
    assert "password" in known
    assert sorted(set(known)) == known
