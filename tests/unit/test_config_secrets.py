"""Secrets in a configuration: where they may stand, and that nobody is shown them."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest

from ctibridge.config import read_configuration
from ctibridge.errors import ConfigError
from tests.unit.configured import PROVIDER, SECRET, mistake, read, write

NO_PASSWORD = PROVIDER.replace("password_env = 'OFFICE'\n", "")
FROM_FILE = NO_PASSWORD + "password_file = 'office.password'\n"
IN_THE_FILE = f"{NO_PASSWORD}password = '{SECRET}'\n"
CRM = "[csta]\nuser = 'crm'\n"
posix = pytest.mark.skipif(os.name != "posix", reason="file modes say nothing there")


@pytest.fixture(autouse=True)
def secrets_are_there(monkeypatch):
    monkeypatch.setenv("OFFICE", SECRET)
    monkeypatch.delenv("NOBODY", raising=False)


def beside(directory: Path, content: bytes, mode: int = 0o600) -> Path:
    file = directory / "office.password"
    file.write_bytes(content)
    file.chmod(mode)
    return file


@pytest.mark.parametrize("content", [b"s3cret", b"s3cret\n", b"s3cret\r\n", b"\xef\xbb\xbfs3cret\r\n"])
def test_a_file_of_its_own_may_end_its_line_and_have_a_byte_order_mark(tmp_path, content):
    beside(tmp_path, content)
    assert SECRET == read(tmp_path, FROM_FILE).providers[0].password


@pytest.mark.parametrize("text", [PROVIDER, IN_THE_FILE])
def test_a_password_comes_from_the_environment_or_the_file_itself(tmp_path, text):
    assert SECRET == read(tmp_path, text).providers[0].password


def test_the_face_has_a_password_of_its_own(tmp_path):
    beside(tmp_path, b"other")
    face = read(tmp_path, f"{PROVIDER}{CRM}password_file = 'office.password'\n").csta
    assert ("crm", "other") == (face.user, face.password)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NO_PASSWORD, "providers.office.password_env: a password is needed: give password_env, password_file or"),
        (PROVIDER + CRM, "csta.password_env: a password is needed: give password_env, password_file or password"),
        (PROVIDER + "password = 'x'", "providers.office.password_env: is one too many: password is there already"),
        (FROM_FILE + "password_env = 'OFFICE'", "providers.office.password_file: is one too many: password_env is"),
        (f"{PROVIDER}{CRM}password = 'x'\npassword_file = 'y'", "csta.password_file: is one too many: password is"),
        (NO_PASSWORD + "password_env = 'NOBODY'", "providers.office.password_env: the environment has no NOBODY"),
        (NO_PASSWORD + "password_env = 5", "providers.office.password_env: must be a text that is not empty"),
        (NO_PASSWORD + "password = ''", "providers.office.password: must be a text that is not empty"),
        (PROVIDER + "[csta]\npassword_env = 'OFFICE'", "csta.user: is missing: a password without a user"),
    ],
)
def test_what_is_wrong_with_a_secret_is_told_with_its_key(tmp_path, text, said):
    assert mistake(tmp_path, text).startswith(said)


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_file_holds_no_secret(tmp_path, content):
    file = beside(tmp_path, content)
    assert f"providers.office.password_file: {file} is empty" == mistake(tmp_path, FROM_FILE)


def test_a_file_that_is_not_there_is_named(tmp_path):
    said = f"providers.office.password_file: {tmp_path / 'office.password'} cannot be read: No such file or directory"
    assert said == mistake(tmp_path, FROM_FILE)


def test_a_file_that_is_no_text_is_named_without_what_is_in_it(tmp_path):
    file = beside(tmp_path, b"s3cret\xff")
    said = mistake(tmp_path, FROM_FILE)
    assert said == f"providers.office.password_file: {file} is not UTF-8: save it as UTF-8"


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_with_a_secret_that_others_can_open_is_refused_with_the_remedy(tmp_path, mode):
    file = beside(tmp_path, SECRET.encode(), mode)
    assert mistake(tmp_path, FROM_FILE).endswith(f"{file} holds a secret and others can read it: chmod 600 {file}")
    said = mistake(tmp_path, IN_THE_FILE, mode)
    assert said.startswith("providers.office.password: ")
    assert said.endswith(f": chmod 600 {tmp_path / 'ctibridge.toml'}")


@posix
@pytest.mark.parametrize("key", ["client_key", "client_certificate"])
def test_a_private_key_that_others_can_open_is_refused_as_a_password_is(tmp_path, key):
    text = PROVIDER + "client_certificate = 'own.pem'\n" + ("client_key = 'own.key'\n" if key == "client_key" else "")
    public, file = tmp_path / "own.pem", tmp_path / ("own.key" if key == "client_key" else "own.pem")
    public.touch(0o644)
    file.touch()
    file.chmod(0o640)
    expected = f"providers.office.{key}: {file} holds a secret and others can read it: chmod 600 {file}"
    assert expected == mistake(tmp_path, text)
    file.chmod(0o600)
    assert read(tmp_path, text).providers


@posix
def test_a_configuration_without_a_secret_may_be_read_by_all(tmp_path):
    assert read(tmp_path, PROVIDER, 0o644).providers


@pytest.mark.parametrize(
    "url",
    [
        f"https://adm:{SECRET}@xsi.example",
        f"htps://adm:{SECRET}@xsi.example",
        f"adm:{SECRET}@xsi.example",
        f"https://adm:{SECRET}@",
        f"https://adm:{SECRET}@xsi.example:99999",
        f"https://adm:{SECRET}#@xsi.example",
        f"https://:{SECRET}@xsi.example",
        f"https://{SECRET}@xsi.example",
    ],
)
def test_a_password_in_the_url_is_refused_and_not_repeated(tmp_path, url):
    file = write(tmp_path, PROVIDER.replace("https://xsi.example", url))
    with pytest.raises(ConfigError) as raised:
        read_configuration(file)
    assert "providers.office.url" == raised.value.key
    assert SECRET not in "".join(traceback.format_exception_only(raised.value))


def test_no_password_is_shown_with_the_settings(tmp_path):
    configuration = read(tmp_path, f"{PROVIDER}{CRM}password_env = 'OFFICE'\n")
    assert SECRET == configuration.providers[0].password == configuration.csta.password
    for shown in (configuration, *configuration.providers, configuration.csta):
        assert SECRET not in repr(shown) + str(shown)
    assert "user='crm'" in repr(configuration.csta), "all else is"


@pytest.mark.parametrize("text", [IN_THE_FILE + "x = 1", IN_THE_FILE + "page_size = 0", IN_THE_FILE + "csta = ["])
def test_other_mistakes_in_a_file_with_a_secret_do_not_repeat_it(tmp_path, text):
    assert SECRET not in mistake(tmp_path, text)
