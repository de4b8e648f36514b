"""Keeps subscriptions and the lines' states up: does what `channels.py` and `resync.py` say is due.

One task holds the channel (`channel_keeper.py`), one watches the agenda, a few workers ask the platform, each request
in its turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.call_waiting import CallWaitingQueue
from ctibridge.broadworks.channel_keeper import ChannelKeeper
from ctibridge.broadworks.channels import Action, ChannelPlan, EndOthers, Refresh, RefreshChannel, Subscribe, Wish
from ctibridge.broadworks.pacer import Pacer
from ctibridge.broadworks.requests import Context, XsiRequest, encoded
from ctibridge.broadworks.resync import K, ResyncQueue, WatchedService
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.broadworks.xsi_channel import OpenChannel
from ctibridge.broadworks.xsi_link import Reply, XsiLink
from ctibridge.errors import (
    AuthFailed,
    CommandError,
    CtibridgeError,
    LinkError,
    ProtocolError,
    RateLimited,
    Rejected,
)
from ctibridge.model.ids import LineId
from ctibridge.wire.xsi.channels import Channel, ChannelSet, Subscription
from ctibridge.wire.xsi.stream import StreamItem

log = structlog.get_logger()


class Owner(Protocol):
    """What upkeep needs of the provider."""

    def on_item(self, item: StreamItem) -> None:
        """Something came on the channel, and was acknowledged."""

    def on_channel_open(self) -> None:
        """A channel stands."""

    def on_channel_lost(self, reason: str) -> None:
        """It is gone, or cannot be had."""

    def on_subscribed(self, wish: Wish, *, missed: bool) -> None:
        """The subscription stands. `missed`: before, events may have gone by."""

    def on_refused(self, wish: Wish, reason: str) -> None:
        """The platform will not have the subscription."""

    async def fetch(self, line: LineId) -> None:
        """Fetch the line's full state."""

    def on_fetched(self) -> None:
        """It was, or could not be had for the time being."""

    async def fetch_service(self, service: WatchedService) -> None:
        """Fetch the state of a service."""

    async def read_call_waiting(self, line: LineId) -> None:
        """Ask for the line's Call Waiting."""


