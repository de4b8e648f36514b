"""A kept connection that turns out dead: what was written on it is not written again by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.requests import XsiRequest, call_action, read
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.xsi_link import XsiLink
from ctibridge.errors import LinkLost, OutcomeUnknown
from ctibridge.testing.virtual import run_virtually

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
ACTIONS = [
    call_action("anna", "callhalf-1:0", "Hold"),
    XsiRequest("DELETE", "user/anna/calls/callhalf-1:0"),
    XsiRequest("POST", "user/anna/calls/New", (("address", "102"),), slow=True),
]
READS = [read("user/anna/calls"), XsiRequest("PUT", "user/anna/services/DoNotDisturb", repeatable=True)]


class Server:
    """Answers the first request of each connection, reads the second one and closes."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        for answer in (OK, b""):
            self.requests.append((await reader.readuntil(b"\r\n\r\n")).split(b" HTTP")[0].decode())
            writer.write(answer)
        writer.close()


def linked(test: Callable[[XsiLink, Server], Awaitable[None]]) -> Callable[[], None]:
    async def main() -> None:
        server = Server()
        async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as listener:
            url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
            settings = BroadWorksSettings(name="test", url=url, user="anna", password="secret")
            now = asyncio.get_running_loop().time
            async with XsiLink(settings, Account("anna", "secret"), tls=None, now=now) as link:
                await test(link, server)

    return lambda: run_virtually(main())


@pytest.mark.parametrize("request_", ACTIONS, ids=lambda request: request.method)
def test_an_action_is_not_sent_twice_and_its_outcome_is_unknown(request_):
    @linked
    async def test(link: XsiLink, server: Server) -> None:
        await link.request(read("user/anna/profile"))
        with pytest.raises(OutcomeUnknown, match="whether it was carried out is not known"):
            await link.request(request_)
        assert (2, 1) == (len(server.requests), server.connections)

    test()


@pytest.mark.parametrize("request_", READS, ids=lambda request: request.method)
def test_a_request_that_may_be_repeated_says_so_and_is_left_to_us(request_):
    @linked
    async def test(link: XsiLink, server: Server) -> None:
        await link.request(read("user/anna/profile"))
        with pytest.raises(LinkLost, match="connection lost"):
            await link.request(request_)
        assert (2, 1) == (len(server.requests), server.connections)

    test()


@pytest.mark.parametrize("request_", ACTIONS[:2], ids=lambda request: request.method)
def test_the_library_would_repeat_them(request_):
    """So the tests above would notice if its switch changed its name."""

    @linked
    async def test(link: XsiLink, server: Server) -> None:
        link.session._retry_connection = True
        await link.request(read("user/anna/profile"))
        await link.request(request_)
        assert (3, 2) == (len(server.requests), server.connections)

    test()
