"""HTTP contacts: events for clients that have no channel, brought by POST to an address of theirs (4.2.1.1)."""

from __future__ import annotations

import asyncio

import aiohttp

from ctibridge.sim.effects import Post
from ctibridge.sim.faces.streams import chunks_of
from ctibridge.sim.knobs import Faults
from ctibridge.wire.xsi.documents import CONTENT_TYPE

TIMEOUT_S = 10.0  # as long as an acknowledgement may take on a channel


class Contacts:
    """Brings events, one after the other; what a contact answers is ignored (4.3.2.2)."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._posts: asyncio.Queue[Post] = asyncio.Queue()

    def put(self, post: Post) -> None:
        """Queues an event."""
        self._posts.put_nowait(post)

    async def run(self) -> None:
        """Brings what is queued, until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session:
            while True:
                post = await self._posts.get()
                for body in chunks_of(post.document, self._faults):
                    await _post(session, post.uri, body)


async def _post(session: aiohttp.ClientSession, uri: str, body: bytes) -> None:
    url = uri if "://" in uri else f"http://{uri}"  # published examples leave the scheme out
    try:
        async with session.post(url, data=body, headers={"Content-Type": CONTENT_TYPE}) as reply:
            await reply.read()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return  # nobody takes it: there is no second try for a contact (inferred)
