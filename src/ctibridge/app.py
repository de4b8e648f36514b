"""The composition root: the only place that builds a gateway out of its parts."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from ctibridge.broadworks.memory import FileShelf, Memory
from ctibridge.broadworks.pacer import Pacer
from ctibridge.broadworks.provider import BroadWorksProvider
from ctibridge.broadworks.tls import side_tls_context, tls_context
from ctibridge.config import Configuration
from ctibridge.hub.hub import Hub
from ctibridge.servers.csta.server import CstaServer
from ctibridge.store.store import Store

Trace = Callable[[str, str, bytes], None]
LOOK_AGAIN_S = 1.0
log = structlog.get_logger()


class Gateway:
    """A gateway: providers below, the hub, the CSTA face above.

    Args:
        configuration: What to build.
        trace_xsi: Is told of every message to and from platforms.
        trace_csta: Is told of every message to and from clients.
    """

    def __init__(
        self, configuration: Configuration, *, trace_xsi: Trace | None = None, trace_csta: Trace | None = None
    ) -> None:
        self.hub = Hub()
        most = configuration.total_requests_per_s
        pacer = Pacer(most) if most is not None else None
        place = configuration.state
        self.store = (
            Store(configuration.store, place) if configuration.store is not None and place is not None else None
        )
        self.providers = [
            BroadWorksProvider(
                settings,
                self.hub.on_report,
                tls=tls_context(settings, configuration.source),
                side_tls=side_tls_context(settings, configuration.source),
                trace=trace_xsi,
                urgency=self.hub.urgency,
                memory=self._memory(configuration, settings.name),
                keeper=self.store.keeper(settings.name) if self.store is not None else None,
                pacer=pacer,
            )
            for settings in configuration.providers
        ]
        for provider in self.providers:
            self.hub.add_provider(provider)
        self.csta = CstaServer(self.hub, configuration.csta, source=configuration.source, trace=trace_csta)

    def _memory(self, configuration: Configuration, provider: str) -> Memory:
        if configuration.state is None:
            return Memory()
        file = FileShelf(configuration.state, provider)
        return Memory(self.store.shelf(provider), file) if self.store is not None else Memory(file)

    @property
    def is_ready(self) -> bool:
        """Whether every platform is reached and the calls of all lines are known."""
        return all(provider.is_settled for provider in self.providers)

    async def open(self) -> None:
        """Takes the addresses to listen on, and opens the store.

        Raises:
            ConfigError: one of them cannot be had.
            StoreError: the store cannot be opened.
        """
        await self.csta.open()
        try:
            if self.store is not None:
                await self.store.start()
        except BaseException:
            self.csta.close()
            raise

    async def run(self) -> None:
        """Works until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.csta.run())
                for provider in self.providers:
                    tasks.create_task(provider.run())
        finally:
            self.csta.close()
            if self.store is not None:
                await self.store.close()


@asynccontextmanager
async def running(gateway: Gateway) -> AsyncIterator[Gateway]:
    """The gateway at work; whatever ends it before its time ends the context as well."""
    await gateway.open()
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(gateway.run(), name="gateway")
        try:
            yield gateway
        finally:
            work.cancel()


async def spare_the_collector(gateway: Gateway) -> None:
    """Hides what there is from the garbage collector as soon as the gateway is ready; for a process of its own.

    Modules, lines and monitors stay for good. Looking through them again and again holds all events up for 20 ms,
    with 10,000 lines for 50.
    """
    while not gateway.is_ready:  # noqa: ASYNC110 -- a condition over many objects has no event of its own
        await asyncio.sleep(LOOK_AGAIN_S)
    gc.collect()
    gc.freeze()
