"""The queue of handoffs in SQL: claimed, given back, closed, and the trail of that."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.cursor import LARGEST, decode_cursor, encode_place
from bot.conversations.encode import decode_packet
from bot.conversations.tables import conversations, handoffs
from bot.desk.records import Agent, Entry, Queued, QueuePart, Taken
from bot.desk.replies import Replies, give
from bot.desk.sessions import new_entry_id, write_entry
from bot.hold import LAPSES
from bot.models import Channel


class Step(StrEnum):
    """What an agent does with a handoff."""

    CLAIM = "claim"
    RELEASE = "release"
    CLOSE = "close"


class Queue(Replies):
    """Keeps who works on which handoff. Raises StoreUnavailable and nothing else."""

    async def queue(self, *, closed: bool, limit: int = 50, cursor: str | None = None) -> QueuePart:
        """Return up to 100 handoffs: open ones oldest first, closed ones last closed first; none for a wrong cursor."""
        await self.ready()
        after = decode_cursor(cursor) if cursor else None
        if cursor and after is None:
            return QueuePart(())
        at, ref, limit = (
            (handoffs.c.closed_at if closed else handoffs.c.created_at),
            conversations.c.ref,
            min(limit, LARGEST),
        )
        query = _queued().where(handoffs.c.closed_at.is_not(None) if closed else handoffs.c.closed_at.is_(None))
        if after:
            later = at < after[0] if closed else at > after[0]
            query = query.where(or_(later, and_(at == after[0], ref > after[1])))
        query = query.order_by(at.desc() if closed else at, ref).limit(limit + 1)
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        last = rows[limit - 1] if len(rows) > limit else None
        more = encode_place(last.closed_at if closed else last.created_at, last.ref) if last else None
        return QueuePart(tuple(one for row in rows[:limit] if (one := _to_queued(row))), more)

    async def move(self, ref: str, step: Step, agent: Agent, at: datetime) -> Queued | Taken | None:
        """Claim, give back or close; doing it again changes nothing. None where there is no handoff.

        Who claims has the conversation too, if nobody else does; giving back and closing let it go.
        """
        await self.ready()
        mine = _queued().where(conversations.c.ref == ref)
        async with self._writing() as connection:
            row = (await connection.execute(mine.with_for_update(of=handoffs))).first()
            if row is None:
                return None
            if row.claimed_by not in (None, agent.name):
                return Taken(row.claimed_by)
            changed = _change(row, step, agent.name, at)
            if changed:
                change = update(handoffs).where(handoffs.c.conversation_id == row.conversation_id)
                await connection.execute(change.values(**changed))
                await write_entry(connection, Entry(new_entry_id(), at, step.value, agent, ref))
                await _hold(connection, row, step, agent.name, at)
            return _to_queued((await connection.execute(mine)).one())


def _queued() -> Select[Any]:
    known = conversations.c
    columns = (known.ref, known.language, known.channel, known.symptom, known.held_by, known.held_at)
    return select(handoffs, *columns).join(conversations, conversations.c.id == handoffs.c.conversation_id)


def _change(row: Any, step: Step, agent: str, at: datetime) -> dict[str, Any]:
    """Return what changes in a handoff; nothing where it is so already."""
    if step is Step.CLAIM and row.closed_at is None and row.claimed_by is None:
        return {"claimed_by": agent, "claimed_at": at}
    if step is Step.RELEASE and row.closed_at is None and row.claimed_by is not None:
        return {"claimed_by": None, "claimed_at": None}
    return {"closed_at": at, "closed_by": agent} if step is Step.CLOSE and row.closed_at is None else {}


async def _hold(connection: AsyncConnection, row: Any, step: Step, agent: str, at: datetime) -> None:
    free = row.held_by is None or row.held_at is None or at - row.held_at >= LAPSES
    if step is Step.CLAIM and free:
        await give(connection, row.conversation_id, agent, at)
    if step is not Step.CLAIM and row.held_by == agent:
        await give(connection, row.conversation_id, None, at)


def _to_queued(row: Any) -> Queued | None:
    packet = decode_packet(row.packet)
    if packet is None:
        return None
    return Queued(
        ref=row.ref,
        handoff_id=packet.id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        summary=packet.summary,
        language=row.language,
        channel=Channel(row.channel),
        symptom=row.symptom,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        contact=bool(row.contact),
    )
