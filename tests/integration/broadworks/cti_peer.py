"""A server of the CTI interface for tests of the link alone: it answers as it is told to, also wrongly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from ctibridge.broadworks.account import Account
from ctibridge.broadworks.addresses import AddressBook
from ctibridge.broadworks.cti_link import CtiLink
from ctibridge.broadworks.places import Place
from ctibridge.broadworks.resolver import Resolver
from ctibridge.broadworks.settings import BroadWorksSettings
from ctibridge.wire.cti.messages import EventResponse, Request
from ctibridge.wire.cti.profile import DEFAULT, ServerProfile
from ctibridge.wire.cti.protocol import CtiServerProtocol
from ctibridge.wire.xsi.channels import Channel
from ctibridge.wire.xsi.channels import EventResponse as Acknowledgement
from ctibridge.wire.xsi.documents import Document
from ctibridge.wire.xsi.events import DoNotDisturbEvent, SubscriptionEvent
from ctibridge.wire.xsi.services import DoNotDisturb

Answer = tuple[int, str, Document | None]
CHANNEL = Channel(channel_id="c-1", expires=3600)
SETTINGS = BroadWorksSettings(name="p", url="cti://127.0.0.1", user="admin@ent1.example", password="secret")


def event(number: int, target: str = "anna@ent1.example") -> SubscriptionEvent:
    return SubscriptionEvent(
        event_id=f"e-{number}",
        sequence_number=number,
        user_id="admin@ent1.example",
        external_application_id="a",
        subscription_id="s-1",
        channel_id="c-1",
        target_id=target,
        event_data=DoNotDisturbEvent(info=DoNotDisturb(active=True)),
    )


class Peer:
    """The server. `answer` says what comes of a request; None: nothing."""

    def __init__(self, profile: ServerProfile = DEFAULT, **arguments: Any) -> None:
        self.profile, self.arguments = profile, arguments
        self.answer: Callable[[Request], Answer | None] = self.usual
        self.raw: Callable[[bytes], bytes | None] | None = None  # instead of everything else; None: closes
        self.requests: list[Request] = []
        self.received: list[Any] = []
        self.connections = 0
        self.writer: asyncio.StreamWriter
        self.protocol: CtiServerProtocol
        self._tasks: set[asyncio.Task[Any]] = set()

    @staticmethod
    def usual(request: Request) -> Answer | None:
        return (200, "OK", CHANNEL if request.tunnelled.name == "AddChannelRequest" else None)

    @property
    def acknowledged(self) -> list[tuple[str, int]]:
        """The events that were answered, and how."""
        answers = [item.document for item in self.received if isinstance(item, EventResponse)]
        return [(each.event_id, int(each.status_code)) for each in answers if isinstance(each, Acknowledgement)]

    def tell(self, *documents: Document) -> None:
        for document in documents:
            self.protocol.send_event(document)
        self.flush()

    def flush(self) -> None:
        self.writer.writelines(self.protocol.data_to_send())

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.writer, self.protocol = writer, CtiServerProtocol(self.profile, **self.arguments)
        try:
            while data := await reader.read(65_536):
                if self.raw is not None:
                    said = self.raw(data)
                    if said is None:
                        return
                    writer.write(said)
                    continue
                for item in self.protocol.receive_data(data):
                    self._take(item)
                self.flush()
        except ConnectionError:
            return
        finally:
            writer.close()

    def _take(self, item: Any) -> None:
        self.received.append(item)
        if isinstance(item, Request):
            self.requests.append(item)
            answer = self.answer(item)
            if answer is not None:
                self.protocol.send_response(item, *answer)

    @asynccontextmanager
    async def served(self, tls: Any = None) -> AsyncIterator[Place]:
        server = await asyncio.start_server(lambda *pair: self.handle(*pair), "127.0.0.1", 0, ssl=tls)
        try:
            yield Place("127.0.0.1", server.sockets[0].getsockname()[1])
        finally:
            server.close()
            if self._tasks:
                await asyncio.wait(self._tasks)


def link_to(
    place: Place, account: Account | None = None, tls: Any = None, settings: BroadWorksSettings = SETTINGS
) -> CtiLink:
    own = account or Account(settings.user, settings.password)
    now = asyncio.get_running_loop().time
    book = AddressBook(settings.dns, Resolver(settings.dns), now)
    return CtiLink(settings, own, place, profiles={}, book=book, tls=tls, now=now)
