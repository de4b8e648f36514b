"""Reads configuration files that tests write."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctibridge.config import Configuration, read_configuration
from ctibridge.errors import ConfigError

SECRET = "s3cret"
PROVIDER = "[providers.office]\nurl = 'https://xsi.example'\nuser = 'u'\npassword_env = 'OFFICE'\n"


def write(directory: Path, text: str | bytes, mode: int = 0o600) -> Path:
    """A configuration file; its owner's only, unless `mode` says otherwise."""
    file = directory / "ctibridge.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    file.chmod(mode)
    return file


def read(directory: Path, text: str | bytes, mode: int = 0o600) -> Configuration:
    return read_configuration(write(directory, text, mode))


def mistake(directory: Path, text: str | bytes, mode: int = 0o600) -> str:
    """What is said about a file that cannot be used, without the file's name, which must stand in front."""
    with pytest.raises(ConfigError) as raised:
        read(directory, text, mode)
    file, said = str(directory / "ctibridge.toml"), str(raised.value)
    assert said.startswith(f"{file}: ")
    assert "\n" not in said, "one line"
    return said.removeprefix(f"{file}: ")
