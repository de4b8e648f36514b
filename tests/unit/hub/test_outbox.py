"""The outbox keeps order, holds events back behind an answer, and ends a slow client."""

import asyncio

import pytest

from ctibridge.errors import SlowClient
from ctibridge.hub.outbox import Outbox


async def test_items_come_in_order_and_all_at_once():
    outbox = Outbox()
    for number in range(3):
        outbox.put(number)
    assert [0, 1, 2] == await outbox.take()
    assert 0 == len(outbox)


async def test_take_waits_for_an_item():
    outbox = Outbox()
    taker = asyncio.ensure_future(outbox.take())
    await asyncio.sleep(0)
    assert not taker.done()
    outbox.put("x")
    assert ["x"] == await taker


async def test_a_held_line_waits_and_the_others_do_not():
    outbox = Outbox()
    outbox.hold("a")
    outbox.hold("a")
    outbox.put("a1", "a")
    outbox.put("b1", "b")
    outbox.put("a2", "a")
    assert ["b1"] == await outbox.take()
    outbox.release("a")
    outbox.put("b2", "b")
    assert ["b2"] == await outbox.take()
    outbox.release("a")
    outbox.put("a3", "a")
    assert ["a1", "a2", "a3"] == await outbox.take()


async def test_what_concerns_several_lines_waits_for_whichever_is_held_and_keeps_its_order():
    outbox = Outbox()
    outbox.hold("b")
    outbox.put("1", "a", "b")
    outbox.hold("a")
    outbox.hold("b")
    outbox.put("2", "a", "b")
    outbox.release("b")
    outbox.put("3", "a", "b")
    outbox.release("b")
    outbox.put("4", "a", "b")
    assert ["1", "2", "3"] == await outbox.take()
    outbox.release("a")
    outbox.put("5", "a", "b")
    assert ["4", "5"] == await outbox.take()


async def test_held_items_that_nobody_wants_any_more_are_forgotten():
    outbox = Outbox(capacity=3)
    outbox.put("out already", "a")
    outbox.hold("a")
    for item in ("unwanted", "wanted"):
        outbox.put(item, "a")
    outbox.drop_held(lambda item: item == "unwanted")
    assert 2 == len(outbox)
    outbox.release("a")
    assert ["out already", "wanted"] == await outbox.take()


async def test_a_client_that_does_not_read_is_ended():
    outbox = Outbox(capacity=2)
    for number in range(3):
        outbox.put(number)
    with pytest.raises(SlowClient, match="left 2 events unread"):
        await outbox.overflow()


async def test_held_items_count_too():
    outbox = Outbox(capacity=1)
    outbox.hold("a")
    outbox.put("a1", "a")
    outbox.put("a2", "a")
    with pytest.raises(SlowClient):
        await outbox.overflow()


async def test_a_client_that_is_being_written_to_is_ended_as_well():
    """Whoever takes items may be waiting for the client, for ever."""
    outbox = Outbox(capacity=2)
    outbox.put("written and not read")
    await outbox.take()
    watcher = asyncio.ensure_future(outbox.overflow())
    for number in range(2):
        outbox.put(number)
    await asyncio.sleep(0)
    assert not watcher.done()
    outbox.put("too much")
    with pytest.raises(SlowClient):
        await watcher
