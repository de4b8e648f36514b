"""Every mistake in a configuration file is told in one line: the file, the key, and what to do."""

from __future__ import annotations

import re

import pytest

from ctibridge.config import read_configuration
from ctibridge.errors import ConfigError
from tests.unit.configured import PROVIDER, SECRET, mistake, read

OFFICE = "providers.office"


@pytest.fixture(autouse=True)
def secrets_are_there(monkeypatch):
    monkeypatch.setenv("OFFICE", SECRET)


def test_a_file_that_is_not_there_is_named_with_the_page_that_helps(tmp_path):
    file = tmp_path / "nowhere.toml"
    with pytest.raises(ConfigError) as raised:
        read_configuration(file)
    assert f"{file}: there is no such file; see docs/reference/configuration.md" == str(raised.value)
    assert (str(file), "", None) == (raised.value.source, raised.value.key, raised.value.__cause__)


def test_a_directory_is_no_file(tmp_path):
    with pytest.raises(ConfigError, match=r"cannot be read: .*[Ii]s a directory"):
        read_configuration(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("state = ", "is not valid TOML: "),
        ("[log]\n[log]\n", "is not valid TOML: "),
        ("[log]\nlevel = info\n", "is not valid TOML: "),
        (b"state = '\xe4'", "cannot be read: 'utf-8' codec can't decode byte 0xe4 in position 9"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(tmp_path, text, said):
    found = mistake(tmp_path, text)
    assert found.startswith(said)
    assert re.search(r"\(at (line \d+|end)|position \d+", found)


def test_a_byte_order_mark_of_an_editor_does_no_harm(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbf" + PROVIDER.encode()).providers


UNKNOWN = [
    ("[cta]", "cta: is not known; did you mean csta?"),
    ("[logs]", "logs: is not known; did you mean log?"),
    ("[colours]", "colours: is not known; known are admin, csta, log, providers, state"),
    ("usr = 'x'", f"{OFFICE}.usr: is not known; did you mean user?"),
    ("password_environment = 'X'", f"{OFFICE}.password_environment: is not known; did you mean password_env?"),
    ("name = 'x'", f"{OFFICE}.name: is not known; known are"),
    ("zzz = 'x'", f"{OFFICE}.zzz: is not known; known are accounts, acknowledgement_lanes"),
    ("timing.heartbeet_s = 1", f"{OFFICE}.timing.heartbeet_s: is not known; did you mean heartbeat_s?"),
    ("contexts.axtions = 'x'", f"{OFFICE}.contexts.axtions: is not known; did you mean actions?"),
    ("[csta]\nprot = 1", "csta.prot: is not known; did you mean port?"),
    ("[log]\nlvel = 'info'", "log.lvel: is not known; did you mean level?"),
]


@pytest.mark.parametrize(("text", "said"), UNKNOWN)
def test_an_unknown_key_is_named_with_the_one_that_was_meant(tmp_path, text, said):
    assert mistake(tmp_path, PROVIDER + text).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "providers: at least one table [providers.NAME] is needed"),
        ("[providers]", "providers: at least one table [providers.NAME] is needed"),
        (PROVIDER.replace("url = 'https://xsi.example'\n", ""), f"{OFFICE}.url: is missing"),
        (PROVIDER.replace("user = 'u'\n", ""), f"{OFFICE}.user: is missing"),
        (PROVIDER.replace("user =", "uzer ="), f"{OFFICE}.uzer: is not known; did you mean user?"),
        (f"{PROVIDER}[csta]\nplain = false", "csta.tls_port: is needed when plain is false: else nobody can connect"),
    ],
)
def test_a_key_that_is_missing_is_named(tmp_path, text, said):
    assert said == mistake(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("providers = 5", "providers: must be a table, [providers]"),
        ("[[providers]]\nurl = 'x'", "providers: must be a table, [providers]"),
        ("[[providers.office]]\nurl = 'x'", f"{OFFICE}: must be a table, [{OFFICE}]"),
        ("csta = 'x'\n" + PROVIDER, "csta: must be a table, [csta]"),
        ("log = 'x'\n" + PROVIDER, "log: must be a table, [log]"),
        ("state = 5\n" + PROVIDER, "state: must be a text that is not empty"),
        (PROVIDER.replace("'u'", "5"), f"{OFFICE}.user: Expected str, got int"),
        (PROVIDER + "users = ['a', 5]", f"{OFFICE}.users[1]: Expected str, got int"),
        (PROVIDER + "timing.dial_s = '5'", f"{OFFICE}.timing.dial_s: Expected float, got str"),
        (PROVIDER + "[csta]\nport = '8800'", "csta.port: Expected int, got str"),
        (PROVIDER + "[csta]\nnames = 1", "csta.names: Expected bool, got int"),
    ],
)
def test_a_wrong_type_is_named_with_the_right_one(tmp_path, text, said):
    assert said == mistake(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "key", "choices"),
    [
        ("scope = 'company'", f"{OFFICE}.scope", "enterprise, group, users"),
        ("[csta]\ndevice_id = 'mac'", "csta.device_id", "extension, e164, user_id"),
        ("[csta]\ngreeting = 'hello'", "csta.greeting", "auto, always, never"),
        ("[log]\nformat = 'xml'", "log.format", "auto, text, json"),
        ("[log]\nlevel = 'INFO'", "log.level", "debug, info, warning, error"),
        ("[log]\nlevel = 'trace'", "log.level", "debug, info, warning, error"),
    ],
)
def test_a_choice_that_there_is_not_is_answered_with_those_there_are(tmp_path, text, key, choices):
    said = mistake(tmp_path, PROVIDER + text)
    assert said.startswith(f"{key}: ")
    assert said.endswith(choices)


