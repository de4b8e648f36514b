"""The passwords of lines that have accounts of their own. They leave this file decrypted only to be used."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Set

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ctibridge.model.ids import line_of
from ctibridge.store.lines import wait_for_turn
from ctibridge.store.secrets import Vault
from ctibridge.store.tables import ACCOUNTS, FACTS

CURRENT = "key"  # the fact by which key new passwords are encrypted
CURRENT_KEY = select(FACTS.c.value).where(FACTS.c.name == CURRENT)
FORGOTTEN = delete(ACCOUNTS).where(ACCOUNTS.c.provider == bindparam("of"), ACCOUNTS.c.line == bindparam("its"))
ANEW = (
    update(ACCOUNTS)
    .where(ACCOUNTS.c.provider == bindparam("of"), ACCOUNTS.c.line == bindparam("its"))
    .values(key_id=bindparam("fresh"), sealed=bindparam("anew"))
)


async def read_passwords(connection: AsyncConnection, vault: Vault, provider: str) -> dict[str, str]:
    """The passwords by user id.

    Raises:
        KeyMissing: the key is not to be found.
    """
    rows = (await connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.provider == provider))).mappings().all()
    await load_keys(vault, {row["key_id"] for row in rows})
    return {row["user_id"]: vault.open(row["key_id"], row["sealed"], _owner(provider, row["line"])) for row in rows}


async def set_passwords(
    connection: AsyncConnection, vault: Vault, provider: str, passwords: Mapping[str, str | None]
) -> None:
    """Sets them; None: there is none any more.

    Raises:
        KeyMissing: there are passwords, and their key is not to be found.
    """
    await wait_for_turn(connection)
    if passwords:
        await connection.execute(FORGOTTEN, [{"of": provider, "its": line_of(user_id)} for user_id in passwords])
    given = {user_id: password for user_id, password in passwords.items() if password is not None}
    if given:
        key_id = await _current_key(connection, vault)
        rows = [_sealed(vault, key_id, provider, user_id, password) for user_id, password in given.items()]
        await connection.execute(insert(ACCOUNTS), rows)


def _sealed(vault: Vault, key_id: str, provider: str, user_id: str, password: str) -> dict[str, object]:
    line = line_of(user_id)
    sealed = vault.seal(key_id, password, _owner(provider, line))
    return {"provider": provider, "line": line, "user_id": user_id, "key_id": key_id, "sealed": sealed}


async def _current_key(connection: AsyncConnection, vault: Vault) -> str:
    """A key that is gone is replaced when nothing is encrypted by it any more."""
    current: str | None = (await connection.execute(CURRENT_KEY)).scalar_one_or_none()
    if current is not None:
        await load_keys(vault, {current})
    if current is None or not (vault.has(current) or await _is_used(connection, current)):
        current = await asyncio.to_thread(vault.make_key)
        await _use(connection, current)
    return current


async def _is_used(connection: AsyncConnection, key_id: str) -> bool:
    used = select(ACCOUNTS.c.line).where(ACCOUNTS.c.key_id == key_id).limit(1)
    return (await connection.execute(used)).first() is not None


async def _use(connection: AsyncConnection, key_id: str) -> None:
    await connection.execute(delete(FACTS).where(FACTS.c.name == CURRENT))
    await connection.execute(insert(FACTS), {"name": CURRENT, "value": key_id})


async def rotate(connection: AsyncConnection, vault: Vault) -> frozenset[str]:
    """Encrypts everything by a new key; returns the ids of the old ones, to be forgotten when this is committed.

    Raises:
        KeyMissing: what is there cannot be decrypted.
    """
    await wait_for_turn(connection)
    rows = (await connection.execute(select(ACCOUNTS))).mappings().all()
    current = (await connection.execute(CURRENT_KEY)).scalars()
    old = frozenset((*current, *(row["key_id"] for row in rows)))
    await load_keys(vault, old)
    fresh = await asyncio.to_thread(vault.make_key)
    changes = []
    for row in rows:
        owner = _owner(row["provider"], row["line"])
        sealed = vault.seal(fresh, vault.open(row["key_id"], row["sealed"], owner), owner)
        changes.append({"of": row["provider"], "its": row["line"], "fresh": fresh, "anew": sealed})
    if changes:
        await connection.execute(ANEW, changes)
    await _use(connection, fresh)
    return old


async def load_keys(vault: Vault, keys: Set[str]) -> None:
    """Keyrings may ask somebody and take their time: nobody waits for them on the loop."""
    for key_id in keys:
        await asyncio.to_thread(vault.has, key_id)


async def forget_passwords(connection: AsyncConnection) -> dict[str, list[str]]:
    """Removes all passwords; returns whose they were: user ids by provider."""
    forgotten = defaultdict[str, list[str]](list)
    gone = delete(ACCOUNTS).returning(ACCOUNTS.c.provider, ACCOUNTS.c.user_id)
    for provider, user_id in await connection.execute(gone):
        forgotten[provider].append(user_id)
    return dict(forgotten)


async def key_ids(connection: AsyncConnection) -> frozenset[str]:
    """The keys by which passwords are encrypted."""
    return frozenset((await connection.execute(select(ACCOUNTS.c.key_id).distinct())).scalars())


def _owner(provider: str, line: str) -> str:
    return f"{provider}\0{line}"
