"""The configuration of lines that have accounts of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctibridge.broadworks.settings import Accounts, Scope
from ctibridge.config import read_configuration
from ctibridge.errors import ConfigError

PROVIDER = """[providers.office]
url = 'https://xsi.example'
accounts = 'each'
passwords_file = 'passwords.toml'
"""
PASSWORDS = '"anna@x.example" = "secret-a"\n"bert@x.example" = "secret-b"\n'


def write(folder: Path, text: str, passwords: str = PASSWORDS, mode: int = 0o600) -> Path:
    file = folder / "passwords.toml"
    file.write_text(passwords, encoding="utf-8")
    file.chmod(mode)
    path = folder / "ctibridge.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistake(path: Path) -> str:
    with pytest.raises(ConfigError) as found:
        read_configuration(path)
    return str(found.value).removeprefix(f"{path}: ")


def test_each_line_s_password_is_read_from_a_file_of_its_own(tmp_path):
    (settings,) = read_configuration(write(tmp_path, PROVIDER)).providers
    assert (Accounts.EACH, Scope.USERS) == (settings.accounts, settings.scope)
    assert {"anna@x.example": "secret-a", "bert@x.example": "secret-b"} == settings.passwords
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "passwords", "expected"),
    [
        (PROVIDER + "user = 'admin@x'", PASSWORDS, 'providers.office.user: has no use with accounts = "each"'),
        (PROVIDER + "password = 'x'", PASSWORDS, 'providers.office.password: has no use with accounts = "each"'),
        (PROVIDER + "scope = 'group'", PASSWORDS, 'providers.office.scope: must be "users" with accounts = "each"'),
        (PROVIDER + "passwords = {}", PASSWORDS, "providers.office.passwords: is not known; did you mean password"),
        (PROVIDER, "anna = ", "providers.office.passwords_file: "),
        (PROVIDER, '"anna@x" = 1', "the password of anna@x must be a text that is not empty"),
        (PROVIDER, "", "passwords.toml is empty"),
        (PROVIDER.replace("each", "one"), PASSWORDS, "providers.office.user: is missing"),
        (
            PROVIDER.replace("each", "all") + "user = 'u'\npassword_file = 'passwords.toml'",
            PASSWORDS,
            "providers.office.accounts: Invalid enum value 'all'; there are one, each",
        ),
        (
            PROVIDER.replace("each", "one") + "user = 'u'\npassword_file = 'passwords.toml'",
            PASSWORDS,
            'providers.office.passwords_file: is for accounts = "each"',
        ),
    ],
)
def test_mistakes_are_told_with_their_key_and_never_with_a_password(tmp_path, text, passwords, expected):
    told = mistake(write(tmp_path, text, passwords))
    assert expected in told
    assert "secret" not in told.replace("a secret", "")


def test_a_file_of_passwords_that_others_can_read_is_refused(tmp_path):
    assert "chmod 600" in mistake(write(tmp_path, PROVIDER, mode=0o644))