LIKE = "must look like https://host[:port][/prefix] or ctis://host[:port], not "


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("xsi.example", LIKE + "'xsi.example'"),
        ("ftp://xsi.example", LIKE + "'ftp://xsi.example'"),
        ("https:xsi.example", LIKE + "'https:xsi.example'"),
        ("", LIKE + "''"),
        ("https://xsi .example", LIKE + "'https://xsi .example'"),
        (" https://xsi.example", LIKE + "' https://xsi.example'"),
        ("https://xsi.example/?a=b", LIKE + "'https://xsi.example/?a=b'"),
        ("https://xsi.example#top", LIKE + "'https://xsi.example#top'"),
        ("https://xsi.example:0", LIKE + "'https://xsi.example:0'"),
        ("https://", LIKE + "'https://'"),
        ("https://xsi.example:https", "is not a URL: "),
        ("https://xsi.example:70000", "is not a URL: "),
        ("https://[::1", "is not a URL: "),
    ],
)
def test_a_url_that_leads_nowhere_is_refused(tmp_path, url, said):
    assert mistake(tmp_path, PROVIDER.replace("https://xsi.example", url)).startswith(f"{OFFICE}.url: {said}")


@pytest.mark.parametrize("url", ["http://xsi.example", "https://[::1]:8443/xsi/", "HTTPS://XSI.EXAMPLE"])
def test_a_url_may_have_port_and_prefix_and_be_in_capitals(tmp_path, url):
    configuration = read(tmp_path, PROVIDER.replace("https://xsi.example", url))
    assert url == configuration.providers[0].url


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "gateway.example", ""])  # noqa: S104  only read
def test_whoever_others_can_reach_needs_a_user(tmp_path, host):
    said = mistake(tmp_path, f"{PROVIDER}[csta]\nhost = '{host}'")
    assert said.startswith("csta.host: ")
    assert said.endswith("can be reached from other machines: set csta.user and a password, or use 127.0.0.1")
    allowed = read(tmp_path, f"{PROVIDER}[csta]\nhost = '{host}'\nuser = 'crm'\npassword_env = 'OFFICE'")
    assert host == allowed.csta.host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_alone_needs_none(tmp_path, host):
    assert read(tmp_path, f"{PROVIDER}[csta]\nhost = '{host}'").csta.is_loopback


@pytest.mark.parametrize("text", ["[providers]", PROVIDER + "x = 1", PROVIDER + "[csta]\nport = -1", PROVIDER + "[lo]"])
def test_a_file_with_a_mistake_leaves_no_state_behind(tmp_path, text):
    mistake(tmp_path, text)
    assert [tmp_path / "ctibridge.toml"] == list(tmp_path.iterdir())
