"""Suggestions for agents in SQL, with their answers, so that each can be explained later."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from bot.conversations.encode import decode_answer, encode_answer, explanation
from bot.conversations.tables import conversations, turns
from bot.desk.queue import Queue
from bot.desk.records import Drafted
from bot.desk.tables import suggestions
from bot.models import Answer, Author


class Suggestions(Queue):
    """Keeps drafts. Raises StoreUnavailable and nothing else."""

    async def keep(self, drafted: Drafted) -> bool:
        """Keep a suggestion; False when its conversation was erased."""
        await self.ready()
        explained = explanation(drafted.answer)
        async with self._writing() as connection:
            known = None
            if drafted.ref is not None:
                known = await connection.scalar(select(conversations.c.id).where(conversations.c.ref == drafted.ref))
                if known is None:
                    return False
            await connection.execute(
                suggestions.insert().values(
                    id=drafted.id,
                    conversation_id=known,
                    answer_id=drafted.answer.id,
                    agent=drafted.agent,
                    basis=drafted.basis,
                    customer_count=drafted.customer_count,
                    created_at=drafted.created_at,
                    body=encode_answer(drafted.answer),
                    trace=json.dumps(explained) if explained else None,
                )
            )
        return True

    async def suggestion(self, suggestion_id: str) -> Drafted | None:
        """Return a suggestion, its answer without the trace."""
        await self.ready()
        query = _joined().where(suggestions.c.id == suggestion_id)
        async with self._reading() as connection:
            row = (await connection.execute(query)).first()
        answer = decode_answer(row.body) if row else None
        if row is None or answer is None:
            return None
        return Drafted(row.id, row.ref, answer, row.agent, row.basis, row.customer_count, row.created_at)

    async def suggested_answer(self, answer_id: str) -> tuple[Answer, dict[str, object]] | None:
        """Return the answer of a suggestion and how it came about."""
        await self.ready()
        async with self._reading() as connection:
            row = (await connection.execute(select(suggestions).where(suggestions.c.answer_id == answer_id))).first()
        answer = decode_answer(row.body) if row else None
        return (answer, json.loads(row.trace) if row and row.trace else {}) if answer else None

    async def customer_count(self, ref: str) -> int | None:
        """Return how often the customer has written; None where there is no such conversation."""
        await self.ready()
        theirs = (turns.c.conversation_id == conversations.c.id) & (turns.c.author == Author.USER.value)
        counted = select(func.count()).where(theirs).scalar_subquery()
        async with self._reading() as connection:
            row = (await connection.execute(select(counted).where(conversations.c.ref == ref))).first()
        return int(row[0]) if row else None


def _joined() -> Any:
    ref = conversations.c.ref
    on = conversations.c.id == suggestions.c.conversation_id
    return select(suggestions, ref).join(conversations, on, isouter=True)
