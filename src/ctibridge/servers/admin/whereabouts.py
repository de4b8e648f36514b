"""Where the face of a running gateway is, and the token that opens it: a file in the state directory.

Whoever may read the file may administrate: it is for its owner only. It is made anew at each start, and goes with it.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec

from ctibridge.private_file import write_private

NAME = "admin.json"


class Whereabouts(msgspec.Struct, frozen=True):
    """Where, and how to get in. `pid` is the gateway's process, for people."""

    url: str
    token: str
    pid: int

    def __repr__(self) -> str:
        return f"Whereabouts({self.url!r}, pid={self.pid})"

    def write(self, state: Path) -> None:
        """Tells it to the owner of the directory, all at once.

        Raises:
            OSError: the directory cannot be written.
        """
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(state / NAME, msgspec.json.encode(self))

    def remove(self, state: Path) -> None:
        """The gateway goes; what another one wrote meanwhile stays."""
        if whereabouts_in(state) == self:
            (state / NAME).unlink(missing_ok=True)


def fresh(url: str) -> Whereabouts:
    """This process at this address, with a token that nobody knows yet."""
    return Whereabouts(url, secrets.token_urlsafe(32), os.getpid())


def whereabouts_in(state: Path) -> Whereabouts | None:
    """What the gateway of this directory wrote; None: none runs.

    Raises:
        OSError: the file is there and cannot be read.
    """
    try:
        return msgspec.json.decode((state / NAME).read_bytes(), type=Whereabouts)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
