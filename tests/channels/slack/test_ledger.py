"""A claim is made once, worked on by one at a time, and taken over when its holder is gone."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversations.sql import SqlStore
from bot.models import Author, Turn
from channels.slack.intake import Intake
from channels.slack.ledger import KEPT, LEASE, Ledger
from channels.slack.models import Job, Kind, Place
from tests.bot.conversations.builders import a_talk, an_answer, exchange
from tests.builders import NOW

HERE = Place("T1", "C1", "1699.1")


def a_job(number: int = 1, **more) -> Job:
    given = {"ts": f"1699.{number}", "person": "U1", "text": "my words", **more}
    return Job(Kind.ASK, f"event:Ev{number}", "T1", "C1", "1699.1", **given)


@pytest.fixture
async def two(database_url):
    """Two processes' views of one database."""
    async with opened(database_url) as both:
        yield both


@asynccontextmanager
async def opened(url):
    both = [Ledger(url) for _ in range(2)]
    for one in both:
        await one.open()
    yield both
    for one in both:
        await one.aclose()


async def test_an_event_and_a_message_are_claimed_once_by_anybody(two):
    jobs = [a_job(1), a_job(1, ts="1699.9"), replace(a_job(2), ts="1699.1")]
    assert await two[0].claim([(a_job(1), "a1")], NOW) == (True,)
    assert await two[1].claim([(job, "a2") for job in jobs], NOW) == (False, False, False)
    assert await two[1].claim([(a_job(3), "a3"), (a_job(3), "a4")], NOW) == (True, False)


async def test_a_job_is_one_s_until_the_lease_ends(two):
    one, other = two
    await one.claim([(a_job(), "a1")], NOW)
    held = await one.lease("one", NOW)
    assert (held.job, held.answer_id, held.tries) == (a_job(), "a1", 1)
    assert await other.lease("other", NOW) is None
    await one.renew("one", NOW + LEASE / 2)
    assert await other.lease("other", NOW + LEASE) is None
    taken = await other.lease("other", NOW + LEASE * 2)
    assert (taken.job, taken.answer_id, taken.tries) == (a_job(), "a1", 2)
    assert not await one.note(held, "one", NOW, 1)
    assert not await one.finish(held, "one", NOW)
    assert await other.finish(taken, "other", NOW)
    assert await other.left() == 0


async def test_a_job_given_back_waits_until_it_is_due_and_knows_what_is_out(two):
    one, other = two
    await one.claim([(a_job(), "a1")], NOW)
    held = await one.lease("one", NOW)
    await one.note(held, "one", NOW, 1)
    await one.release(held, "one", NOW + timedelta(seconds=9))
    assert await other.lease("other", NOW + timedelta(seconds=8)) is None
    assert (await other.lease("other", NOW + timedelta(seconds=9))).posted == 1


async def test_a_message_that_was_begun_is_known_to_whoever_takes_the_job_up(two):
    one, other = two
    await one.claim([(a_job(), "a1")], NOW)
    held = await one.lease("one", NOW)
    assert held.stream == ""
    assert await one.begin_stream(held, "one", "1700.5")
    taken = await other.lease("other", NOW + LEASE * 2)
    assert (taken.job, taken.stream) == (a_job(), "1700.5")
    assert not await one.begin_stream(held, "one", "1700.6")


async def test_many_at_once_lease_each_job_once(two):
    await two[0].claim([(a_job(number), f"a{number}") for number in range(12)], NOW)
    held = [
        await asyncio.gather(*(one.lease(name, NOW) for one, name in zip(two, "ab", strict=True))) for _ in range(8)
    ]
    found = [one.job.key for pair in held for one in pair if one is not None]
    assert len(found) == len(set(found)) == 12


async def test_questions_are_counted_by_thread_and_by_person(two):
    jobs = [a_job(number, person=person) for number, person in enumerate(("U1", "U1", "U2"))]
    await two[0].claim([(job, "a") for job in jobs], NOW)
    assert await two[1].asked(jobs[0], NOW) == (3, 2)
    assert await two[1].asked(jobs[0], NOW + timedelta(seconds=1)) == (3, 0)


async def test_a_workspace_that_left_is_forgotten(two):
    ledger = two[0]
    await ledger.claim([(a_job(), "a1")], NOW)
    await ledger.begin(HERE, a_talk(), "U1")
    await ledger.forget("T1")
    assert await ledger.thread(HERE) is None
    assert await ledger.left() == 0


async def test_what_a_person_wrote_is_kept_only_until_it_is_answered(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/shared.db") as (ledger, _):
        await ledger.claim([(a_job(), "a1")], NOW)
        await ledger.finish(await ledger.lease("one", NOW), "one", NOW)
    assert b"my words" not in b"".join(path.read_bytes() for path in tmp_path.glob("shared.db"))


async def test_claims_are_forgotten_after_a_day(two):
    ledger = two[0]
    await ledger.claim([(a_job(), "a1")], NOW)
    await ledger.finish(await ledger.lease("one", NOW), "one", NOW)
    await ledger.purge(NOW + KEPT)
    assert await ledger.claim([(a_job(), "a2")], NOW) == (False,)
    await ledger.purge(NOW + KEPT + timedelta(seconds=1))
    assert await ledger.claim([(a_job(), "a2")], NOW) == (True,)


async def test_two_first_messages_at_once_share_one_conversation(two):
    first, second = await asyncio.gather(*(one.begin(HERE, a_talk(), "U1") for one in two))
    assert first == second
    assert (await two[0].thread(HERE)).conversation_id == first


async def test_what_agents_say_becomes_one_job_and_the_assistant_s_answers_none(two, database_url):
    store = SqlStore(database_url)
    await store.open()
    talk = a_talk()
    await two[0].begin(HERE, talk, "U1")
    await store.record(talk, exchange(talk, "it fails", an_answer(talk)), an_answer(talk))
    assert await two[0].collect(NOW, NOW - timedelta(hours=1)) == 0
    await store.reply(talk.ref, Turn(NOW, Author.AGENT, "A person here"))
    assert [await one.collect(NOW, NOW - timedelta(hours=1)) for one in two] == [1, 0]
    relayed = await two[1].lease("other", NOW)
    assert (relayed.job.kind, relayed.job.place, relayed.job.text) == (Kind.RELAY, HERE, "A person here")
    await store.aclose()


async def test_many_arrivals_are_each_told_the_truth(two):
    intake = Intake(two[0], lambda: NOW)
    told = await asyncio.gather(*(intake.claim(a_job(number % 20)) for number in range(60)))
    assert sum(told) == 20
    assert await two[1].left() == 20
