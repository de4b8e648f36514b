"""A gateway on a simulator on virtual time, and clients that write whatever they like to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from structlog.testing import capture_logs

from ctibridge.app import Gateway
from ctibridge.client import CstaClient
from ctibridge.servers.csta.settings import CstaSettings, Greeting
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.simulator import Simulator
from ctibridge.testing import run_gateway, simulated
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.framing import FrameSplitter, frame
from ctibridge.wire.csta.messages import Message, decode, encode
from tests.integration.broadworks.relay import Relay

QUIET_S = 0.2  # of virtual time, after which everything has arrived


class Raw:
    """A client without manners: sends bytes, takes what comes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._splitter = FrameSplitter()
        self._frames: list[tuple[str, Any]] = []
        self._sent = 0

    def send(self, data: bytes) -> None:
        """Bytes, as they are."""
        self.writer.write(data)

    def xml(self, text: str | bytes, invoke_id: str = "0001") -> None:
        """A document in a frame."""
        self.send(frame(invoke_id, text.encode() if isinstance(text, str) else text))

    def tell(self, message: Message, invoke_id: str) -> None:
        """A message in a frame."""
        self.xml(encode(message, Edition.ED5), invoke_id)

    async def ask(self, request: Message | str | bytes, edition: Edition = Edition.ED5) -> Any:
        """The answer to a request: the next message with its invoke id."""
        self._sent += 1
        invoke_id = f"{self._sent:04}"
        self.xml(request if isinstance(request, str | bytes) else encode(request, edition), invoke_id)
        while True:
            found, message = await self.next()
            if found == invoke_id:
                return message

    async def next(self) -> tuple[str, Any]:
        """The next message and its invoke id.

        Raises:
            EOFError: the server closed the connection.
        """
        while not self._frames:
            async with asyncio.timeout(300):
                data = await self.reader.read(65536)
            if not data:
                raise EOFError
            self._frames += [(item.invoke_id, decode(item.payload)[0]) for item in self._splitter.receive_data(data)]
        return self._frames.pop(0)

    @property
    def has_more(self) -> bool:
        """Whether something has come that was not looked at."""
        return bool(self._frames) or bool(self.reader._buffer)  # type: ignore[attr-defined]  # nobody tells otherwise

    async def rest(self, quiet_s: float) -> AsyncIterator[tuple[str, Any]]:
        """What comes until nothing has come for so long."""
        while True:
            try:
                async with asyncio.timeout(quiet_s):
                    found = await self.next()
            except TimeoutError:
                return
            yield found

    async def is_closed(self, within_s: float = 5.0) -> bool:
        """Whether the server closes the connection in time."""
        try:
            async with asyncio.timeout(within_s):
                while True:
                    await self.next()
        except (EOFError, ConnectionError):
            return True
        except TimeoutError:
            return False


class North:
    """Everything a test needs. `log` are the gateway's log lines."""

    def __init__(
        self, simulator: Simulator, relay: Relay, gateway: Gateway, log: list[Any], stack: AsyncExitStack
    ) -> None:
        self.simulator, self.relay, self.gateway, self.log = simulator, relay, gateway, log
        self._stack = stack

    @property
    def port(self) -> int:
        assert self.gateway.csta.port is not None
        return self.gateway.csta.port

    async def raw(self) -> Raw:
        """A connection without a session."""
        raw = Raw(*await asyncio.open_connection("127.0.0.1", self.port))
        self._stack.callback(raw.writer.close)
        return raw

    async def client(self, **arguments: Any) -> CstaClient:
        """A client that behaves."""
        return await self._stack.enter_async_context(CstaClient.connect("127.0.0.1", self.port, **arguments))

    def said(self, event: str, text: str = "") -> list[Any]:
        """The log lines of an event whose reason holds `text`."""
        return [line for line in self.log if line["event"] == event and text in str(line.get("reason", ""))]

    async def a_call(self) -> None:
        """Dieter calls Emil and hangs up."""
        phones = self.simulator.phones
        phones["dieter"].dial(phones["emil"])
        await asyncio.sleep(QUIET_S)
        phones["dieter"].hangup()
        await asyncio.sleep(QUIET_S)


def in_the_north(
    csta: CstaSettings | None = None, knobs: Knobs | None = None, **changes: Any
) -> Callable[[Callable[[North], Awaitable[None]]], Callable[[], None]]:
    """Makes a test of a coroutine function that takes a `North`."""

    def decorate(test: Callable[[North], Awaitable[None]]) -> Callable[[], None]:
        async def main() -> None:
            async with _north(csta or CstaSettings(port=0, greeting=Greeting.NEVER), knobs, changes) as north:
                await test(north)

        def run() -> None:
            run_virtually(main())

        run.__name__, run.__doc__ = test.__name__, test.__doc__
        return run

    return decorate


@asynccontextmanager
async def _north(csta: CstaSettings, knobs: Knobs | None, changes: dict[str, Any]) -> AsyncIterator[North]:
    with capture_logs() as log:
        async with AsyncExitStack() as stack:
            simulator = await stack.enter_async_context(simulated(knobs=knobs))
            relay = await stack.enter_async_context(Relay(simulator.xsi_url).running())
            gateway = await stack.enter_async_context(run_gateway(simulator, csta=csta, url=relay.url, **changes))
            yield North(simulator, relay, gateway, log, stack)
