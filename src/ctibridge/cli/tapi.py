"""`ctibridge tapi`: what the link to the TAPI service provider needs."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from ctibridge.cli.face import USUAL_FILES, ConfigFile, configuration_file
from ctibridge.config import tapi_token, tapi_token_file
from ctibridge.errors import ConfigError
from ctibridge.private_file import write_private

BYTES = 36  # 48 characters; the set-up for Windows makes 64

app = typer.Typer(no_args_is_help=True, help="The link to the TAPI service provider.")


@app.callback()
def tapi() -> None:
    """The link to the TAPI service provider."""


@app.command()
def token(
    *,
    show: Annotated[bool, typer.Option("--show", help="Print the token and nothing else.")] = False,
    config: ConfigFile = None,
) -> None:
    """Make the token of the link if there is none yet, and tell in which file it is."""
    configuration = configuration_file(config) or USUAL_FILES[0]  # whose absence is told
    file = tapi_token_file(configuration)
    is_new = not file.exists()
    if is_new:
        _make(file)
    found = tapi_token(configuration)
    typer.echo(found if show else f"{'A new token' if is_new else 'The token'} is in {file}.")


def _make(file: Path) -> None:
    try:
        write_private(file, secrets.token_urlsafe(BYTES).encode("ascii"))
    except OSError as exc:
        raise ConfigError(str(file), "", f"cannot be written: {exc.strerror}") from exc
