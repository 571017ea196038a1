"""Claims of events and the threads we are in, in the shared database: whoever is killed leaves a lease that ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.sql.record import place
from bot.conversations.sql.transactions import Transactions, insert_new
from bot.conversations.tables import conversations, turns
from bot.models import Author, Conversation
from channels.slack.models import Job, Kind, Leased, Place, Thread, digest
from channels.slack.tables import jobs, threads

LEASE = timedelta(seconds=15)
# As long as Slack may deliver an event again, and then some.
KEPT = timedelta(hours=24)
_REPLIES = (Kind.ASK.value, Kind.FOLLOW_UP.value, Kind.PRESS.value)


class Ledger(Transactions):
    """Safe to use from several processes at once. Raises StoreUnavailable and nothing else."""

    async def claim(self, arrived: Sequence[tuple[Job, str]], now: datetime) -> tuple[bool, ...]:
        """Keep jobs, each with the id its answer will have, in one transaction; tell which of them are new.

        One whose event or message was claimed before is not. A thread that we are called into is joined.
        """
        async with self._writing() as connection:
            return tuple([await _add(connection, job, answer_id, now) for job, answer_id in arrived])

    async def lease(self, owner: str, now: datetime) -> Leased | None:
        """Take the oldest job that is due and in nobody's hands."""
        free = or_(jobs.c.leased_until.is_(None), jobs.c.leased_until <= now)
        query = select(jobs).where(jobs.c.done_at.is_(None), jobs.c.due_at <= now, free)
        async with self._reading() as connection:
            if (await connection.execute(query.limit(1))).first() is None:
                return None
        async with self._writing() as connection:
            query = query.order_by(jobs.c.received_at, jobs.c.key).limit(1).with_for_update(skip_locked=True)
            row = (await connection.execute(query)).first()
            if row is None:
                return None
            held = {"leased_by": owner, "leased_until": now + LEASE, "tries": row.tries + 1}
            await connection.execute(update(jobs).where(jobs.c.key == row.key).values(**held))
        return _leased(row, now)

    async def renew(self, owner: str, now: datetime) -> None:
        """Hold on to everything this owner works on."""
        mine = and_(jobs.c.leased_by == owner, jobs.c.done_at.is_(None), jobs.c.leased_until > now)
        async with self._writing() as connection:
            await connection.execute(update(jobs).where(mine).values(leased_until=now + LEASE))

    async def note(self, leased: Leased, owner: str, now: datetime, posted: int) -> bool:
        """Note how many messages are out; False when the job is not ours any more."""
        return await self._change(leased, owner, posted=posted, leased_until=now + LEASE)

    async def begin_stream(self, leased: Leased, owner: str, ts: str) -> bool:
        """Note that a message was begun which the end of this job finishes, whoever comes to that."""
        return await self._change(leased, owner, payload=_payload(leased.job, ts))

    async def finish(self, leased: Leased, owner: str, now: datetime) -> bool:
        """Note that nothing is left to do; what the person wrote is not kept any longer."""
        return await self._change(leased, owner, done_at=now, payload="", leased_until=None)

    async def release(self, leased: Leased, owner: str, due_at: datetime) -> bool:
        """Give a job back, to be taken up at that time."""
        return await self._change(leased, owner, due_at=due_at, leased_by=None, leased_until=None)

    async def asked(self, job: Job, since: datetime) -> tuple[int, int]:
        """Return how many questions came in this thread so far, and from this person since then, this one included."""
        replies = jobs.c.kind.in_(_REPLIES)
        here = and_(jobs.c.thread == digest(job.channel, job.thread), jobs.c.team == job.team, replies)
        theirs = and_(jobs.c.person == job.who, jobs.c.received_at >= since, replies)
        counted = (select(func.count()).where(which).scalar_subquery() for which in (here, theirs))
        query = select(*counted)
        async with self._reading() as connection:
            row = (await connection.execute(query)).one()
        return int(row[0]), int(row[1])

    async def thread(self, thread: Place) -> Thread | None:
        """Return a thread we take part in."""
        async with self._reading() as connection:
            row = (await connection.execute(select(threads).where(_at(thread)))).first()
        return _thread(row) if row else None

    async def begin(self, thread: Place, conversation: Conversation, asker: str) -> str:
        """Tie a thread to this new conversation unless it has one; return the id of the one it has then."""
        async with self._writing() as connection:
            await _join(connection, Thread(thread, None, asker))
            found = await connection.scalar(select(threads.c.conversation_id).where(_at(thread)).with_for_update())
            if found is not None:
                return str(found)
            await place(connection, conversation)
            await connection.execute(update(threads).where(_at(thread)).values(conversation_id=conversation.id))
        return conversation.id

    async def bind(self, thread: Place, conversation_id: str) -> None:
        """Tie a thread to a conversation that there is, unless it has one."""
        async with self._writing() as connection:
            await _join(connection, Thread(thread, conversation_id, ""))

    async def take_over(self, thread: Place, taken_over: bool) -> None:
        """Note whether people have a thread to themselves."""
        async with self._writing() as connection:
            await connection.execute(update(threads).where(_at(thread)).values(taken_over=taken_over))

    async def desk(self, conversation_id: str) -> Thread | None:
        """Return the thread in which agents have this conversation."""
        mine = and_(threads.c.conversation_id == conversation_id, threads.c.desk.is_(True))
        async with self._reading() as connection:
            row = (await connection.execute(select(threads).where(mine).limit(1))).first()
        return _thread(row) if row else None

    async def open_desk(self, thread: Place, conversation_id: str) -> None:
        """Note where agents have a conversation."""
        async with self._writing() as connection:
            await _join(connection, Thread(thread, conversation_id, "", desk=True))

    async def collect(self, now: datetime, since: datetime) -> int:
        """Make a job of each turn that a person or a notice added since then to a conversation of ours; count them."""
        told = or_(
            turns.c.author == Author.AGENT.value,
            and_(turns.c.author == Author.ASSISTANT.value, turns.c.answer_id.is_(None)),
        )
        query = (
            select(threads, turns.c.id.label("turn"), turns.c.message)
            .join(conversations, conversations.c.id == threads.c.conversation_id)
            .join(turns, turns.c.conversation_id == conversations.c.id)
            .where(threads.c.desk.is_(False), turns.c.id > threads.c.relayed, told)
            .where(conversations.c.updated_at >= since)
            .order_by(turns.c.id)
        )
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        if not rows:
            return 0
        async with self._writing() as connection:
            for row in rows:
                where = Place(row.team, row.channel, row.thread)
                job = Job(Kind.RELAY, f"turn:{row.turn}", *_words(where), text=row.message)
                await _add(connection, job, "", now)
                later = and_(_at(where), threads.c.relayed < row.turn)
                await connection.execute(update(threads).where(later).values(relayed=row.turn))
        return len(rows)

    async def forget(self, team: str) -> None:
        """Drop the threads of a workspace that removed us, and whatever was still to be done there."""
        async with self._writing() as connection:
            await connection.execute(delete(threads).where(threads.c.team == team))
            await connection.execute(
                delete(jobs).where(jobs.c.team == team, jobs.c.done_at.is_(None), jobs.c.kind != Kind.GONE.value)
            )

    async def left(self) -> int:
        """Return how many jobs are not done yet, in anybody's hands or in nobody's."""
        async with self._reading() as connection:
            return await connection.scalar(select(func.count()).where(jobs.c.done_at.is_(None))) or 0

    async def purge(self, now: datetime) -> None:
        """Drop claims that Slack will not come back to."""
        async with self._writing() as connection:
            await connection.execute(delete(jobs).where(jobs.c.done_at < now - KEPT))

    async def _change(self, leased: Leased, owner: str, **values: Any) -> bool:
        mine = and_(jobs.c.key == leased.job.key, jobs.c.leased_by == owner, jobs.c.done_at.is_(None))
        async with self._writing() as connection:
            return bool((await connection.execute(update(jobs).where(mine).values(**values))).rowcount)