class Upkeep:
    """The loop of one provider."""

    def __init__(
        self,
        link: XsiLink,
        settings: BroadWorksSettings,
        account: Account,
        plan: ChannelPlan,
        pacer: Pacer,
        resync: ResyncQueue[LineId],
        services: ResyncQueue[WatchedService],
        call_waiting: CallWaitingQueue,
        owner: Owner,
        now: Callable[[], float],
    ) -> None:
        self._link, self._settings, self._account = link, settings, account
        self._plan, self._pacer, self._resync = plan, pacer, resync
        self._services, self._call_waiting = services, call_waiting
        self._owner, self._now = owner, now
        self._ready: deque[Action] = deque()
        self._work_there = asyncio.Event()
        self._agenda_changed = asyncio.Event()
        self._keeper = ChannelKeeper(link, settings, self, owner.on_item)

    async def run(self) -> None:
        """Runs until cancelled.

        Raises:
            DuplicateInstance: the platform ended our channel in favour of another of the same identity.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keeper.run())
            tasks.create_task(self._watch_agenda())
            for _ in range(self._settings.side_by_side):
                tasks.create_task(self._work())

    def wake(self) -> None:
        """The agenda or the queue changed."""
        self._agenda_changed.set()
        self._work_there.set()

    def on_opened(self, channel: OpenChannel) -> None:
        """A channel stands: every subscription is to be made or refreshed."""
        self._plan.opened(channel.channel_id, channel.expires_s, self._now())
        self._owner.on_channel_open()
        self.wake()

    def on_ended(self, reason: CtibridgeError) -> float:
        """It is gone, or cannot be had; returns how many seconds to wait before the next try."""
        now = self._now()
        asked_s = reason.retry_after_s if isinstance(reason, RateLimited) else 0.0
        next_try = self._plan.closed(now, max(asked_s, self._account.wait(now)))
        self._resync.clear()
        self._services.clear()
        self._owner.on_channel_lost(str(reason))
        self.wake()
        return next_try - now

    async def _watch_agenda(self) -> None:
        while True:
            self._agenda_changed.clear()
            due = self._plan.due(self._now())
            self._ready.extend(due)
            if any([self._resync.due(self._now()), self._services.due(self._now()), due]):
                self._work_there.set()
            next_at = self._next_at()
            try:
                async with asyncio.timeout(None if next_at is None else max(0.0, next_at - self._now())):
                    await self._agenda_changed.wait()
            except TimeoutError:
                continue

    def _next_at(self) -> float | None:
        times = (agenda.next_at() for agenda in (self._plan, self._resync, self._services))
        return min((at for at in times if at is not None), default=None)

    async def _work(self) -> None:
        while True:
            if self._ready:
                await self._perform(self._ready.popleft())
            elif self._plan.is_open and (line := self._resync.take()) is not None:
                await self._fetch(self._resync, line, self._owner.fetch)
                self._owner.on_fetched()
            elif self._plan.is_open and (service := self._services.take()) is not None:
                await self._fetch(self._services, service, self._owner.fetch_service)
            elif self._plan.is_open and (line := self._call_waiting.take()) is not None:
                await self._read_call_waiting(line)
            else:
                self._work_there.clear()
                await self._work_there.wait()

    async def _perform(self, action: Action) -> None:
        match action:
            case RefreshChannel():
                await self._refresh_channel(action)
            case EndOthers():
                await self._end_others(action.channel_id)
            case Subscribe() | Refresh():
                await self._subscribe(action)
        self.wake()

    async def _refresh_channel(self, action: RefreshChannel) -> None:
        body = Channel(expires=self._settings.timing.channel_life_s)
        try:
            document = (await self.ask(_event_request("PUT", f"channel/{action.channel_id}", body))).document
        except CtibridgeError as exc:
            log.warning("channel.refresh_failed", link=self._link.host, reason=str(exc))
            self._plan.channel_refresh_failed(self._now())
            return
        granted = document.expires if isinstance(document, Channel) else None
        self._plan.channel_refreshed(granted or self._settings.timing.channel_life_s, self._now())

    async def _end_others(self, own: str) -> None:
        """Ends what is left of a run of ours that broke off, or of a connection whose end the platform did not notice.

        It would send events there, and over our channel only when it has waited for their answers in vain.
        """
        try:
            path = f"channelset/{encoded(self._settings.channel_set_id)}"
            document = (await self.ask(_event_request("GET", path))).document
            members = document.channel if isinstance(document, ChannelSet) else ()
            for other in (item.channel_id for item in members if item.channel_id != own):
                if other is None or self._plan.channel_id != own:
                    continue  # ours is another one by now, perhaps this
                log.info("channel.stray", link=self._link.host, channel=other)
                await self.ask(_event_request("DELETE", f"channel/{encoded(other)}"))
        except Rejected as exc:
            log.debug("channel.set_unknown", link=self._link.host, reason=str(exc))
        except CtibridgeError:
            if self._plan.channel_id == own:
                self._plan.others_not_ended(self._now())

    async def _subscribe(self, action: Subscribe | Refresh) -> None:
        wish = action.wish
        try:
            document = (await self.ask(self._subscription_request(action))).document
        except CtibridgeError as exc:
            self._not_subscribed(wish, exc)
        else:
            granted = document if isinstance(document, Subscription) else Subscription()
            old = action.subscription_id if isinstance(action, Refresh) else ""
            life = granted.expires or self._settings.timing.channel_life_s
            missed = self._plan.subscribed(wish, granted.subscription_id or old, life, self._now())
            self._owner.on_subscribed(wish, missed=missed)

    def _not_subscribed(self, wish: Wish, exc: CtibridgeError) -> None:
        match exc:
            case Rejected(status=status) if status < 500:  # 5xx: the server's own trouble, or a proxy's
                if not self._plan.refused(wish, self._now()):
                    self._owner.on_refused(wish, str(exc))
            case RateLimited():
                self._plan.unanswered(wish, self._now(), exc.retry_after_s)
            case AuthFailed():
                self._plan.unanswered(wish, self._now(), max(1.0, self._account.wait(self._now())))
            case _:
                log.warning("subscription.failed", target=wish.target.path, package=wish.package, reason=str(exc))
                self._plan.unanswered(wish, self._now())

    def _subscription_request(self, action: Subscribe | Refresh) -> XsiRequest:
        life = self._settings.timing.channel_life_s
        if isinstance(action, Refresh):
            return _event_request("PUT", f"subscription/{encoded(action.subscription_id)}", Subscription(expires=life))
        body = Subscription(
            event=action.wish.package,
            expires=life,
            channel_set_id=self._settings.channel_set_id,
            application_id=self._settings.application_id,
        )
        return _event_request("POST", action.wish.target.path, body)

    async def _fetch(self, queue: ResyncQueue[K], what: K, fetch: Callable[[K], Awaitable[None]]) -> None:
        try:
            await fetch(what)
        except RateLimited:
            queue.is_stale(what)
            queue.put([what])
        except (LinkError, ProtocolError, CommandError) as exc:
            log.warning("line.fetch_failed", line=str(what), reason=str(exc))
            self._fetch_later(queue, what, exc)

    async def _read_call_waiting(self, line: LineId) -> None:
        answered = False
        try:
            await self._owner.read_call_waiting(line)
            answered = True
        except (LinkError, ProtocolError, CommandError) as exc:
            log.info("call_waiting.unreadable", line=line, reason=str(exc))
        finally:
            self._call_waiting.asked(line, answered=answered)

    def _fetch_later(self, queue: ResyncQueue[K], what: K, exc: CtibridgeError) -> None:
        match exc:
            case Rejected(status=status) if status < 500:
                queue.refused(what, self._now())
            case AuthFailed():
                queue.unanswered(what, self._now(), max(1.0, self._account.wait(self._now())))
            case _:
                queue.unanswered(what, self._now())
        self._agenda_changed.set()

    async def ask(self, request: XsiRequest) -> Reply:
        """The answer to a request, in its turn.

        Raises:
            LinkError, CommandError, ProtocolError: as `XsiLink.request`.
        """
        await asyncio.sleep(self._pacer.reserve(self._now()))
        try:
            return await self._link.request(request)
        except RateLimited as exc:
            self._pacer.pause(self._now(), exc.retry_after_s)
            raise


def _event_request(method: str, path: str, body: Channel | Subscription | None = None) -> XsiRequest:
    # Asking twice for a channel's or subscription's life does no harm, and a second subscription replaces the first.
    return XsiRequest(method, path, body=body, context=Context.EVENTS, repeatable=True)
