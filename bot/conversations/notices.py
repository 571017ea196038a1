"""Who wants to hear that an incident is over, in SQL: leases that end by themselves, so that a kill drops nothing."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.conversations.merge import handed_out
from bot.conversations.sql.record import find, record
from bot.conversations.sql.transactions import Transactions
from bot.conversations.tables import conversations, notices
from bot.models import Conversation, Turn


@dataclass(frozen=True, slots=True)
class Awaited:
    """What blocks a person: ids of incidents, maintenances and components, and how to name it."""

    incidents: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One person's wish. `over_read_at` is the first read that showed it over, `told_at` when the person was told."""

    id: str
    conversation_id: str
    asked_at: datetime
    awaited: Awaited
    over_read_at: datetime | None = None
    settled_at: datetime | None = None
    told_at: datetime | None = None
    tries: int = 0


class Notices(Transactions):
    """Keeps wishes beside the conversations; they go with them. Raises StoreUnavailable and nothing else."""

    async def ready(self) -> None:
        """Open the database unless it is open."""
        if self._engine is None:
            await self.open()

    async def ask(self, conversation_id: str, awaited: Awaited, now: datetime) -> Notice | None:
        """Keep a wish in place of an earlier one of this conversation; None when there is no such conversation."""
        made = Notice(f"n_{secrets.token_hex(12)}", conversation_id, now, awaited)
        fresh = dict.fromkeys(("over_read_at", "settled_at", "leased_until", "told_at", "done_at")) | {"tries": 0}
        values: dict[str, Any] = {"id": made.id, "asked_at": now, "waits_for": _encode(awaited), **fresh}
        async with self._writing() as connection:
            if await find(connection, conversations.c.id == conversation_id, lock=True) is None:
                return None
            standing = await connection.execute(
                select(notices).where(notices.c.conversation_id == conversation_id, notices.c.done_at.is_(None))
            )
            row = standing.first()
            if row is not None and _notice(row).awaited == awaited:
                return _notice(row)
            kind = postgresql if connection.dialect.name == "postgresql" else sqlite
            statement = kind.insert(notices).values(conversation_id=conversation_id, **values)
            await connection.execute(statement.on_conflict_do_update(index_elements=["conversation_id"], set_=values))
        return made

    async def withdraw(self, conversation_id: str) -> None:
        """Forget the wish of a conversation, if there is one."""
        async with self._writing() as connection:
            await connection.execute(delete(notices).where(notices.c.conversation_id == conversation_id))

    async def waiting(self) -> tuple[Notice, ...]:
        """Return the wishes whose incident is not known to be over for good."""
        query = select(notices).where(notices.c.done_at.is_(None), notices.c.settled_at.is_(None))
        async with self._reading() as connection:
            return tuple(_notice(row) for row in (await connection.execute(query.order_by(notices.c.asked_at))).all())

    async def note_over(self, notice: Notice, read_at: datetime | None) -> None:
        """Note the first read that showed it over; None when a read shows it open again."""
        await self._change(notice, over_read_at=read_at)

    async def settle(self, notice: Notice, now: datetime) -> None:
        """Note that a later read still showed it over: the person is to be told."""
        await self._change(notice, settled_at=now)

    async def claim(self, now: datetime, lease: timedelta) -> tuple[Notice, ...]:
        """Return what is to be delivered and not in anybody's hands, and hold it; each try waits twice as long."""
        free = notices.c.leased_until.is_(None) | (notices.c.leased_until <= now)
        due = (notices.c.done_at.is_(None)) & (notices.c.settled_at.is_not(None)) & free
        async with self._writing() as connection:
            query = (
                select(notices).where(due).order_by(notices.c.settled_at).limit(100).with_for_update(skip_locked=True)
            )
            found = [_notice(row) for row in (await connection.execute(query)).all()]
            for one in found:
                until = now + lease * 2 ** min(one.tries, 6)
                mine = update(notices).where(notices.c.id == one.id)
                await connection.execute(mine.values(leased_until=until, tries=one.tries + 1))
        return tuple(replace(one, tries=one.tries + 1) for one in found)

    async def tell(self, notice: Notice, turn: Turn, *, done: bool) -> bool:
        """Append the message to the conversation and note that, in one transaction; False when it was told already."""
        async with self._writing() as connection:
            mine = update(notices).where(notices.c.id == notice.id, notices.c.told_at.is_(None))
            ended = turn.at if done else None
            if not (await connection.execute(mine.values(told_at=turn.at, done_at=ended))).rowcount:
                return False
            found = await find(connection, conversations.c.id == notice.conversation_id, lock=True)
            if found is not None:
                touched: Conversation = replace(found, updated_at=max(found.updated_at, turn.at))
                await record(connection, handed_out(touched), (turn,), None)
        return True

    async def finish(self, notice: Notice, now: datetime) -> None:
        """Note that nothing is left to deliver."""
        await self._change(notice, done_at=now)

    async def _change(self, notice: Notice, **values: Any) -> None:
        async with self._writing() as connection:
            await connection.execute(update(notices).where(notices.c.id == notice.id).values(**values))


def _encode(awaited: Awaited) -> str:
    return json.dumps(
        {
            "incidents": awaited.incidents,
            "windows": awaited.windows,
            "parts": awaited.parts,
            "titles": awaited.titles,
        }
    )


def _notice(row: Any) -> Notice:
    told = {name: tuple(values) for name, values in json.loads(row.waits_for).items()}
    return Notice(
        row.id,
        row.conversation_id,
        row.asked_at,
        Awaited(**told),
        row.over_read_at,
        row.settled_at,
        row.told_at,
        row.tries,
    )
