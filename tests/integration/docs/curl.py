"""curl, as far as the guides use it: so that their lines can be tried where there is no curl."""

from __future__ import annotations

import shlex
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

PATIENCE_S = 20


@dataclass
class Curl:
    """One command line, understood."""

    url: str = ""
    method: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None

    def send(self) -> HTTPResponse:
        where = urlsplit(self.url)
        connection = HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE_S)
        path = where.path + (f"?{where.query}" if where.query else "")
        method = self.method or ("GET" if self.body is None else "POST")
        connection.request(
            method, path, self.body.encode() if self.body is not None else None, {**self.headers, "Connection": "close"}
        )
        return connection.getresponse()


def understood(line: str) -> Curl:
    """Fails for an option that the guides did not use before."""
    words = iter(shlex.split(line))
    assert "curl" == next(words)
    curl = Curl()
    for word in words:
        _take(curl, word, words)
    return curl


def _take(curl: Curl, word: str, words: Iterator[str]) -> None:
    match word:
        case "-N":
            pass
        case "-X":
            curl.method = next(words)
        case "-u":
            curl.headers["Authorization"] = f"Basic {b64encode(next(words).encode()).decode()}"
        case "-H":
            name, _, value = next(words).partition(": ")
            curl.headers[name] = value
        case "-d":
            curl.body = next(words)
            curl.headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        case _:
            assert not word.startswith("-"), word
            assert not curl.url
            curl.url = word
