"""The configuration that a set-up brings as an example."""

from __future__ import annotations

import shutil

from scripts.packaging.places import SETUP

from ctibridge.config import read_configuration


def test_the_example_is_a_configuration_once_the_secrets_are_there(tmp_path):
    shutil.copy(SETUP / "ctibridge.example.toml", tmp_path / "ctibridge.toml")
    for name, secret in (("password.txt", "secret"), ("tapi-token.txt", "t" * 32)):
        file = tmp_path / name
        file.touch(0o600)
        file.write_text(secret)
    by_service = {"token_file": "tapi-token.txt"}
    configuration = read_configuration(tmp_path / "ctibridge.toml", tapi=by_service)
    (provider,) = configuration.providers
    assert configuration.tapi is not None
    assert ("office", "secret") == (provider.name, provider.password)
