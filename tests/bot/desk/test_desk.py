"""The desk keeps the same promises over every database: one agent at a time, everything once, nothing left behind."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from bot.desk.desk import Desk
from bot.desk.queue import Step
from bot.desk.records import Drafted, Entry, Replied, Session, Show, Taken
from bot.desk.tables import tries
from bot.models import Author, Turn
from bot.ports import StoreUnavailable
from tests.bot.conversations.builders import an_answer
from tests.bot.desk.builders import ANA, BEN, NOW, a_talk, hand_over


def says(text="Hello", at=None):
    return Turn(at or datetime.now(UTC), Author.AGENT, text)


async def test_of_two_agents_who_answer_at_once_one_has_the_conversation(store, desk):
    talk = await a_talk(store)
    came = await asyncio.gather(*(desk.reply(talk.ref, says(one.name), one) for one in (ANA, BEN)))
    assert {type(one) for one in came} == {Replied, Taken}
    kept = await store.get(talk.id)
    assert [turn.message for turn in kept.turns if turn.author is Author.AGENT] == [kept.held_by]


async def test_a_receipt_lets_a_reply_be_said_once(store, desk):
    talk = await a_talk(store)
    first, second = [await desk.reply(talk.ref, says(), ANA, receipt="e_1") for _ in range(2)]
    assert (first.again, second.again) == (False, True)
    assert abs(second.at - first.at) < timedelta(milliseconds=1)
    assert len((await store.get(talk.id)).turns) == 3
    assert len(await desk.trail(subject=talk.ref)) == 1


async def test_a_reply_changes_nothing_that_the_customer_said(store, desk):
    talk = await a_talk(store, attempts=())
    before = await store.get(talk.id)
    await desk.reply(talk.ref, says("Please restart the router"), ANA, offered=("restart-connection:",))
    after = await store.get(talk.id)
    assert (after.attempts, after.facts, after.symptom) == (before.attempts, before.facts, before.symptom)
    assert after.offered == ("restart-connection:",)
    assert after.turns[:-1] == before.turns


async def test_lists_say_who_is_needed(store, desk):
    plain, asked = await a_talk(store, 1), await a_talk(store, 2)
    await hand_over(store, asked)
    now = datetime.now(UTC)
    assert [row.ref for row in (await desk.rows(Show.ALL, "Ana", now)).items] == [asked.ref, plain.ref]
    assert [row.ref for row in (await desk.rows(Show.WAITING, "Ana", now)).items] == [asked.ref]
    assert [row.ref for row in (await desk.waiting("bad-gateway", now)).items] == [asked.ref]
    await desk.reply(plain.ref, says(), ANA)
    assert [row.ref for row in (await desk.rows(Show.MINE, "Ana", now)).items] == [plain.ref]
    assert (await desk.rows(Show.MINE, "Ben", now)).items == ()
    row = await desk.row(asked.ref, now)
    assert (row.handed_off, row.turns, row.last.author) == (True, 2, Author.ASSISTANT)
    assert row.asked == "502 bad gateway"


async def test_a_list_tells_conversations_apart_by_what_the_customer_came_with_masked(store, desk):
    talk = await a_talk(store, message="Hello")
    assert (await desk.row(talk.ref, NOW)).asked == "Hello"
    trouble = "502, write to kim@example.com " + "please " * 40
    pressed = (
        Turn(NOW, Author.USER, trouble),
        Turn(NOW, Author.USER, "I want to talk to a person"),
        says("We look into it"),
    )
    await store.record(replace(talk, turns=pressed), pressed, None)
    row = await desk.row(talk.ref, NOW)
    assert (row.last.author, row.last.text) == (Author.AGENT, "We look into it")
    assert row.asked.startswith("502, write to ")
    assert row.asked.endswith("…")
    assert "kim@" not in row.asked
    assert len(row.asked) <= 200


async def test_a_hold_that_lapsed_does_not_show(store, desk):
    talk = await a_talk(store)
    await desk.take(talk.ref, ANA, NOW, held=True)
    later = NOW + timedelta(hours=13)
    assert (await desk.row(talk.ref, later)).held_by is None
    assert (await desk.rows(Show.MINE, "Ana", later)).items == ()
    assert await desk.take(talk.ref, BEN, later, held=True) == BEN


async def test_who_waits_is_forgotten_after_two_hours(store, desk):
    talk = await a_talk(store, at=NOW - timedelta(hours=3))
    await hand_over(store, talk)
    assert (await desk.waiting("bad-gateway", NOW)).items == ()


async def test_alike_are_others_of_the_last_hour(store, desk):
    await a_talk(store, 1, at=NOW - timedelta(minutes=70))
    other, mine = await a_talk(store, 2, at=NOW - timedelta(minutes=50)), await a_talk(store, 3)
    assert [one.ref for one in await desk.alike("bad-gateway", NOW, mine.ref)] == [other.ref]
    assert await desk.alike("login", NOW, None) == ()


async def test_of_two_agents_who_claim_at_once_one_has_it(store, desk):
    talk = await a_talk(store)
    await hand_over(store, talk)
    came = await asyncio.gather(*(desk.move(talk.ref, Step.CLAIM, one, NOW) for one in (ANA, BEN)))
    (taken,) = [one for one in came if isinstance(one, Taken)]
    (queued,) = (await desk.queue(closed=False)).items
    assert taken.by == queued.claimed_by == (await store.get(talk.id)).held_by


async def test_what_is_due_goes_to_one_process(store, desk, database_url):
    await hand_over(store, await a_talk(store))
    other = Desk(database_url)
    now = datetime.now(UTC) + timedelta(seconds=1)
    found = await asyncio.gather(*(one.due(now, timedelta(seconds=30)) for one in (desk, other)))
    await other.aclose()
    assert sorted(len(one) for one in found) == [0, 1]


async def test_erasing_a_conversation_takes_its_suggestions_along(store, desk):
    talk = await a_talk(store)
    drafted = Drafted("g_1", talk.ref, an_answer(talk, id="a_9"), "Ana", "1.x", 1, NOW)
    assert await desk.keep(drafted)
    assert (await desk.suggestion("g_1")).ref == talk.ref
    assert await desk.customer_count(talk.ref) == 1
    await store.erase(talk.id)
    assert await desk.suggestion("g_1") is None
    assert await desk.suggested_answer("a_9") is None
    assert await desk.keep(replace(drafted, id="g_2")) is False


async def test_sessions_and_the_trail_are_kept(desk):
    session = Session("hash", "k1", "proof", NOW, NOW, NOW + timedelta(hours=12))
    await desk.begin_session(session)
    await desk.renew_session("hash", NOW + timedelta(minutes=5))
    assert await desk.session("hash") == replace(session, seen_at=NOW + timedelta(minutes=5))
    await desk.end_session("hash")
    assert await desk.session("hash") is None
    entry = Entry("e_1", NOW, "sign_in", ANA, "", "")
    await desk.note(entry)
    await desk.note(replace(entry, event="another"))
    assert await desk.trail() == (entry,), "a line is never changed"


async def test_tries_are_counted_once_for_all_who_share_the_database(desk, database_url):
    other, within = Desk(database_url), timedelta(minutes=5)
    came = await asyncio.gather(*(one.tried("198.51.100.7", NOW, 3, within) for one in (desk, other) for _ in range(4)))
    assert sorted(came) == [timedelta(0)] * 3 + [within] * 5
    assert await other.tried("198.51.100.8", NOW, 3, within) == timedelta(0)
    assert await desk.tried("198.51.100.7", NOW + within, 3, within) == timedelta(0)
    await other.aclose()


async def test_who_tried_is_kept_as_a_hash_and_no_longer_than_it_counts(desk):
    within = timedelta(minutes=5)
    for who in ("198.51.100.7", "198.51.100.8"):
        await desk.tried(who, NOW, 3, within)
    await desk.tried("198.51.100.9", NOW + within, 3, within)
    async with desk._reading() as connection:
        (row,) = (await connection.execute(select(tries))).all()
    assert "198.51" not in str(row)
    assert row.who != sha256(b"198.51.100.9").hexdigest()


async def test_tries_of_a_clock_that_was_set_back_do_not_count(desk):
    within = timedelta(minutes=5)
    for _ in range(3):
        await desk.tried("a", NOW + timedelta(hours=1), 3, within)
    assert await desk.tried("a", NOW, 3, within) == timedelta(0)


async def test_a_database_that_cannot_be_used_is_said_in_one_way(tmp_path):
    (tmp_path / "file").write_text("no folder")
    desk = Desk(f"sqlite:///{tmp_path}/file/signpost.db")
    with pytest.raises(StoreUnavailable):
        await desk.session("hash")
    with pytest.raises(StoreUnavailable):
        await desk.rows(Show.ALL, "Ana", NOW)
    await desk.aclose()
