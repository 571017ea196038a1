"""This room's share of the database: one reading for a report, and the few things it keeps itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.sql.transactions import Transactions, insert_new
from bot.conversations.tables import answers, conversations, turns, votes
from bot.desk.tables import suggestions
from bot.feedback import Rating
from bot.insights.models import Event, Span
from bot.insights.read import part, read_kept
from bot.insights.rows import AnswerRow, Asked, Kept, Known, RerunRow
from bot.insights.tables import events, gap_questions, gaps, reruns
from bot.models import Author, Outcome
from bot.redact import masked

# The newest messages that may have been left open; more of them would say the same.
MOST_ASKED = 3_000
_LEFT_OPEN = (Outcome.DECLINED_NOT_COVERED, Outcome.DECLINED_OFF_TOPIC, Outcome.CLARIFY)


class Ledger(Transactions):
    """Safe to use from several processes at once. Raises StoreUnavailable and nothing else."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._opening = asyncio.Lock()

    async def ready(self) -> None:
        """Open the database unless it is open: nobody who asks no questions here should wait for it."""
        async with self._opening:
            if self._engine is None:
                try:
                    await self.open()
                except BaseException:
                    await self.aclose()
                    raise

    async def kept(self, span: Span, page: str) -> Kept:
        """Read what a report counts, in one moment of the database."""
        async with self._reading() as connection:
            return await read_kept(connection, span, page)

    async def asked(self, span: Span) -> tuple[tuple[Asked, ...], tuple[AnswerRow, ...]]:
        """Return the newest messages that may have been left open, and every answer of their conversations."""
        async with self._reading() as connection:
            messages = await _asked(connection, span)
            talks = sorted({one.conversation_id for one in messages})
            columns = (answers.c.id, answers.c.conversation_id, answers.c.created_at, answers.c.outcome)
            told: list[AnswerRow] = []
            for some in (talks[at : at + 500] for at in range(0, len(talks), 500)):
                rows = await connection.execute(select(*columns).where(answers.c.conversation_id.in_(some)))
                told += [AnswerRow(*row) for row in rows]
        return messages, tuple(told)

    async def known(self) -> Known:
        """Return what is stored of gaps."""
        async with self._reading() as connection:
            went = (await connection.execute(select(gap_questions.c.answer_id, gap_questions.c.gap_id))).all()
            covered = (await connection.execute(select(gaps.c.id, gaps.c.covered_at))).all()
            again = (await connection.execute(select(reruns))).all()
        rows = {row.answer_id: RerunRow(**row._mapping) for row in again}
        return Known(dict(went), dict(covered), rows)

    async def place(self, of_question: Mapping[str, str], now: datetime) -> None:
        """Remember which gap each of these questions went to, and drop gaps that no question is left of."""
        async with self._writing() as connection:
            for gap_id in sorted(set(of_question.values())):
                await insert_new(connection, gaps, id=gap_id, created_at=now)
            # Whoever erased a conversation meanwhile took its answers along: those questions are gone.
            kept = await _still_there(connection, of_question)
            for answer_id in kept:
                await _put(connection, gap_questions, {"answer_id": answer_id}, {"gap_id": of_question[answer_id]})
            empty = ~exists().where(gap_questions.c.gap_id == gaps.c.id)
            await connection.execute(delete(gaps).where(empty))

    async def cover(self, gap_id: str, at: datetime, found: Iterable[RerunRow]) -> None:
        """Mark a gap as covered, and keep what asking its questions again found in place of what was known."""
        async with self._writing() as connection:
            await connection.execute(update(gaps).where(gaps.c.id == gap_id).values(covered_at=at))
            await connection.execute(delete(reruns).where(reruns.c.gap_id == gap_id))
            rows = {row.answer_id: row for row in found}
            for answer_id in await _still_there(connection, rows):
                row = rows[answer_id]
                values = {name: getattr(row, name) for name in RerunRow.__slots__ if name != "answer_id"}
                await _put(connection, reruns, {"answer_id": answer_id}, values)

    async def note(self, event: Event) -> bool:
        """Keep an event; the last one of a kind counts. False for an unknown suggestion."""
        values = {"at": event.at, "distance": event.distance, "reason": event.reason}
        known = select(suggestions.c.id).where(suggestions.c.id == event.suggestion_id)
        async with self._writing() as connection:
            if await connection.scalar(known) is None:
                return False
            key = {"suggestion_id": event.suggestion_id, "kind": event.kind.value}
            await _put(connection, events, key, values)
        return True


async def _asked(connection: AsyncConnection, span: Span) -> tuple[Asked, ...]:
    trace, body = answers.c.trace, answers.c.body
    down = votes.c.rating == Rating.DOWN.value
    query = (
        select(
            answers.c.id,
            answers.c.conversation_id,
            conversations.c.ref,
            answers.c.created_at,
            answers.c.language,
            turns.c.message,
            answers.c.outcome,
            part(connection, trace, "hits", "0", "score").label("hit"),
            part(connection, trace, "rejected", "0", "score").label("rejected"),
            part(connection, body, "value", "citations").label("citations"),
            votes.c.rating,
        )
        .join(conversations, conversations.c.id == answers.c.conversation_id)
        .join(turns, (turns.c.answer_id == answers.c.id) & (turns.c.author == Author.USER.value))
        .join(votes, (votes.c.answer_id == answers.c.id) & (votes.c.step_id == "") & down, isouter=True)
        .where(answers.c.created_at >= span.begins, answers.c.created_at < span.ends)
        .where(or_(answers.c.outcome.in_([one.value for one in _LEFT_OPEN]), votes.c.rating.is_not(None)))
        .order_by(answers.c.created_at.desc(), answers.c.id)
        .limit(MOST_ASKED)
    )
    return tuple(_row(row) for row in (await connection.execute(query)).all())


def _row(row: Any) -> Asked:
    cited = tuple(one["chunk_id"] for one in json.loads(row.citations or "[]"))
    best = max(float(row.hit or 0.0), float(row.rejected or 0.0))
    down = row.rating is not None
    text = masked(row.message)
    return Asked(
        row.id, row.conversation_id, row.ref, row.created_at, row.language, text, row.outcome, best, cited, down
    )


async def _still_there(connection: AsyncConnection, of_question: Mapping[str, Any]) -> list[str]:
    wanted = sorted(of_question)
    found: list[str] = []
    for some in (wanted[at : at + 500] for at in range(0, len(wanted), 500)):
        found += (await connection.execute(select(answers.c.id).where(answers.c.id.in_(some)))).scalars()
    return found


async def _put(connection: AsyncConnection, table: Any, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert a row, or give the one with this key these values."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = kind.insert(table).values(**key, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
