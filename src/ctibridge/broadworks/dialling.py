"""Connects to a server by TCP, and TLS if there is a context; every way to fail is an error of ours."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import aiohappyeyeballs

from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.handshakes import HANGS_UP, in_words
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.trust import Names
from ctibridge.errors import ConnectFailed, TlsFailed

P = TypeVar("P", bound=asyncio.Protocol)
EYEBALLS_S = 0.25  # RFC 8305 section 8: the recommended delay before the next address is tried beside


async def dialled(
    settings: BroadWorksSettings,
    place: Place,
    names: Names,
    book: AddressBook,
    tls: ssl.SSLContext | None,
    make: Callable[[], P],
) -> P:
    """The protocol that `make` makes, with a connection.

    Raises:
        ConnectFailed, TlsFailed: there is none; nothing was sent.
    """
    host = str(place)
    while True:
        try:
            with _translated(host, encrypted=tls is not None):
                async with asyncio.timeout(settings.timing.connect_s):
                    return await _connected(place, names.current, book, tls, make)
        except TlsFailed as exc:
            if not names.next(exc):
                names.explain(exc)
                raise


async def _connected(
    place: Place, name: str, book: AddressBook, tls: ssl.SSLContext | None, make: Callable[[], P]
) -> P:
    found = await book.resolve(place.host, place.port)
    infos: list[aiohappyeyeballs.AddrInfoType] = [
        (item["family"], socket.SOCK_STREAM, 0, "", (item["host"], item["port"])) for item in found
    ]
    sock = await aiohappyeyeballs.start_connection(infos, happy_eyeballs_delay=EYEBALLS_S)
    _, protocol = await asyncio.get_running_loop().create_connection(
        make, sock=sock, ssl=tls, server_hostname=name if tls is not None else None
    )
    return protocol


@contextmanager
def _translated(host: str, *, encrypted: bool) -> Iterator[None]:
    try:
        yield
    except TimeoutError as exc:
        raise ConnectFailed(host, "nobody accepts the connection in time") from exc
    except ssl.SSLCertVerificationError as exc:
        raise TlsFailed(host, f"certificate not trusted ({exc.verify_message})") from exc
    except ssl.SSLError as exc:
        raise TlsFailed(host, in_words(exc)) from exc
    except ConnectionResetError as exc:
        if not encrypted:
            raise ConnectFailed(host, "the server hangs up at once") from exc
        raise TlsFailed(host, HANGS_UP) from exc
    except socket.gaierror as exc:
        raise ConnectFailed(host, "the name cannot be resolved") from exc
    except OSError as exc:
        raise ConnectFailed(host, f"no connection ({exc.strerror or exc})") from exc
