"""The material of the bench."""

from __future__ import annotations

from collections import Counter

from bench.events import CallSource, scenario_mix

from ctibridge.wire.xsi.events import SubscriptionEvent
from ctibridge.wire.xsi.stream import EventStream


def test_the_mix_has_no_event_twice_and_many_kinds():
    documents = scenario_mix(300)
    items = EventStream().receive_data(b"".join(documents))
    assert len(documents) == len(items)
    events = [item for item in items if isinstance(item, SubscriptionEvent)]
    assert len(items) == len({event.event_id for event in events})
    assert 12 <= len({type(event.event_data) for event in events})


def test_calls_are_spread_over_all_lines_and_each_event_is_told():
    source = CallSource(8)
    source.source.subscribe()
    events = source.next(400)
    read = EventStream().receive_data(b"".join(event.data for event in events))
    lines = Counter(item.target_id for item in read if isinstance(item, SubscriptionEvent))
    assert 8 == len(lines)
    assert 400 == len({event.event_id for event in events})
    assert all(event.told for event in events)
