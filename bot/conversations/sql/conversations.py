"""Conversations and their turns in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from bot.conversations.cursor import LARGEST, decode_cursor, page
from bot.conversations.judge import KEPT
from bot.conversations.merge import handed_out
from bot.conversations.sql import rows
from bot.conversations.sql.record import find, place, record
from bot.conversations.sql.transactions import Transactions, insert_new
from bot.conversations.tables import answers, claims, conversations, handoffs, tombstones, turns
from bot.ids import tombstone
from bot.models import Answer, Conversation, Turn
from bot.records import Page

_HANDFUL = 200


class Conversations(Transactions):
    """Keeps conversations; a message is one transaction, and those of one conversation come one after another."""

    async def create(self, conversation: Conversation) -> None:
        """Store a new conversation; one that exists already, or was erased, is left as it is."""
        async with self._writing() as connection:
            await place(connection, conversation)

    async def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation by its capability."""
        return await self._find(conversations.c.id == conversation_id)

    async def by_ref(self, ref: str) -> Conversation | None:
        """Return a conversation by the reference that agents see."""
        return await self._find(conversations.c.ref == ref)

    async def record(self, conversation: Conversation, turns: tuple[Turn, ...], answer: Answer | None) -> None:
        """Append turns and merge what is known, in one transaction."""
        async with self._writing() as connection:
            await record(connection, conversation, turns, answer)

    async def erase(self, conversation_id: str) -> bool:
        """Delete a conversation, all that hangs on it, and the bytes it left in the files."""
        async with self._writing() as connection:
            await insert_new(connection, tombstones, id_hash=tombstone(conversation_id), at=datetime.now(UTC))
            gone = await connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        await self._clean()
        return gone.rowcount > 0

    async def reply(self, ref: str, turn: Turn) -> bool:
        """Append an agent's turn."""
        async with self._writing() as connection:
            found = await find(connection, conversations.c.ref == ref, lock=True)
            if found is None:
                return False
            touched = replace(found, updated_at=max(found.updated_at, turn.at))
            await record(connection, handed_out(touched), (turn,), None)
        return True

    async def hold(self, ref: str, agent: str | None) -> bool:
        """Give the conversation to an agent, or back to the assistant."""
        async with self._writing() as connection:
            held_at = datetime.now(UTC) if agent else None
            change = update(conversations).where(conversations.c.ref == ref).values(held_by=agent, held_at=held_at)
            return (await connection.execute(change)).rowcount > 0

    async def listed(self, limit: int = 50, cursor: str | None = None) -> Page:
        """Return conversations, last touched first."""
        after = decode_cursor(cursor) if cursor else None
        if cursor and after is None:
            return Page(())
        limit = min(limit, LARGEST)
        table = conversations.c
        mine = select(answers.c.outcome).where(answers.c.conversation_id == table.id)
        query = select(
            conversations,
            mine.order_by(answers.c.created_at.desc()).limit(1).scalar_subquery().label("outcome"),
            select(func.count()).where(turns.c.conversation_id == table.id).scalar_subquery().label("turns"),
            select(func.count()).where(handoffs.c.conversation_id == table.id).scalar_subquery().label("handed_off"),
        ).order_by(table.updated_at.desc(), table.ref.desc())
        if after:
            at, ref = after
            query = query.where(or_(table.updated_at < at, and_(table.updated_at == at, table.ref < ref)))
        async with self._reading() as connection:
            found = (await connection.execute(query.limit(limit + 1))).all()
        return page([rows.to_listed(row) for row in found], limit)

    async def purge(self, before: datetime, now: datetime) -> int:
        """Erase conversations last touched before that time, and claims that have run out."""
        gone = 0
        while erased := await self._purge_some(before):
            gone += erased
        async with self._writing() as connection:
            await connection.execute(delete(claims).where(claims.c.claimed_at <= now - KEPT))
            await connection.execute(delete(tombstones).where(tombstones.c.at < before))
        if gone:
            await self._clean()
        return gone

    async def _purge_some(self, before: datetime) -> int:
        """Erase a handful, so that nobody who is writing waits for long."""
        old = select(conversations.c.id).where(conversations.c.updated_at < before).limit(_HANDFUL)
        async with self._writing() as connection:
            return (await connection.execute(delete(conversations).where(conversations.c.id.in_(old)))).rowcount

    async def _find(self, condition: ColumnElement[bool]) -> Conversation | None:
        async with self._reading() as connection:
            known = await find(connection, condition, lock=False)
            if known is None:
                return None
            query = (
                select(turns.c.at, turns.c.author, turns.c.message, answers.c.body)
                .join(answers, turns.c.answer_id == answers.c.id, isouter=True)
                .where(turns.c.conversation_id == known.id)
                .order_by(turns.c.id)
            )
            said = tuple(rows.to_turn(row) for row in (await connection.execute(query)).all())
        return handed_out(replace(known, turns=said))
