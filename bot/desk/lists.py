"""Lists of conversations for agents, in SQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from bot.conversations.cursor import LARGEST, decode_cursor, encode_place
from bot.conversations.tables import answers, conversations, handoffs, notices, turns
from bot.desk.records import Alike, Row, Rows, Said, Show
from bot.desk.sessions import Trail
from bot.hold import LAPSES, holder_words
from bot.models import Author, Channel, Outcome, Scope
from bot.redact import masked
from status.models import State

SHOWN_CHARACTERS = 200
# What is shorter says what somebody came with only where nothing longer was said.
GREETING = 12
# How long after its last message a conversation still counts as waiting for the same incident.
RECENT = timedelta(hours=2)
ALIKE = timedelta(hours=1)
_ESCALATED = (Outcome.ESCALATED_REQUESTED.value, Outcome.ESCALATED_EXHAUSTED.value)


class Lists(Trail):
    """Reads what agents choose from. Raises StoreUnavailable and nothing else."""

    async def rows(self, show: Show, agent: str, now: datetime, limit: int = 50, cursor: str | None = None) -> Rows:
        """Return up to 100 conversations, last touched first; nothing for a cursor that is none."""
        found = _rows()
        return await self._part(found, select(found).where(_shown(found.c, show, agent, now)), now, limit, cursor)

    async def waiting(self, symptom: str, now: datetime, limit: int = LARGEST, cursor: str | None = None) -> Rows:
        """Return who waits for the end of the same trouble, up to 100, last touched first.

        Open, of the last two hours, and told that it is everyone or recovering, or asking to be told or for a person.
        """
        found = _rows()
        hit = or_(found.c.scope == Scope.EVERYONE.value, found.c.state == State.RECOVERING.value)
        asked = or_(found.c.notified > 0, found.c.handed_off, found.c.outcome.in_(_ESCALATED))
        query = select(found).where(found.c.symptom == symptom, found.c.updated_at >= now - RECENT)
        return await self._part(found, query.where(found.c.closed_at.is_(None), or_(hit, asked)), now, limit, cursor)

    async def row(self, ref: str, now: datetime) -> Row | None:
        """Return one conversation as the lists show it."""
        await self.ready()
        found = _rows()
        return next(iter(await self._rows(select(found).where(found.c.ref == ref), now)), None)

    async def alike(self, symptom: str, now: datetime, without: str | None, limit: int = 5) -> tuple[Alike, ...]:
        """Return other conversations of the last hour with the same symptom, last touched first."""
        await self.ready()
        found = _rows()
        query = select(found).where(found.c.symptom == symptom, found.c.updated_at >= now - ALIKE)
        query = query.where(found.c.ref != (without or ""))
        rows = await self._rows(query.order_by(found.c.updated_at.desc(), found.c.ref.desc()).limit(limit), now)
        return tuple(Alike(row.ref, symptom, row.outcome, row.updated_at) for row in rows)

    async def _part(self, found: Any, query: Select[Any], now: datetime, limit: int, cursor: str | None) -> Rows:
        """Return the part of a list that comes after the cursor."""
        await self.ready()
        after, limit = (decode_cursor(cursor) if cursor else None), min(limit, LARGEST)
        if cursor and after is None:
            return Rows(())
        if after:
            at, ref = after
            query = query.where(or_(found.c.updated_at < at, and_(found.c.updated_at == at, found.c.ref < ref)))
        items = await self._rows(query.order_by(found.c.updated_at.desc(), found.c.ref.desc()).limit(limit + 1), now)
        more = encode_place(items[limit - 1].updated_at, items[limit - 1].ref) if len(items) > limit else None
        return Rows(items[:limit], more)

    async def _rows(self, query: Select[Any], now: datetime) -> tuple[Row, ...]:
        async with self._reading() as connection:
            return tuple(_row(row, now) for row in (await connection.execute(query)).all())


def _rows() -> Any:
    """Return one row a conversation: what is known, its last answer and turn, its handoff."""
    known = conversations.c
    mine = answers.c.conversation_id == known.id

    def newest(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return select(column).where(mine).order_by(answers.c.created_at.desc()).limit(1).scalar_subquery()

    def last(column: ColumnElement[Any]) -> ColumnElement[Any]:
        theirs = turns.c.conversation_id == known.id
        return select(column).where(theirs).order_by(turns.c.id.desc()).limit(1).scalar_subquery()

    said = turns.c.author == Author.USER.value, turns.c.message != ""
    asked = select(turns.c.message).where(turns.c.conversation_id == known.id, *said)
    counted = select(func.count()).where(turns.c.conversation_id == known.id).scalar_subquery()
    wished = and_(notices.c.conversation_id == known.id, notices.c.done_at.is_(None))
    return (
        select(
            *(known.ref, known.channel, known.language, known.symptom, known.created_at, known.updated_at),
            *(known.held_by, known.held_at, handoffs.c.claimed_by, handoffs.c.closed_at),
            (handoffs.c.conversation_id.is_not(None)).label("handed_off"),
            newest(answers.c.outcome).label("outcome"),
            newest(answers.c.scope).label("scope"),
            newest(answers.c.status_state).label("state"),
            last(turns.c.author).label("author"),
            last(turns.c.message).label("message"),
            asked.order_by((func.length(turns.c.message) < GREETING).asc(), turns.c.id)
            .limit(1)
            .scalar_subquery()
            .label("asked"),
            counted.label("turns"),
            select(func.count()).where(wished).scalar_subquery().label("notified"),
        )
        .join(handoffs, handoffs.c.conversation_id == known.id, isouter=True)
        .subquery()
    )


def _shown(row: Any, show: Show, agent: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition of a list. Waiting: a person is needed, and none has had the last word."""
    held = and_(row.held_by.is_not(None), row.held_at > now - LAPSES)
    if show is Show.MINE:
        return or_(and_(row.held_by == agent, held), and_(row.claimed_by == agent, row.closed_at.is_(None)))
    if show is Show.WAITING:
        needed = or_(and_(row.handed_off, row.closed_at.is_(None)), row.outcome.in_(_ESCALATED), held)
        closed = and_(row.closed_at.is_not(None), row.closed_at >= row.updated_at)
        return and_(needed, row.author != Author.AGENT.value, ~func.coalesce(closed, False))
    return true()


def _row(row: Any, now: datetime) -> Row:
    held = row.held_by is not None and (row.held_at is None or now - row.held_at < LAPSES)
    return Row(
        ref=row.ref,
        channel=Channel(row.channel),
        language=row.language,
        symptom=row.symptom,
        outcome=Outcome(row.outcome) if row.outcome else None,
        turns=row.turns,
        created_at=row.created_at,
        updated_at=row.updated_at,
        held_by=holder_words(row.held_by) if held else None,
        handed_off=bool(row.handed_off),
        claimed_by=row.claimed_by,
        closed_at=row.closed_at,
        last=Said(Author(row.author), _cut(row.message or "")) if row.author else None,
        asked=_cut(row.asked) if row.asked else None,
    )


def _cut(message: str) -> str:
    said = masked(message)
    return said if len(said) <= SHOWN_CHARACTERS else said[: SHOWN_CHARACTERS - 1].rstrip() + "…"
