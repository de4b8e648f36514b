"""A whole platform without a network, for tests: requests by hand, channels as lists of documents."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ctibridge.sim.effects import End, Post, Send
from ctibridge.sim.knobs import Knobs
from ctibridge.sim.people import Account, Population
from ctibridge.sim.phones import Phones
from ctibridge.sim.requests import Api, Body, Credentials, Reply, Request
from ctibridge.sim.switch import Switch
from ctibridge.wire.xsi import channels as c
from ctibridge.wire.xsi.documents import Document
from ctibridge.wire.xsi.events import HttpContact, SubscriptionEvent
from tests.unit.sim.bench import ADMIN, EPOCH_S, people, short


class Platform:
    """The switch, a clock that stands until `wait`, and a client that acknowledges unless told otherwise."""

    def __init__(self, knobs: Knobs | None = None, population: Population | None = None) -> None:
        self.knobs = knobs or Knobs()
        self.switch = Switch(population or people(), self.knobs, seed=3, epoch_s=EPOCH_S)
        self.now = 0.0
        self.phones = Phones(self.switch, lambda: self.now, self.settle)
        self.acknowledges = True
        self.inbox: dict[str, list[Document]] = defaultdict(list)
        self.ended: list[str] = []
        self.posted: list[tuple[str, Document]] = []

    def ask(
        self,
        method: str,
        path: str,
        body: Body = None,
        account: Account = ADMIN,
        instance: str = "xsp1",
        **query: str,
    ) -> Reply:
        """Asks; paths below `channel`, `subscription` ... are Xsi-Events, as are POSTs to `user/<u>`."""
        reply = self.raw(method, path, body, Credentials(account.user_id, account.password), instance, query)
        self.settle()
        return reply

    def raw(
        self,
        method: str,
        path: str,
        body: Body = None,
        credentials: Credentials | None = None,
        instance: str = "xsp1",
        query: dict[str, str] | None = None,
        version: str | None = None,
    ) -> Reply:
        segments = tuple(path.split("/"))
        head = segments[0]
        actions = head in {"actions"} or (head == "user" and len(segments) > 2 and segments[2].lower() not in _PARTS)
        request = Request(
            api=Api.ACTIONS if actions else Api.EVENTS,
            method=method,
            path=segments[1:] if head == "actions" else segments,
            query=query or {},
            body=body,
            credentials=credentials,
            instance=instance,
            streaming=path == "channel",
            version=version,
        )
        return self.switch.handle(request, self.now)

    def channel(self, set_id: str = "set", account: Account = ADMIN, instance: str = "xsp1", **more: Any) -> str:
        """Opens a channel and returns its id."""
        wish = c.Channel(channel_set_id=set_id, **more)
        reply = self.ask("POST", "channel", wish, account, instance)
        assert (200, True) == (reply.status, reply.channel_id is not None), reply
        assert reply.channel_id is not None
        return reply.channel_id

    def subscribe(
        self, path: str, package: str = "Advanced Call", set_id: str = "set", account: Account = ADMIN, **more: Any
    ) -> str:
        """Subscribes and returns the subscription's id."""
        reply = self.ask("POST", path, wish(package, set_id, **more), account)
        assert reply.status == 200, reply
        assert isinstance(reply.document, c.Subscription)
        return reply.document.subscription_id or ""

    def acknowledge(self, event: SubscriptionEvent, status: int = 200, instance: str = "xsp1") -> int:
        owner = self.switch.people.account(event.user_id or "")
        assert owner is not None
        answer = c.EventResponse(event_id=event.event_id, status_code=status, reason="OK")
        return self.ask("POST", "channel/eventresponse", answer, owner, instance).status

    def settle(self) -> None:
        """Lets effects happen, until there are no more."""
        while effects := self.switch.take_effects():
            for effect in effects:
                match effect:
                    case Send(instance, channel_id, document):
                        self.inbox[channel_id].append(document)
                        if self.acknowledges and isinstance(document, SubscriptionEvent):
                            self.acknowledge(document, instance=instance)
                    case End(_, channel_id):
                        self.ended.append(channel_id)
                    case Post(uri, document):
                        self.posted.append((uri, document))

    def wait(self, seconds: float) -> None:
        """Lets time pass, and things that are due happen at their time."""
        until = self.now + seconds
        while (due := self.switch.next_due()) is not None and due <= until:
            self.now = max(self.now, due)
            self.switch.advance(self.now)
            self.settle()
        self.now = until
        self.switch.advance(self.now)
        self.settle()

    def take(self, channel_id: str) -> list[Document]:
        """What came over a channel since the last `take`."""
        return self.inbox.pop(channel_id, [])

    def words(self, channel_id: str) -> list[str]:
        """The same in short words."""
        return [
            short(item.event_data) if isinstance(item, SubscriptionEvent) else type(item).__name__
            for item in self.take(channel_id)
        ]


_PARTS = {"subscription", "subid"}


def wish(package: str = "Advanced Call", set_id: str | None = "set", **more: Any) -> c.Subscription:
    """A subscription's document."""
    contact = more.pop("contact", None)
    fields: dict[str, Any] = {"event": package, "application_id": "app", "channel_set_id": set_id, **more}
    if contact is not None:
        fields["http_contact"] = HttpContact(uri=str(contact))
    return c.Subscription(**fields)
