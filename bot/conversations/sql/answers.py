"""Answers, votes and handoffs in SQL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.encode import decode_answer, encode_packet, encode_votes
from bot.conversations.sql import rows
from bot.conversations.sql.transactions import Transactions, insert_new
from bot.conversations.tables import answers, conversations, handoffs, votes
from bot.feedback import Rating, make_vote
from bot.ids import handoff_id
from bot.records import HandoffPacket, HandoffRecord, StoredAnswer


class Answers(Transactions):
    """Keeps what is said about answers, and what a human takes over."""

    async def answer(self, answer_id: str) -> StoredAnswer | None:
        """Return a kept answer."""
        async with self._reading() as connection:
            body = await connection.scalar(select(answers.c.body).where(answers.c.id == answer_id))
        found = decode_answer(body) if body else None
        return StoredAnswer(found) if found else None

    async def explain(self, answer_id: str) -> dict[str, object] | None:
        """Return how an answer came about."""
        async with self._reading() as connection:
            row = (await connection.execute(select(answers.c.trace).where(answers.c.id == answer_id))).first()
            if row is None:
                return None
            query = select(votes).where(votes.c.answer_id == answer_id).order_by(votes.c.at, votes.c.step_id)
            given = tuple(rows.to_vote(vote) for vote in (await connection.execute(query)).all())
        explained: dict[str, object] = json.loads(row.trace) if row.trace else {}
        return explained | {"votes": encode_votes(given)}

    async def vote(
        self, answer_id: str, rating: Rating, step_id: str | None, comment: str | None, at: datetime
    ) -> bool:
        """Keep the last vote on an answer."""
        vote = make_vote(answer_id, rating, step_id, comment, at)
        async with self._writing() as connection:
            locked = select(answers.c.id).where(answers.c.id == answer_id).with_for_update()
            if await connection.scalar(locked) is None:
                return False
            mine = (votes.c.answer_id == answer_id) & (votes.c.step_id == (step_id or ""))
            await connection.execute(delete(votes).where(mine, votes.c.at <= at))
            values = {"rating": vote.rating.value, "comment": vote.comment, "at": at}
            await insert_new(connection, votes, answer_id=answer_id, step_id=step_id or "", **values)
        return True

    async def handoff(
        self, conversation_id: str, packet: HandoffPacket, contact: str | None = None
    ) -> HandoffRecord | None:
        """Keep the packet under the conversation's one id, refreshed until it is claimed."""
        async with self._writing() as connection:
            locked = select(conversations.c.ref).where(conversations.c.id == conversation_id).with_for_update()
            ref = await connection.scalar(locked)
            if ref is None:
                return None
            first = await _handoff(connection, conversation_id, ref)
            created = first.packet.created_at if first else packet.created_at
            values: dict[str, Any] = {"contact": contact or (first.contact if first else None)}
            if first is None or first.claimed_at is None or first.closed_at:
                kept = replace(packet, id=handoff_id(conversation_id), created_at=created)
                values |= {"packet": encode_packet(kept), "updated_at": packet.created_at}
            if first is None or first.closed_at:
                values |= dict.fromkeys(("claimed_by", "claimed_at", "closed_at", "closed_by"))
            if _is_news(first, packet, values["contact"]):
                values |= {"post_due_at": packet.created_at, "post_tries": 0}
            if first:
                change = update(handoffs).where(handoffs.c.conversation_id == conversation_id)
                await connection.execute(change.values(**values))
            else:
                await connection.execute(
                    insert(handoffs).values(conversation_id=conversation_id, created_at=created, **values)
                )
            return await _handoff(connection, conversation_id, ref)

    async def handoff_by_ref(self, ref: str) -> HandoffRecord | None:
        """Return the handoff of a conversation."""
        async with self._reading() as connection:
            conversation_id = await connection.scalar(select(conversations.c.id).where(conversations.c.ref == ref))
            return await _handoff(connection, conversation_id, ref) if conversation_id else None

    async def claim_handoff(self, ref: str, agent: str, at: datetime) -> bool:
        """Give the handoff to an agent unless another one has it."""
        async with self._writing() as connection:
            whose = select(conversations.c.id).where(conversations.c.ref == ref).scalar_subquery()
            free = handoffs.c.claimed_by.is_(None) | (handoffs.c.claimed_by == agent)
            ours = (handoffs.c.conversation_id == whose) & free
            mine = update(handoffs).where(ours, handoffs.c.claimed_at.is_(None))
            await connection.execute(mine.values(claimed_by=agent, claimed_at=at))
            return await connection.scalar(select(handoffs.c.claimed_by).where(ours)) is not None


def _is_news(first: HandoffRecord | None, packet: HandoffPacket, contact: str | None) -> bool:
    """Tell whether the operator's webhook has not heard this yet: a first packet, more said, or another contact."""
    if first is None or first.closed_at:
        return True
    more = first.claimed_at is None and len(packet.transcript) != len(first.packet.transcript)
    return more or contact != first.contact


async def _handoff(connection: AsyncConnection, conversation_id: str, ref: str) -> HandoffRecord | None:
    query = select(handoffs).where(handoffs.c.conversation_id == conversation_id)
    row = (await connection.execute(query)).first()
    return rows.to_handoff(row, ref) if row else None
