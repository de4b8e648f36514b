"""The event channel: bytes of a platform or of whatever stands between, to reports and through the call book.

However the bytes are cut, the same documents must come out; what is decoded can be written and read again, and the
call model digests everything that it is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.events import Source

from ctibridge.broadworks.translate_events import report_from_event
from ctibridge.errors import RemoteProtocolError
from ctibridge.model.callbook import CallBook
from ctibridge.sim import scenarios
from ctibridge.sim.populations import demo
from ctibridge.wire.xsi.documents import decode, encode
from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import Damaged, EventStream, StreamItem

STEPS = (1, 7, 64, 8192)


def seeds() -> Iterator[bytes]:
    """The events of each scenario, some at a time."""
    for name in scenarios.names():
        source = Source(demo())
        source.subscribe()
        scenarios.play_at_once(scenarios.load(name)(source.phones), source.wait)
        events = source.take()
        yield from (b"\x03" + b"".join(map(encode, events[at : at + 4])) for at in range(0, len(events), 4))


def one(data: bytes) -> None:
    """The first byte says how the others are cut."""
    step, body = STEPS[data[0] % len(STEPS)] if data else 1, data[1:]
    whole, parts = received([body]), received([body[at : at + step] for at in range(0, len(body), step)])
    assert (whole is None) == (parts is None), "another cut, another end"
    if whole is None or parts is None:
        return
    assert names(whole) == names(parts), "another cut, other documents"
    book = CallBook()
    for item in whole:
        if isinstance(item, SubscriptionEvent):
            report = report_from_event(item)
            if report is not None:
                book.apply(report)
        if not isinstance(item, Damaged) and "Unknown(" not in repr(item):
            assert decode(encode(item)) == item


def received(parts: list[bytes]) -> list[StreamItem] | None:
    """What comes out; None: the stream has to be closed, and what was not acknowledged comes again on the next."""
    stream, items = EventStream(), []
    try:
        for part in parts:
            items += stream.receive_data(part)
    except RemoteProtocolError:
        return None
    return items


def names(items: list[StreamItem]) -> list[str]:
    """What can be compared: two damages are never equal."""
    return [f"damaged {item.event_id}" if isinstance(item, Damaged) else repr(item) for item in items]
