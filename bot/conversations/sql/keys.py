"""API keys in SQL."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.conversations.sql import rows
from bot.conversations.sql.transactions import Transactions, insert_new
from bot.conversations.tables import installation
from bot.conversations.tables import keys as table
from bot.records import Key

_ADMIN = "admin_hash"
_MINUTE = timedelta(minutes=1)


class Keys(Transactions):
    """Keeps keys and the hash of the administrator's token."""

    async def add_key(self, key: Key) -> None:
        """Store a new key."""
        times = {"created_at": key.created_at, "expires_at": key.expires_at}
        used = {"last_used_at": key.last_used_at, "revoked_at": key.revoked_at}
        async with self._writing() as connection:
            named = {"id": key.id, "name": key.name, "secret_hash": key.secret_hash}
            await insert_new(connection, table, **named, **times, **used, scopes=json.dumps(key.scopes))

    async def keys(self) -> tuple[Key, ...]:
        """Return all keys, oldest first."""
        async with self._reading() as connection:
            found = await connection.execute(select(table).order_by(table.c.created_at, table.c.id))
            return tuple(rows.to_key(row) for row in found.all())

    async def key(self, key_id: str) -> Key | None:
        """Return a key by its id."""
        async with self._reading() as connection:
            row = (await connection.execute(select(table).where(table.c.id == key_id))).first()
        return rows.to_key(row) if row else None

    async def revoke_key(self, key_id: str, at: datetime) -> bool:
        """Revoke a key."""
        change = update(table).where(table.c.id == key_id, table.c.revoked_at.is_(None)).values(revoked_at=at)
        async with self._writing() as connection:
            return (await connection.execute(change)).rowcount > 0

    async def use_key(self, key_id: str, at: datetime) -> None:
        """Note that a key was used, to the minute."""
        due = table.c.last_used_at.is_(None) | (table.c.last_used_at <= at - _MINUTE)
        async with self._reading() as connection:
            known = await connection.scalar(select(table.c.id).where(table.c.id == key_id, due))
        if known is not None:
            async with self._writing() as connection:
                await connection.execute(update(table).where(table.c.id == key_id, due).values(last_used_at=at))

    async def admin_hash(self) -> str | None:
        """Return the hash of the administrator's token."""
        async with self._reading() as connection:
            found: str | None = await connection.scalar(
                select(installation.c.value).where(installation.c.name == _ADMIN)
            )
        return found

    async def keep_admin_hash(self, secret_hash: str, *, replace: bool = False) -> str:
        """Store the hash unless there is one, and return the one in force."""
        mine = installation.c.name == _ADMIN
        async with self._writing() as connection:
            if not await insert_new(connection, installation, name=_ADMIN, value=secret_hash) and replace:
                await connection.execute(update(installation).where(mine).values(value=secret_hash))
            kept: str | None = await connection.scalar(select(installation.c.value).where(mine))
        return kept or secret_hash
