"""HTTP contacts: events for clients that have no channel, brought by POST to an address of theirs (4.2.1.1, 4.3.2.2).

A client is expected to answer 200; headers and body of its answer are ignored. What follows when it does not is not
published. Inferred from what happens to silent channels: an event is tried again, and when that does not help, or the
contact refuses it, its subscription ends. A contact gets its events in order; a slow one delays nobody else.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

import aiohttp

from ctibridge.sim.effects import Post
from ctibridge.sim.faces.streams import chunks_of
from ctibridge.sim.knobs import Knobs
from ctibridge.wire.xsi.documents import CONTENT_TYPE
from ctibridge.wire.xsi.events import SubscriptionEvent

TRY_AGAIN = frozenset({408, 425, 429})  # statuses below 500 that say that it may work later


class Contacts:
    """Brings events.

    Args:
        knobs: The settings.
        refused: Is told the id of a subscription whose contact does not take its events.

    Attributes:
        taken: How many events were taken.
        lost: How many were not, and were given up.
    """

    def __init__(self, knobs: Knobs, refused: Callable[[str], None]) -> None:
        self.taken = self.lost = 0
        self._knobs, self._refused = knobs, refused
        self._waiting: dict[str, deque[Post]] = {}
        self._start: Callable[[str], None] = lambda _: None

    def put(self, post: Post) -> None:
        """Queues an event; more than a contact may have waiting are too many for it."""
        waiting = self._waiting.get(post.uri)
        if waiting is None:
            self._waiting[post.uri] = deque([post])
            self._start(post.uri)
        elif len(waiting) >= self._knobs.contact_backlog:
            self._give_up(post)
        else:
            waiting.append(post)

    async def run(self) -> None:
        """Brings what is queued, until cancelled."""
        # Nobody has to have a certificate that others trust, to try something.
        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False), cookie_jar=aiohttp.DummyCookieJar())
        async with session, asyncio.TaskGroup() as group:

            def start(uri: str) -> None:
                group.create_task(self._bring(session, uri), name=f"simulator-contact-{uri}")

            for uri in self._waiting:
                start(uri)
            self._start = start
            await asyncio.Event().wait()

    async def _bring(self, session: aiohttp.ClientSession, uri: str) -> None:
        waiting = self._waiting[uri]
        while waiting:
            post = waiting.popleft()
            if await self._is_taken(session, post):
                self.taken += 1
            else:
                self._give_up(post)
        del self._waiting[uri]

    async def _is_taken(self, session: aiohttp.ClientSession, post: Post) -> bool:
        for body in chunks_of(post.document, self._knobs.faults):
            if not await self._is_body_taken(session, post.uri, body):
                return False
        return True

    async def _is_body_taken(self, session: aiohttp.ClientSession, uri: str, body: bytes) -> bool:
        for left in reversed(range(max(self._knobs.contact_tries, 1))):
            status = await _post(session, uri, body, self._knobs.contact_timeout_s)
            if status is not None and not _may_work_later(status):
                return 200 <= status < 300
            if left:
                await asyncio.sleep(self._knobs.contact_retry_s)
        return False

    def _give_up(self, post: Post) -> None:
        """The subscription is over; what it still has waiting is not brought."""
        self.lost += 1
        name = _subscription_of(post)
        waiting = self._waiting[post.uri]
        left = [item for item in waiting if _subscription_of(item) != name]
        self.lost += len(waiting) - len(left)
        waiting.clear()
        waiting.extend(left)
        self._refused(name)


def _may_work_later(status: int) -> bool:
    return status in TRY_AGAIN or status >= 500


def _subscription_of(post: Post) -> str:
    return post.document.subscription_id if isinstance(post.document, SubscriptionEvent) else ""


async def _post(session: aiohttp.ClientSession, uri: str, body: bytes, timeout_s: float) -> int | None:
    """The status of the answer; None: there was none in time."""
    url = uri if "://" in uri else f"http://{uri}"  # published examples leave the scheme out
    timeout = aiohttp.ClientTimeout(total=timeout_s)
    with suppress(TimeoutError):
        try:
            async with session.post(
                url, data=body, headers={"Content-Type": CONTENT_TYPE}, timeout=timeout, allow_redirects=False
            ) as reply:
                await reply.read()
                return reply.status
        except ValueError:
            return 400  # this is no address; trying again does not make it one
        except aiohttp.ClientError:
            return None
    return None
