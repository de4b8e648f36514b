"""Lines and their numbers. A number is given away once: its row stays, whatever becomes of the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ctibridge.errors import UnknownLine
from ctibridge.model.ids import LineId, line_of
from ctibridge.model.kept_lines import KeptLine, Presence, Source
from ctibridge.model.lines import Line
from ctibridge.store.tables import COUNTERS, LINES

COUNTER = "line"
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
    rows = await connection.execute(select(LINES).where(LINES.c.provider == provider).order_by(LINES.c.id))
    return tuple(map(_kept, rows.mappings()))


async def keep_lines(
    connection: AsyncConnection, provider: str, present: Sequence[Line], gone: Sequence[LineId]
) -> tuple[KeptLine, ...]:
    """The platform tells of these lines, new or not, and no longer of those. Who was removed stays so."""
    await wait_for_turn(connection)
    ids = {each.line.id: each.id for each in await read_lines(connection, provider)}
    known = [
        {"same": ids[line.id], **_described(line), "presence": Presence.PRESENT} for line in present if line.id in ids
    ]
    new = {line.id: line for line in present if line.id not in ids}
    if known:
        await connection.execute(SEEN, known)
    if new:
        await _insert(connection, provider, tuple(new.values()), Source.PLATFORM, Presence.PRESENT)
    if gone:
        await connection.execute(GONE_AWAY, [{"of": provider, "gone": line} for line in gone])
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
    row = (await connection.execute(found.values(presence=Presence.REMOVED).returning(LINES))).mappings().one_or_none()
    if row is None:
        raise UnknownLine(f"{provider} has no line {line}")
    return _kept(row)


async def _insert(
    connection: AsyncConnection, provider: str, lines: Sequence[Line], source: Source, presence: Presence
) -> None:
    numbers = await take_numbers(connection, COUNTER, len(lines))
    fixed = {"provider": provider, "source": source, "presence": presence}
    rows = [
        {"id": number, "line": line.id, **_described(line), **fixed}
        for number, line in zip(numbers, lines, strict=True)
    ]
    await connection.execute(insert(LINES), rows)


def _described(line: Line) -> dict[str, Any]:
    return {
        "user_id": line.user_id,
        "number": line.number,
        "extension": line.extension,
        "first_name": line.first_name,
        "last_name": line.last_name,
        "user_group": line.group,
        "department": line.department,
        "email": line.email,
    }


def _kept(row: RowMapping) -> KeptLine:
    line = Line(
        id=LineId(row["line"]),
        user_id=row["user_id"],
        number=row["number"],
        extension=row["extension"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        group=row["user_group"],
        department=row["department"],
        email=row["email"],
    )
    return KeptLine(row["id"], line, Source(row["source"]), Presence(row["presence"]))