async def _add(connection: AsyncConnection, job: Job, answer_id: str, now: datetime) -> bool:
    added = await insert_new(
        connection,
        jobs,
        key=job.key,
        spot=job.spot,
        team=job.team,
        thread=digest(job.channel, job.thread),
        person=job.who,
        kind=job.kind.value,
        payload=_payload(job),
        answer_id=answer_id,
        received_at=now,
        due_at=now,
        tries=0,
        posted=0,
    )
    if added and job.kind is Kind.ASK:
        await _join(connection, Thread(job.place, None, job.person))
    return added


def _payload(job: Job, stream: str = "") -> str:
    return json.dumps({**asdict(job), "stream": stream})


async def _join(connection: AsyncConnection, thread: Thread) -> None:
    """Add a thread unless it is there; turns that its conversation has already are not news to it."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    newest = 0
    if thread.conversation_id is not None:
        known = select(func.max(turns.c.id)).where(turns.c.conversation_id == thread.conversation_id)
        newest = await connection.scalar(known) or 0
    values = {
        "team": thread.place.team,
        "channel": thread.place.channel,
        "thread": thread.place.thread,
        "conversation_id": thread.conversation_id,
        "asker": thread.asker,
        "desk": thread.desk,
        "taken_over": thread.taken_over,
        "relayed": newest,
    }
    await connection.execute(kind.insert(threads).values(**values).on_conflict_do_nothing())


def _at(where: Place) -> ColumnElement[bool]:
    return and_(threads.c.team == where.team, threads.c.channel == where.channel, threads.c.thread == where.thread)


def _words(where: Place) -> tuple[str, str, str]:
    return where.team, where.channel, where.thread


def _leased(row: Any, now: datetime) -> Leased:
    told = json.loads(row.payload)
    stream = told.pop("stream", "")
    job = replace(Job(**told), kind=Kind(told["kind"]))
    return Leased(job, row.answer_id, row.tries + 1, row.posted, row.received_at, now, stream)


def _thread(row: Any) -> Thread:
    where = Place(row.team, row.channel, row.thread)
    return Thread(where, row.conversation_id, row.asker, row.desk, row.taken_over)
