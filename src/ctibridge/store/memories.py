"""What a provider remembers of its platform. Of use after a restart, and never needed: so it is in no backup."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ctibridge.store.lines import wait_for_turn
from ctibridge.store.tables import MEMORIES


async def read(connection: AsyncConnection, provider: str) -> bytes | None:
    """What was remembered last; None: nothing."""
    found = select(MEMORIES.c.body).where(MEMORIES.c.provider == provider)
    body: bytes | None = (await connection.execute(found)).scalar_one_or_none()
    return body


async def write(connection: AsyncConnection, provider: str, body: bytes) -> None:
    """Remembers this instead."""
    await wait_for_turn(connection)
    await connection.execute(delete(MEMORIES).where(MEMORIES.c.provider == provider))
    await connection.execute(insert(MEMORIES), {"provider": provider, "body": body})
