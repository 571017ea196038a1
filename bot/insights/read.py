"""The queries of a report. What can be summed in the database is; of long JSON only the part that counts is read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.tables import answers, attempts, conversations, handoffs, turns, votes
from bot.insights.models import Band, Comment, Span, StateChange
from bot.insights.rows import AnswerRow, AttemptRow, DayRow, EventRow, Kept, OfferRow, TalkRow, VoteRow
from bot.insights.tables import events
from bot.models import Author, Result
from bot.redact import masked
from status.changes import Subject
from status.history import changes, incidents

# Timings of this many newest answers tell which stage is slow; more would only be read for the same picture.
TIMED = 2_000
COMMENTS = 20
BANDS = 200


async def read_kept(connection: AsyncConnection, span: Span, page: str) -> Kept:
    """Read all that one report counts; `page` is the status page's address as its history names it."""
    return Kept(
        outcomes=await _days(connection, span, answers.c.outcome),
        verdicts=await _days(connection, span, answers.c.scope, answers.c.certainty),
        timeline=await _timeline(connection, span, page),
        incidents=await _bands(connection, span, page),
        talks=await _talks(connection, span),
        answers=await _answers(connection, span),
        votes=await _votes(connection, span),
        comments=await _comments(connection, span),
        offers=await _offers(connection, span),
        attempts=await _attempts(connection, span),
        seconds=await _seconds(connection, span),
        timings=await _timings(connection, span),
        events=await _events(connection, span),
    )


def part(connection: AsyncConnection, column: Column[Any], *path: str) -> ColumnElement[Any]:
    """Return the part of a JSON text that stands at a path of names; a list or an object comes as JSON text."""
    if connection.dialect.name == "postgresql":
        return func.jsonb_extract_path_text(cast(column, JSONB), *path)
    places = "".join(f"[{name}]" if name.isdecimal() else f".{name}" for name in path)
    return func.json_extract(column, f"${places}")


def _day(connection: AsyncConnection, column: Column[datetime]) -> ColumnElement[Any]:
    """Return the UTC day of a time, as text."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD")
    return func.substr(cast(column, String), 1, 10)


def _in(column: Column[datetime], span: Span) -> ColumnElement[bool]:
    return and_(column >= span.begins, column < span.ends)


async def _days(connection: AsyncConnection, span: Span, *words: Column[str]) -> tuple[DayRow, ...]:
    day = _day(connection, answers.c.created_at)
    query = select(day, *words, func.count()).where(_in(answers.c.created_at, span)).group_by(day, *words)
    rows = (await connection.execute(query)).all()
    return tuple(DayRow(date.fromisoformat(row[0]), tuple(row[1:-1]), row[-1]) for row in rows)


async def _timeline(connection: AsyncConnection, span: Span, page: str) -> tuple[StateChange, ...]:
    """Read the page's changes of state, with the last one before the span: it says how the span began."""
    mine = and_(changes.c.page == page, changes.c.kind == Subject.PAGE.value)
    before = select(changes).where(mine, changes.c.at < span.begins).order_by(changes.c.id.desc()).limit(1)
    within = select(changes).where(mine, _in(changes.c.at, span)).order_by(changes.c.id)
    rows = [*(await connection.execute(before)).all(), *(await connection.execute(within)).all()]
    return tuple(
        StateChange(max(row.at, span.begins), row.after or "unknown", masked(f"{row.name}: {row.after or 'unknown'}"))
        for row in rows
    )


async def _bands(connection: AsyncConnection, span: Span, page: str) -> tuple[Band, ...]:
    lasting = or_(incidents.c.resolved_at.is_(None), incidents.c.resolved_at >= span.begins)
    mine = and_(incidents.c.page == page, incidents.c.started_at < span.ends, lasting)
    query = select(incidents).where(mine).order_by(incidents.c.started_at.desc()).limit(BANDS)
    rows = (await connection.execute(query)).all()
    return tuple(Band(masked(row.title), row.started_at, row.resolved_at) for row in reversed(rows))


