"""Where the configuration says that the store is."""

from __future__ import annotations

import pytest

from ctibridge.errors import ConfigError
from tests.unit.configured import PROVIDER, SECRET, mistake, read

URL = f"postgresql://gateway:{SECRET}@db.example/ctibridge"


@pytest.fixture(autouse=True)
def secrets_are_there(monkeypatch):
    monkeypatch.setenv("OFFICE", SECRET)


@pytest.mark.parametrize(
    ("key", "file"),
    [
        ("", "ctibridge-state/store.db"),
        ("state = 'elsewhere'\n", "elsewhere/store.db"),
        ("store = 'sqlite:///lines.db'\n", "lines.db"),
        ("store = 'sqlite:///data/lines.db'\n", "data/lines.db"),
    ],
)
def test_a_file_is_found_from_where_the_configuration_is(tmp_path, key, file):
    assert f"sqlite:///{tmp_path / file}" == read(tmp_path, key + PROVIDER).store


def test_an_absolute_file_is_that_file(tmp_path):
    assert "sqlite:////var/lib/lines.db" == read(tmp_path, "store = 'sqlite:////var/lib/lines.db'\n" + PROVIDER).store


def test_a_server_is_taken_as_it_stands_and_its_password_is_not_shown(tmp_path):
    configuration = read(tmp_path, f"store = '{URL}'\n" + PROVIDER)
    assert URL == configuration.store
    assert SECRET not in repr(configuration)


@pytest.mark.parametrize(
    "store",
    [
        "mysql://db/x",
        "store.db",
        "sqlite://store.db",
        "sqlite:///",
        "postgresql://db",
        f"postgresql://u:{SECRET}@db:x/y",
    ],
)
def test_what_is_no_place_for_a_store_is_refused_without_being_shown(tmp_path, store):
    said = mistake(tmp_path, f"store = '{store}'\n" + PROVIDER)
    assert "store: must be sqlite:///FILE or postgresql://USER@HOST/DATABASE" == said


def test_a_password_in_it_makes_the_file_private(tmp_path):
    with pytest.raises(ConfigError, match="chmod 600"):
        read(tmp_path, f"store = '{URL}'\n" + PROVIDER, mode=0o644)
    assert read(tmp_path, "store = 'postgresql://gateway@db.example/ctibridge'\n" + PROVIDER, mode=0o644)
