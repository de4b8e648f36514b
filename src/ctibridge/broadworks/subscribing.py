"""Performs what `channels.py` says is due: subscribes, prolongs subscriptions and channels, ends stray channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import structlog

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.asking import Asker
from ctibridge.broadworks.channels import (
    LOST_RETRY_S,
    REFUSED_RETRY_S,
    Action,
    ChannelPlan,
    EndChannel,
    FindStrays,
    Refresh,
    RefreshChannel,
    Subscribe,
    Unsubscribe,
    Wish,
)
from ctibridge.broadworks.requests import Context, XsiRequest, encoded
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.errors import AuthFailed, CtibridgeError, RateLimited, Rejected
from ctibridge.wire.xsi.channels import Channel, ChannelSet, Subscription

log = structlog.get_logger()


class Subscribed(Protocol):
    """Who wants to know what came of a subscription."""

    def on_subscribed(self, wish: Wish, *, missed: bool) -> None:
        """It stands. `missed`: before, events may have gone by."""

    def on_refused(self, wish: Wish, exc: CtibridgeError, retry_s: float) -> None:
        """The platform will not have it; it is asked for again in so many seconds."""

    def on_missing(self, wish: Wish, exc: CtibridgeError, retry_s: float) -> None:
        """There is none, since the platform did not answer, or has too much to do; the same."""


class Subscriber:
    """Performs the actions of one plan."""

    def __init__(
        self,
        plan: ChannelPlan,
        settings: BroadWorksSettings,
        account: Account,
        asker: Asker,
        owner: Subscribed,
        now: Callable[[], float],
    ) -> None:
        self._plan, self._settings, self._account = plan, settings, account
        self._asker, self._owner, self._now = asker, owner, now

    async def perform(self, action: Action) -> None:
        """Does it; the plan learns what came of it."""
        match action:
            case RefreshChannel(channel_id):
                await self._refresh_channel(channel_id)
            case FindStrays():
                await self._find_strays()
            case EndChannel(channel_id):
                await self._end_channel(channel_id)
            case Unsubscribe(subscription_id):
                await self._unsubscribe(subscription_id)
            case Subscribe() | Refresh():
                await self._subscribe(action)

    async def _find_strays(self) -> None:
        request = _event_request("GET", f"channelset/{encoded(self._settings.channel_set_id)}")
        try:
            document = (await self._asker.ask(request)).document
        except CtibridgeError as exc:
            log.debug("channel.set_unknown", provider=self._settings.name, reason=str(exc))
            if not isinstance(exc, Rejected):
                self._plan.strays_not_found(self._now())
            return
        members = document.channel if isinstance(document, ChannelSet) else ()
        self._plan.found((item.channel_id for item in members if item.channel_id is not None), self._now())

    async def _refresh_channel(self, channel_id: str) -> None:
        body = Channel(expires=self._settings.timing.channel_life_s)
        try:
            document = (await self._asker.ask(_event_request("PUT", f"channel/{encoded(channel_id)}", body))).document
        except CtibridgeError as exc:
            log.warning("channel.refresh_failed", provider=self._settings.name, channel=channel_id, reason=str(exc))
            self._plan.channel_refresh_failed(channel_id, self._now())
            return
        granted = document.expires if isinstance(document, Channel) else None
        self._plan.channel_refreshed(channel_id, granted or self._settings.timing.channel_life_s, self._now())

    async def _end_channel(self, channel_id: str) -> None:
        if await self._is_deleted(f"channel/{encoded(channel_id)}"):
            self._plan.channel_ended(channel_id)
        else:
            self._plan.channel_not_ended(channel_id, self._now())

    async def _unsubscribe(self, subscription_id: str) -> None:
        if await self._is_deleted(f"subscription/{encoded(subscription_id)}"):
            self._plan.unsubscribed(subscription_id)
        else:
            self._plan.not_unsubscribed(subscription_id, self._now())

    async def _is_deleted(self, path: str) -> bool:
        """Ends what the platform has there; False: it may be there still."""
        try:
            await self._asker.ask(_event_request("DELETE", path))
        except CtibridgeError as exc:
            log.debug("leftover.not_ended", provider=self._settings.name, what=path, reason=str(exc))
            return isinstance(exc, Rejected) and exc.status < 500  # 5xx: the server's own trouble, or a proxy's
        log.info("leftover.ended", provider=self._settings.name, what=path)
        return True

    async def _subscribe(self, action: Subscribe | Refresh) -> None:
        wish = action.wish
        try:
            document = (await self._asker.ask(self._request(action))).document
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
                    self._owner.on_refused(wish, exc, REFUSED_RETRY_S)
            case RateLimited():
                self._again(wish, exc, exc.retry_after_s)
            case AuthFailed():
                self._again(wish, exc, max(1.0, self._account.wait(self._now())))
            case _:
                log.warning("subscription.failed", target=wish.target.path, package=wish.package, reason=str(exc))
                self._again(wish, exc, LOST_RETRY_S)

    def _again(self, wish: Wish, exc: CtibridgeError, retry_s: float) -> None:
        self._plan.unanswered(wish, self._now(), retry_s)
        if not self._plan.is_granted(wish):
            self._owner.on_missing(wish, exc, retry_s)

    def _request(self, action: Subscribe | Refresh) -> XsiRequest:
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


def _event_request(method: str, path: str, body: Channel | Subscription | None = None) -> XsiRequest:
    # Asking twice for a channel's or subscription's life does no harm, and a second subscription replaces the first.
    return XsiRequest(method, path, body=body, context=Context.EVENTS, repeatable=True)
