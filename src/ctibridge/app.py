"""The composition root: the only place that builds a gateway out of its parts."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial

import structlog

from ctibridge.administration.administrator import Administrator
from ctibridge.broadworks.accounts import AccountsProvider
from ctibridge.broadworks.memory import FileShelf, Memory
from ctibridge.broadworks.pacer import Pacer
from ctibridge.broadworks.provider import BroadWorksProvider
from ctibridge.broadworks.settings import Accounts, BroadWorksSettings
from ctibridge.broadworks.tls import side_tls_context, tls_context
from ctibridge.config import Configuration
from ctibridge.diagnostics.logs import set_up_logging
from ctibridge.errors import NotSupported
from ctibridge.fleet import Fleet
from ctibridge.hub.hub import Hub
from ctibridge.model.kept_lines import KeptLine
from ctibridge.reconfiguration import Plan, plan_from
from ctibridge.servers.admin.messages import Reloaded
from ctibridge.servers.admin.server import AdminServer
from ctibridge.servers.csta.server import CstaServer
from ctibridge.servers.tapi.numbers import KeptNumbers, NumbersInMind
from ctibridge.servers.tapi.server import TapiServer
from ctibridge.store.store import Store

Trace = Callable[[str, str, bytes], None]
AnyProvider = BroadWorksProvider | AccountsProvider
LOOK_AGAIN_S = 1.0
log = structlog.get_logger()


class Gateway:
    """A gateway: providers below, the hub, the faces above.

    Args:
        configuration: What to build.
        reread: Reads the configuration again; None: it is for good.
        trace_xsi: Is told of every message to and from platforms.
        trace_csta: Is told of every message to and from clients.
    """

    def __init__(
        self,
        configuration: Configuration,
        *,
        reread: Callable[[], Configuration] | None = None,
        trace_xsi: Trace | None = None,
        trace_csta: Trace | None = None,
    ) -> None:
        self.hub = Hub()
        self._configuration, self._reread, self._trace_xsi = configuration, reread, trace_xsi
        most = configuration.total_requests_per_s
        self._pacer = Pacer(most) if most is not None else None
        place, url = configuration.state, configuration.store
        self.store = Store(url, place) if url is not None and place is not None else None
        self._fleet: Fleet[AnyProvider] = Fleet(self.hub)
        for settings in configuration.providers:
            self._fleet.add(self._provider(settings))
        self.csta = CstaServer(self.hub, configuration.csta, source=configuration.source, trace=trace_csta)
        self.tapi = self._tapi_face()
        self.admin = self._administrator_s_face()
        self._reloading = asyncio.Lock()

    def _provider(self, settings: BroadWorksSettings) -> AnyProvider:
        source, report, trace, pacer = self._configuration.source, self.hub.on_report, self._trace_xsi, self._pacer
        tls, side_tls = tls_context(settings, source), side_tls_context(settings, source)
        keeper = self.store.keeper(settings.name) if self.store is not None else None
        if settings.accounts is Accounts.EACH:
            return AccountsProvider(
                settings,
                report,
                tls=tls,
                side_tls=side_tls,
                trace=trace,
                pacer=pacer,
                keeper=keeper,
                accounts=partial(self.store.passwords, settings.name) if self.store is not None else None,
            )
        return BroadWorksProvider(
            settings,
            report,
            tls=tls,
            side_tls=side_tls,
            trace=trace,
            urgency=self.hub.urgency,
            memory=self._memory(settings.name),
            keeper=keeper,
            pacer=pacer,
        )

    def _tapi_face(self) -> TapiServer | None:
        settings, source = self._configuration.tapi, self._configuration.source
        if settings is None:
            return None
        numbers = KeptNumbers(self._kept_lines) if self.store is not None else NumbersInMind()
        return TapiServer(self.hub, settings, numbers, source=source)

    def _kept_lines(self) -> Iterator[KeptLine]:
        for provider in self.providers:
            yield from provider.kept_lines

    def _administrator_s_face(self) -> AdminServer | None:
        """None: it is not wanted, or there is no place where it could be found."""
        configuration = self._configuration
        if configuration.state is None or not configuration.admin.enabled:
            return None
        administrator = Administrator(self.hub, lambda: dict(self._fleet.providers), self.reload, store=self.store)
        return AdminServer(administrator, configuration.admin, configuration.state, source=configuration.source)

    @property
    def providers(self) -> list[AnyProvider]:
        """The providers, as they are at the moment."""
        return list(self._fleet.providers.values())

    def _memory(self, provider: str) -> Memory:
        if self._configuration.state is None:
            return Memory()
        file = FileShelf(self._configuration.state, provider)
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
            if self.tapi is not None:
                await self.tapi.open()
            if self.store is not None:
                await self.store.start()
            if self.admin is not None:
                await self.admin.open()
        except BaseException:
            self.csta.close()
            raise

    async def run(self) -> None:
        """Works until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.csta.run())
                if self.tapi is not None:
                    tasks.create_task(self.tapi.run())
                tasks.create_task(self._fleet.run())
        finally:
            self.csta.close()
            if self.admin is not None:
                await self.admin.close()
            if self.store is not None:
                await self.store.close()

    async def reload(self) -> Reloaded:
        """Takes over what changed in the configuration, as far as that can be done without dropping calls.

        Returns:
            What changed, and what needs a restart.

        Raises:
            ConfigError: it has a mistake; nothing changed.
            NotSupported: this gateway has no file.
        """
        if self._reread is None:
            raise NotSupported("this gateway was not started with a configuration file")
        async with self._reloading:
            plan = plan_from(self._configuration, self._reread())
            added, replaced = map(self._provider, plan.added), map(self._provider, plan.replaced)
            await self._take(plan, list(added), list(replaced))
        log.info("configuration.reloaded", applied=plan.told.applied, restart=plan.told.restart)
        return plan.told

    async def _take(self, plan: Plan, added: list[AnyProvider], replaced: list[AnyProvider]) -> None:
        """What can fail has been built, or fails in the first line."""
        self.csta.use(plan.effective.csta)
        if plan.effective.log != self._configuration.log:
            set_up_logging(plan.effective.log.level, plan.effective.log.format)
        self._configuration = plan.effective
        for name in plan.removed:
            await self._fleet.remove(name)
        for provider in replaced:
            await self._fleet.replace(provider)
        for provider in added:
            self._fleet.add(provider)


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
