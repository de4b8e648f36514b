"""Lines and their numbers. A number is given away once: its row stays, whatever becomes of the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ctibridge.errors import UnknownLine
from ctibridge.model.ids import LineId, line_of
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line
from ctibridge.store.tables import COUNTERS, LINES

COUNTER = "line"
PART = 500  # rows at a time: with 10,000 at once no event would be told for a tenth of a second
DESCRIBED = (
    LINES.c.line,
    LINES.c.user_id,
    LINES.c.number,
    LINES.c.extension,
    LINES.c.first_name,
    LINES.c.last_name,
    LINES.c.user_group,
    LINES.c.department,
    LINES.c.email,
)  # in the order of the fields of `Line`
DESCRIBED_NAMES = tuple(column.name for column in DESCRIBED)
READ = select(LINES.c.id, LINES.c.source, LINES.c.presence, *DESCRIBED)
GONE_AWAY = (
    update(LINES)
    .where(LINES.c.provider == bindparam("of"), LINES.c.line == bindparam("gone"), LINES.c.presence == Presence.PRESENT)
    .values(presence=Presence.GONE)
)
SEEN = update(LINES).where(LINES.c.id == bindparam("same"), LINES.c.presence != Presence.REMOVED)


async def wait_for_turn(connection: AsyncConnection) -> None:
    """Until the transaction ends, everybody else who comes here waits: two would give one user two numbers."""
    await take_numbers(connection, COUNTER, 0)


async def take_numbers(connection: AsyncConnection, counter: str, count: int) -> range:
    """So many numbers that nobody had before."""
    taken = update(COUNTERS).where(COUNTERS.c.name == counter).values(value=COUNTERS.c.value + count)
    last: int = (await connection.execute(taken.returning(COUNTERS.c.value))).scalar_one()
    return range(last - count + 1, last + 1)


async def read_lines(connection: AsyncConnection, provider: str) -> tuple[KeptLine, ...]:
    """All lines that there ever were, in the order of their numbers."""
    kept: list[KeptLine] = []
    async with connection.stream(READ.where(LINES.c.provider == provider).order_by(LINES.c.id)) as rows:
        async for part in rows.partitions(PART):
            kept += map(_kept, part)
    return tuple(kept)


async def _numbers(connection: AsyncConnection, provider: str) -> dict[str, int]:
    numbers: dict[str, int] = {}
    query = select(LINES.c.line, LINES.c.id).where(LINES.c.provider == provider)
    async with connection.stream(query) as rows:
        async for part in rows.partitions(PART):
            numbers.update(map(tuple, part))
    return numbers


async def keep_lines(
    connection: AsyncConnection, provider: str, present: Sequence[Line], gone: Sequence[LineId]
) -> tuple[KeptLine, ...]:
    """The platform tells of these lines, new or not, and no longer of those. Who was removed stays so."""
    await wait_for_turn(connection)
    ids = await _numbers(connection, provider)
    known = [
        {"same": ids[line.id], **_described(line), "presence": Presence.PRESENT} for line in present if line.id in ids
    ]
    new = {line.id: line for line in present if line.id not in ids}
    if known:
        await _in_parts(connection, SEEN, known)
    if new:
        await _insert(connection, provider, tuple(new.values()), Source.PLATFORM, Presence.PRESENT)
    if gone:
        await _in_parts(connection, GONE_AWAY, [{"of": provider, "gone": line} for line in gone])
    return await read_lines(connection, provider)


async def add_lines(connection: AsyncConnection, provider: str, user_ids: Sequence[str]) -> tuple[KeptLine, ...]:
    """An administrator wants these; whether the platform has them shows when its directory is read next."""
    await wait_for_turn(connection)
    known = {each.line.id: each for each in await read_lines(connection, provider)}
    wanted = {line_of(user_id): user_id for user_id in user_ids}
    new = tuple(Line(line, user_id) for line, user_id in wanted.items() if line not in known)
    if new:
        await _insert(connection, provider, new, Source.MANUAL, Presence.GONE)
    for line in wanted.keys() & known.keys():
        back = Presence.GONE if known[line].presence is Presence.REMOVED else known[line].presence
        changed = update(LINES).where(LINES.c.id == known[line].id)
        await connection.execute(changed.values(source=Source.MANUAL, presence=back))
    return tuple(each for each in await read_lines(connection, provider) if each.line.id in wanted)


async def remove_line(connection: AsyncConnection, provider: str, line: LineId) -> KeptLine:
    """An administrator does not want it any more.

    Raises:
        UnknownLine: it is not there.
    """
    there = (LINES.c.provider == provider, LINES.c.line == line, LINES.c.presence != Presence.REMOVED)
    found = update(LINES).where(*there)
    removed = found.values(presence=Presence.REMOVED).returning(*READ.selected_columns)
    row = (await connection.execute(removed)).one_or_none()
    if row is None:
        raise UnknownLine(f"{provider} has no line {line}")
    return _kept(row)


async def _insert(
    connection: AsyncConnection, provider: str, lines: Sequence[Line], source: Source, presence: Presence
) -> None:
    numbers = await take_numbers(connection, COUNTER, len(lines))
    fixed = {"provider": provider, "source": source, "presence": presence}
    for begin in range(0, len(lines), PART):
        numbered = zip(numbers[begin : begin + PART], lines[begin : begin + PART], strict=True)
        rows = [{"id": number, **_described(line), **fixed} for number, line in numbered]
        await connection.execute(insert(LINES), rows)


async def _in_parts(connection: AsyncConnection, statement: Executable, rows: Sequence[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), PART):
        await connection.execute(statement, rows[begin : begin + PART])


def _described(line: Line) -> dict[str, Any]:
    values = (
        line.id,
        line.user_id,
        line.number,
        line.extension,
        line.first_name,
        line.last_name,
        line.group,
        line.department,
        line.email,
    )
    return dict(zip(DESCRIBED_NAMES, values, strict=True))


def _kept(row: Sequence[Any]) -> KeptLine:
    number, source, presence, *described = row
    return KeptLine(number, Line(*described), Source(source), Presence(presence))
