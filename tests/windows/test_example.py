"""The configuration that a set-up brings as an example."""

from __future__ import annotations

import shutil

from scripts.packaging.places import SETUP

from ctibridge.config import read_configuration


def test_the_example_is_a_configuration_once_the_password_is_there(tmp_path):
    shutil.copy(SETUP / "ctibridge.example.toml", tmp_path / "ctibridge.toml")
    password = tmp_path / "password.txt"
    password.touch(0o600)
    password.write_text("secret")
    (provider,) = read_configuration(tmp_path / "ctibridge.toml").providers
    assert ("office", "secret") == (provider.name, provider.password)
