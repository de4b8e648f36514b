"""Acknowledges events over http: on connections of their own, to the very server that holds the channel."""

from __future__ import annotations

import asyncio
import re
from zlib import crc32

import aiohttp

from ctibridge.broadworks.requests import Context
from ctibridge.broadworks.xsi_link import XsiLink, translated
from ctibridge.errors import LinkError, LinkLost
from ctibridge.wire.xsi.channels import EventResponse, EventStatus
from ctibridge.wire.xsi.documents import CONTENT_TYPE, encode
from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import Damaged, StreamItem

# Without an answer in about 10 s the platform gives the channel up. First a kept connection may just be dead.
AGAIN_S = (0.0, 0.5, 2.0)
_PROMPT = aiohttp.ClientTimeout(total=3.0)  # so that all tries fit into the 10 s
_XML_BODY = {"Content-Type": CONTENT_TYPE}
_REASONS = {EventStatus.TAKEN: "OK", EventStatus.DROPPED: "Bad Request"}


_PLACE = "ID-OF-THE-EVENT"
_FORMS = {
    status: encode(EventResponse(event_id=_PLACE, status_code=int(status), reason=reason)).partition(_PLACE.encode())
    for status, reason in _REASONS.items()
}
_PLAIN = re.compile(r"[\w.:-]+", re.ASCII)


def _answer(event_id: str, status: EventStatus) -> bytes:
    """The answer to an event. It is always the same but for the id, which rarely needs any care."""
    if not _PLAIN.fullmatch(event_id):
        return encode(EventResponse(event_id=event_id, status_code=int(status), reason=_REASONS[status]))
    before, _, after = _FORMS[status]
    return before + event_id.encode() + after


class Acknowledger:
    """Answers events in order, on several connections: events of one target always take the same one.

    One POST after the other on one connection would be the slowest part of the event path.
    """

    def __init__(self, link: XsiLink, session: aiohttp.ClientSession, lanes: int) -> None:
        self._url = link.url(Context.EVENTS, "channel/eventresponse")
        self._link, self._session = link, session
        self._what = f"POST {self._url.raw_path}"
        self._lanes: list[asyncio.Queue[bytes]] = [asyncio.Queue() for _ in range(lanes)]
        self.failures = 0

    def take(self, item: StreamItem) -> None:
        """Acknowledges what wants it."""
        if isinstance(item, SubscriptionEvent):
            self.acknowledge(item.event_id, item.target_id or item.user_id or "")
        elif isinstance(item, Damaged) and item.event_id is not None:
            self.acknowledge(item.event_id, "", EventStatus.DROPPED)

    def acknowledge(self, event_id: str, target: str, status: EventStatus = EventStatus.TAKEN) -> None:
        """Puts the answer to an event on its way."""
        self._lanes[crc32(target.encode()) % len(self._lanes)].put_nowait(_answer(event_id, status))

    @property
    def waiting(self) -> int:
        """Answers that have not been sent."""
        return sum(lane.qsize() for lane in self._lanes)

    async def run(self) -> None:
        """Sends answers until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes:
                tasks.create_task(self._send(lane))

    async def _send(self, lane: asyncio.Queue[bytes]) -> None:
        while True:
            body = await lane.get()
            self._link.trace("sent", self._what, body)
            for attempt, pause_s in enumerate(AGAIN_S):
                if await self._is_taken(body, again=attempt > 0):
                    break
                self.failures += 1
                await asyncio.sleep(pause_s)

    async def _is_taken(self, body: bytes, *, again: bool) -> bool:
        """Whether the server took the answer, or refused it for good; False: it is worth another try.

        Raises:
            AuthFailed: the account is refused: a wrong password with every event would lock it.
        """
        self._link.check_account()
        headers = self._link.authorization | _XML_BODY
        try:
            with translated(self._link.host):
                async with self._session.post(
                    self._url, data=body, headers=headers, timeout=_PROMPT, allow_redirects=False
                ) as response:
                    await response.read()
        except LinkError:
            return False
        if response.status == 401:
            self._link.reply(response, b"")
        if response.status == 404 and not again:  # the first try may have been taken after all
            raise LinkLost(self._link.host, "the server does not know the channel any more")
        return response.status < 300 or 400 <= response.status < 500