async def _talks(connection: AsyncConnection, span: Span) -> tuple[TalkRow, ...]:
    """Read conversations that began in the span, with the times at which a person came in and a step worked."""
    begun = _in(conversations.c.created_at, span)
    ours = conversations.c.id
    handed = select(ours, handoffs.c.created_at).join(handoffs, handoffs.c.conversation_id == ours).where(begun)
    agent = and_(turns.c.author == Author.AGENT.value, begun)
    spoken = select(ours, turns.c.at).join(turns, turns.c.conversation_id == ours).where(agent)
    well = and_(attempts.c.result == Result.WORKED.value, attempts.c.at.is_not(None), begun)
    worked = select(ours, attempts.c.at).join(attempts, attempts.c.conversation_id == ours).where(well)
    persons = await _moments(connection, handed, spoken)
    good = await _moments(connection, worked)
    query = select(ours, conversations.c.ref, conversations.c.created_at).where(begun)
    rows = (await connection.execute(query)).all()
    return tuple(TalkRow(one, ref, at, persons.get(one, ()), good.get(one, ())) for one, ref, at in rows)


async def _moments(connection: AsyncConnection, *queries: Any) -> Mapping[str, tuple[datetime, ...]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    for query in queries:
        for conversation_id, at in (await connection.execute(query)).all():
            found[conversation_id].append(at)
    return {key: tuple(sorted(times)) for key, times in found.items()}


async def _answers(connection: AsyncConnection, span: Span) -> tuple[AnswerRow, ...]:
    columns = (answers.c.id, answers.c.conversation_id, answers.c.created_at, answers.c.outcome)
    mine = answers.c.conversation_id == conversations.c.id
    query = select(*columns).join(conversations, mine).where(_in(conversations.c.created_at, span))
    return tuple(AnswerRow(*row) for row in (await connection.execute(query)).all())


async def _votes(connection: AsyncConnection, span: Span) -> tuple[VoteRow, ...]:
    columns = (votes.c.answer_id, votes.c.rating, answers.c.outcome, votes.c.at)
    query = select(*columns).join(answers, answers.c.id == votes.c.answer_id)
    query = query.where(votes.c.step_id == "", _in(answers.c.created_at, span))
    return tuple(VoteRow(*row) for row in (await connection.execute(query)).all())


async def _comments(connection: AsyncConnection, span: Span) -> tuple[Comment, ...]:
    query = (
        select(votes.c.at, conversations.c.ref, votes.c.rating, votes.c.comment)
        .join(answers, answers.c.id == votes.c.answer_id)
        .join(conversations, conversations.c.id == answers.c.conversation_id)
        .where(votes.c.comment.is_not(None), _in(votes.c.at, span))
        .order_by(votes.c.at.desc())
        .limit(COMMENTS)
    )
    return tuple(Comment(at, ref, rating, masked(text)) for at, ref, rating, text in await connection.execute(query))


async def _offers(connection: AsyncConnection, span: Span) -> tuple[OfferRow, ...]:
    steps = part(connection, answers.c.body, "value", "steps")
    query = select(answers.c.conversation_id, answers.c.status_state, steps).where(_in(answers.c.created_at, span))
    rows = await connection.execute(query.order_by(answers.c.created_at))
    return tuple(
        OfferRow(conversation_id, step["id"], step["variant"], status)
        for conversation_id, status, told in rows
        if told and told != "[]"
        for step in json.loads(told)
    )


async def _attempts(connection: AsyncConnection, span: Span) -> tuple[AttemptRow, ...]:
    columns = (attempts.c.conversation_id, attempts.c.step_id, attempts.c.variant, attempts.c.result)
    known = answers.c.id == attempts.c.answer_id
    query = select(*columns, answers.c.status_state).join(answers, known, isouter=True)
    query = query.where(_in(attempts.c.at, span))
    return tuple(
        AttemptRow(talk, step, variant or None, result, status)
        for talk, step, variant, result, status in await connection.execute(query)
    )


async def _seconds(connection: AsyncConnection, span: Span) -> tuple[tuple[date, float], ...]:
    day = _day(connection, answers.c.created_at)
    rows = await connection.execute(select(day, answers.c.seconds).where(_in(answers.c.created_at, span)))
    return tuple((date.fromisoformat(text), took) for text, took in rows)


async def _timings(connection: AsyncConnection, span: Span) -> tuple[Mapping[str, float], ...]:
    told = part(connection, answers.c.trace, "timings")
    query = select(told).where(_in(answers.c.created_at, span), answers.c.trace.is_not(None))
    rows = await connection.execute(query.order_by(answers.c.created_at.desc()).limit(TIMED))
    return tuple(json.loads(text) for (text,) in rows if text)


async def _events(connection: AsyncConnection, span: Span) -> tuple[EventRow, ...]:
    columns = (events.c.suggestion_id, events.c.kind, events.c.distance, events.c.reason)
    rows = await connection.execute(select(*columns).where(_in(events.c.at, span)))
    return tuple(EventRow(*row) for row in rows)
