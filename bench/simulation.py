"""The simulated platform as users start it, `ctibridge sim`, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from typing import Any, Self
from urllib.parse import quote

CALLER = "+4930231259{:05}"
PATIENCE_S = 10.0


class Simulation:
    """A platform with so many users, as a context. `xsi` is its address."""

    def __init__(self, users: int) -> None:
        command = [sys.executable, "-m", "ctibridge", "sim", "--json", "--users", str(users)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603  all of it is ours
        assert self._process.stdout is not None
        where = json.loads(self._process.stdout.readline())
        self.xsi: str = where["xsi"]
        self.users: list[str] = [user["userId"] for user in where["users"]]
        self._control = where["control"]
        self._callers = 0

    def ring(self, user: str) -> None:
        """Somebody in the public network calls a user."""
        self._callers += 1
        caller = quote(CALLER.format(self._callers), safe="")
        self._post(f"/outside/calls?from={caller}&to={quote(user)}")

    def answer(self, user: str) -> None:
        """The user picks up."""
        self._post(f"/phones/{quote(user)}/answer")

    def _post(self, path: str) -> Any:
        request = urllib.request.Request(self._control + path, method="POST")  # noqa: S310  http on loopback
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310  as above
            return json.load(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.terminate()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
