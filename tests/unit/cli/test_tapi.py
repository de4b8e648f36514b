"""The token of the link to the TAPI service provider."""

from __future__ import annotations

import stat

import pytest
from typer.testing import CliRunner

from ctibridge.cli import app
from ctibridge.errors import ConfigError
from ctibridge.wire.tapi.handshake import TOKEN


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "ctibridge.toml"
    file.write_text("[tapi]\ntoken_file = 'tapi.token'\n")
    return file


def told(config, *more):
    done = CliRunner().invoke(app, ["tapi", "token", "-c", str(config), *more])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def test_a_token_is_made_for_its_owner_only_and_not_shown(config):
    file = config.parent / "tapi.token"
    assert f"A new token is in {file}.\n" == told(config)
    assert TOKEN.fullmatch(file.read_text())
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)


def test_a_token_that_is_there_stays_and_is_shown_to_who_asks(config):
    told(config)
    token = (config.parent / "tapi.token").read_text()
    assert f"The token is in {config.parent / 'tapi.token'}.\n" == told(config)
    assert f"{token}\n" == told(config, "--show")


@pytest.mark.parametrize("content", ["short", "", "ä" * 40])
def test_a_file_without_a_token_is_refused_and_left_alone(config, content):
    file = config.parent / "tapi.token"
    file.write_text(content, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(ConfigError, match=r"tapi\.token_file"):
        told(config)
    assert content == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "add \\[tapi\\] with a token_file"),
        ("tapi = 1", "add \\[tapi\\] with a token_file"),
        ("[tapi]\n", "tapi.token_file: is missing"),
        ("[tapi]\ntoken_file = 'nowhere/tapi.token'\n", "cannot be written"),
    ],
)
def test_where_it_cannot_be_is_said(config, text, reason):
    config.write_text(text)
    with pytest.raises(ConfigError, match=reason):
        told(config)


def test_a_token_that_others_can_read_is_no_secret(config):
    told(config)
    (config.parent / "tapi.token").chmod(0o644)
    with pytest.raises(ConfigError, match="others can read it"):
        told(config, "--show")
