"""Sessions of agents in SQL, and the trail of what they did."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.sql.transactions import Transactions, insert_new
from bot.desk.records import Agent, Entry, Session
from bot.desk.tables import audit, sessions


class Sessions(Transactions):
    """Keeps who is signed in. Raises StoreUnavailable and nothing else."""

    _opened = False

    async def ready(self) -> None:
        """Open the database unless it is open."""
        if not self._opened:
            await self.open()
            self._opened = True

    async def aclose(self) -> None:
        """Close all connections; the next use opens them again."""
        self._opened = False
        await super().aclose()

    async def begin_session(self, session: Session) -> None:
        """Keep a session, and drop those that have run out."""
        await self.ready()
        async with self._writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at <= session.created_at))
            await connection.execute(sessions.insert().values(**_columns(session)))

    async def session(self, id_hash: str) -> Session | None:
        """Return a session by the hash of its cookie."""
        await self.ready()
        async with self._reading() as connection:
            row = (await connection.execute(select(sessions).where(sessions.c.id_hash == id_hash))).first()
        return Session(*row) if row else None

    async def renew_session(self, id_hash: str, at: datetime) -> None:
        """Note that its agent was there."""
        await self.ready()
        async with self._writing() as connection:
            await connection.execute(update(sessions).where(sessions.c.id_hash == id_hash).values(seen_at=at))

    async def end_session(self, id_hash: str) -> None:
        """Forget a session; there need not be one."""
        await self.ready()
        async with self._writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.id_hash == id_hash))


class Trail(Sessions):
    """Keeps what agents did; a line is never changed, and goes when its time is over."""

    async def note(self, entry: Entry) -> None:
        """Add a line."""
        await self.ready()
        async with self._writing() as connection:
            await write_entry(connection, entry)

    async def trail(self, limit: int = 100, subject: str | None = None) -> tuple[Entry, ...]:
        """Return the newest lines, newest first; of one subject where it is given."""
        await self.ready()
        query = select(audit).order_by(audit.c.at.desc(), audit.c.id).limit(limit)
        if subject is not None:
            query = query.where(audit.c.subject == subject)
        async with self._reading() as connection:
            return tuple(to_entry(row) for row in (await connection.execute(query)).all())


def new_entry_id() -> str:
    """Return an id for a line that stands for nothing but itself."""
    return f"e_{secrets.token_hex(12)}"


async def write_entry(connection: AsyncConnection, entry: Entry) -> bool:
    """Add a line within a transaction; False when one with its id is there."""
    return await insert_new(
        connection,
        audit,
        id=entry.id,
        at=entry.at,
        event=entry.event,
        agent_id=entry.agent.id,
        agent=entry.agent.name,
        subject=entry.subject,
        detail=entry.detail,
    )


def to_entry(row: Any) -> Entry:
    """Return the line of a row."""
    return Entry(row.id, row.at, row.event, Agent(row.agent_id, row.agent), row.subject, row.detail)


def _columns(session: Session) -> dict[str, Any]:
    return {name: getattr(session, name) for name in Session.__dataclass_fields__}
