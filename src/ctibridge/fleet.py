"""The providers of a gateway, each with the task in which it works: one comes or goes, the others do not notice."""

from __future__ import annotations

import asyncio
from typing import Generic, Protocol, TypeVar

import structlog

from ctibridge.broadworks.provider import BroadWorksProvider
from ctibridge.hub.hub import Hub
from ctibridge.hub.provider import Provider

log = structlog.get_logger()


class Working(Provider, Protocol):
    """A provider with work of its own."""

    async def run(self) -> None:
        """Works until cancelled."""


P = TypeVar("P", bound=Working)


class Fleet(Generic[P]):
    """The providers below a hub, by name. What is added before `run` waits for it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.providers: dict[str, P] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Has all of them work until cancelled.

        Raises:
            DuplicateInstance: another instance of the same identity took over from one of them.
        """
        async with asyncio.TaskGroup() as self._group:
            for provider in self.providers.values():
                self._start(provider)
            await asyncio.Event().wait()  # those that work now need not be those that work at the end

    def add(self, provider: P) -> None:
        """A provider more."""
        self.providers[provider.name] = provider
        self._hub.add_provider(provider)
        self._start(provider)

    async def replace(self, provider: P) -> None:
        """It goes on where the one of the same name ends; calls and monitors of its lines stay."""
        before = self.providers[provider.name]
        if isinstance(provider, BroadWorksProvider) and isinstance(before, BroadWorksProvider):
            provider.take_over(before)
        self.providers[provider.name] = provider
        self._hub.replace_provider(provider)
        await self._stop(provider.name)
        self._start(provider)

    async def remove(self, name: str) -> None:
        """It is no more, nor are its lines."""
        provider = self.providers[name]
        if isinstance(provider, BroadWorksProvider):
            await provider.retire()
        await self._stop(name)
        del self.providers[name]
        self._hub.remove_provider(name)
        log.info("provider.removed", provider=name)

    def _start(self, provider: P) -> None:
        if self._group is not None:
            self._tasks[provider.name] = self._group.create_task(provider.run(), name=f"provider {provider.name}")

    async def _stop(self, name: str) -> None:
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
