"""What is kept, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine

from ctibridge.errors import StoreError, UnknownLine
from ctibridge.model.ids import LineId
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line
from ctibridge.store.engine import writing
from ctibridge.store.journal import JournalEntry
from ctibridge.store.store import Store
from ctibridge.store.tables import JOURNAL

ANNA = Line(LineId("anna@ent1"), "Anna@ent1", "+4930100", "100", "Änna", "Ü'; --", "g", "d", "anna@example")
BERT = Line(LineId("bert@ent1"), "bert@ent1")
CARLA = Line(LineId("carla@ent1"), "carla@ent1", None, "102")
ENTRY = JournalEntry("root", "command line", "line added", "office", "anna@ent1", "by hand")
IMPOSSIBLE = JournalEntry("root", "command line", None)  # type: ignore[arg-type]  # the database refuses it


def engine_of(store: Store) -> AsyncEngine:
    return store._engine


async def presences(store: Store, provider: str = "office") -> dict[str, str]:
    return {each.line.user_id: each.presence.value for each in await store.lines(provider)}


async def test_lines_come_back_as_they_were_described(store):
    kept = await store.keep_lines("office", (ANNA, BERT))
    assert (KeptLine(1, ANNA), KeptLine(2, BERT)) == kept == await store.lines("office")
    assert () == await store.lines("another")


async def test_lines_are_there_after_a_restart(open_store):
    await (await open_store()).keep_lines("office", (ANNA,))
    assert (KeptLine(1, ANNA),) == await (await open_store()).lines("office")


async def test_a_line_that_changes_keeps_its_number(store):
    await store.keep_lines("office", (ANNA, BERT))
    moved = replace(ANNA, number="+4930777", group=None)
    assert (KeptLine(1, moved), KeptLine(2, BERT)) == await store.keep_lines("office", (moved,))


async def test_a_line_that_is_gone_keeps_its_number_and_comes_back_under_it(store):
    await store.keep_lines("office", (ANNA, BERT))
    gone, _ = await store.keep_lines("office", (), (ANNA.id,))
    assert KeptLine(1, ANNA, presence=Presence.GONE) == gone
    assert [3] == [each.id for each in await store.keep_lines("office", (CARLA,)) if each.line == CARLA]
    assert KeptLine(1, ANNA) in await store.keep_lines("office", (ANNA,))


async def test_the_same_user_at_two_providers_is_two_lines(store):
    await store.keep_lines("office", (ANNA,))
    assert (KeptLine(2, ANNA),) == await store.keep_lines("branch", (ANNA,))


async def test_a_removed_line_stays_removed_whatever_the_platform_tells(store):
    await store.keep_lines("office", (ANNA,))
    assert Presence.REMOVED == (await store.remove_line("office", ANNA.id)).presence
    await store.keep_lines("office", (ANNA,), ())
    await store.keep_lines("office", (), (ANNA.id,))
    assert {"Anna@ent1": "removed"} == await presences(store)


async def test_a_removed_line_that_is_added_again_has_its_old_number(store):
    await store.keep_lines("office", (ANNA, BERT))
    await store.remove_line("office", ANNA.id)
    again = await store.add_line("office", "ANNA@ent1")
    assert (1, Source.MANUAL, Presence.GONE) == (again.id, again.source, again.presence)
    (line, _) = await store.keep_lines("office", (ANNA,))
    assert KeptLine(1, ANNA, Source.MANUAL) == line


async def test_a_line_that_is_added_waits_for_the_platform(store):
    assert KeptLine(1, BERT, Source.MANUAL, Presence.GONE) == await store.add_line("office", "bert@ent1")
    assert (KeptLine(1, BERT, Source.MANUAL),) == await store.keep_lines("office", (BERT,))


async def test_adding_a_line_that_is_served_only_makes_it_manual(store):
    await store.keep_lines("office", (ANNA,))
    assert KeptLine(1, ANNA, Source.MANUAL) == await store.add_line("office", "anna@ENT1")


@pytest.mark.parametrize("line", ["nobody@ent1", ANNA.id])
async def test_what_is_not_there_cannot_be_removed(store, line):
    await store.keep_lines("office", (ANNA,))
    await store.remove_line("office", ANNA.id)
    with pytest.raises(UnknownLine, match=line):
        await store.remove_line("office", LineId(line), ENTRY)
    assert () == await store.journal()


async def test_two_who_read_the_lines_at_once_agree_on_the_numbers(open_store):
    stores = [await open_store(), await open_store()]
    many = tuple(Line(LineId(f"u{number}@ent1"), f"u{number}@ent1") for number in range(50))
    results = await asyncio.gather(*(store.keep_lines("office", lines) for store in stores for lines in (many, many)))
    assert [tuple(KeptLine(number + 1, line) for number, line in enumerate(many))] * 4 == results


async def test_ten_thousand_lines_are_kept_and_read_back(store):
    many = tuple(Line(LineId(f"u{number}@ent1"), f"u{number}@ent1", f"+49{number}") for number in range(10_000))
    assert 10_000 == len(await store.keep_lines("office", many))
    gone = [line.id for line in many[:9_000]]
    kept = await store.keep_lines("office", (), gone)
    assert 1_000 == sum(each.is_served for each in kept)


async def test_passwords_come_back_for_their_provider_only(store):
    await store.set_password("office", "Anna@ent1", "geheim ü'")
    await store.set_password("branch", "anna@ent1", "other")
    assert {"Anna@ent1": "geheim ü'"} == await store.passwords("office")
    await store.set_password("office", "anna@ENT1", "new")
    assert {"anna@ENT1": "new"} == await store.passwords("office")
    await store.set_password("office", "anna@ent1", None)
    assert {} == await store.passwords("office")
    assert {"anna@ent1": "other"} == await store.passwords("branch")


async def test_the_journal_tells_the_newest_first(store):
    entries = [replace(ENTRY, subject=f"{number}") for number in range(5)]
    for entry in entries:
        await store.write_journal(entry)
    assert tuple(reversed(entries[2:])) == await store.journal(3)


async def test_a_change_and_its_entry_are_written_together(store):
    await store.add_line("office", "anna@ent1", ENTRY)
    assert (ENTRY,) == await store.journal()
    with pytest.raises(StoreError):
        await store.set_password("office", "anna@ent1", "secret", IMPOSSIBLE)
    assert {} == await store.passwords("office")


@pytest.mark.parametrize("forgery", [update(JOURNAL).values(who="nobody"), delete(JOURNAL)])
async def test_the_database_refuses_to_change_the_journal(store, forgery):
    await store.write_journal(ENTRY)
    with pytest.raises(StoreError, match="only added to"):
        async with writing(engine_of(store)) as connection:
            await connection.execute(forgery)
    assert (ENTRY,) == await store.journal()


async def test_lines_are_added_and_passwords_of_others_set_in_one_go(store):
    await store.keep_lines("office", (ANNA, BERT))
    passwords = {"Anna@ent1": "geheim", "bert@ent1": "geheim"}
    added = await store.add_lines("office", ("carla@ent1",), passwords, ENTRY)
    assert [(3, Source.MANUAL)] == [(each.id, each.source) for each in added]
    assert (KeptLine(1, ANNA), KeptLine(2, BERT)) == (await store.lines("office"))[:2]
    assert passwords == await store.passwords("office")
    assert (ENTRY,) == await store.journal()


async def test_who_is_cancelled_in_the_middle_leaves_the_store_as_it_was_or_as_it_wanted(store):
    many = tuple(Line(LineId(f"u{number}@ent1"), f"u{number}@ent1") for number in range(200))
    for turns in range(0, 60, 2):
        task = asyncio.create_task(store.keep_lines(f"provider{turns}", many))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert len(await store.lines(f"provider{turns}")) in {0, 200}
        assert 200 == len(await store.keep_lines(f"provider{turns}", many))


async def test_a_provider_remembers_what_it_said_last(open_store):
    store = await open_store()
    assert None is await store.recall("office")
    await store.remember("office", b"first")
    await store.remember("office", b"\x00second")
    assert (b"\x00second", None) == (await (await open_store()).recall("office"), await store.recall("branch"))
