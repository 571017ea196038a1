"""Packets reach the operator's webhook: signed, the same id until taken, once for each news."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from bot.conversations.sql import SqlStore
from bot.deliver import MOST_TRIES, SECRET_NAME, Courier
from bot.desk.desk import Desk
from bot.handoff import make_packet
from bot.models import Author, Turn
from tests.bot.receiver import receiving
from tests.builders import a_conversation, a_report

SECRET = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"


class Clock:
    """The real time, moved on by the test: signatures are checked against it."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.ahead


@pytest.fixture
async def store(tmp_path):
    made = SqlStore(f"sqlite:///{tmp_path / 'signpost.db'}")
    await made.open()
    yield made
    await made.aclose()


@pytest.fixture
async def desk(tmp_path, store):
    made = Desk(f"sqlite:///{tmp_path / 'signpost.db'}")
    yield made
    await made.aclose()


def a_talk(*messages):
    now = datetime.now(UTC)
    turns = tuple(Turn(now, Author.USER, message) for message in messages)
    return replace(a_conversation(), id="c_" + "a" * 24, created_at=now, updated_at=now, turns=turns)


async def hand_over(store, *messages, contact=None):
    talk = a_talk(*messages)
    await store.record(replace(talk, turns=()), (), None)
    return await store.handoff(talk.id, make_packet(talk, a_report(), datetime.now(UTC)), contact)


async def test_a_packet_is_posted_once_signed_with_all_that_agents_see(store, desk):
    record = await hand_over(store, "502 again, mail kim@example.com", contact="+1 555 0100")
    async with receiving(204) as (url, got):
        courier = Courier(desk, url, SECRET)
        assert (await courier.deliver(), await courier.deliver()) == (1, 0)
    ((headers, body),) = got.requests
    Verifier(SECRET).verify(body, headers)
    message = json.loads(body)
    assert message["type"] == "conversation.handed_over"
    told = message["data"]
    assert (told["id"], told["ref"], told["contact"]) == (record.id, "r_test", "+1 555 0100")
    assert headers["webhook-id"].startswith(record.id)
    assert {"summary", "attempts", "status_timeline", "transcript", "sections_shown", "language"} <= set(told)
    assert "kim@example.com" not in body.decode()
    assert "c_aaaa" not in body.decode()


async def test_what_is_not_taken_is_posted_again_under_the_same_id_with_growing_pauses(store, desk):
    await hand_over(store, "502")
    clock = Clock()
    async with receiving(500, 503, 200) as (url, got):
        courier = Courier(desk, url, SECRET, clock)
        assert await courier.deliver() == 1
        assert await courier.deliver() == 0, "the lease still runs"
        clock.ahead += timedelta(seconds=31)
        assert await courier.deliver() == 1
        clock.ahead += timedelta(seconds=31)
        assert await courier.deliver() == 0, "the second pause is twice as long"
        clock.ahead += timedelta(seconds=31)
        assert await courier.deliver() == 1
        clock.ahead += timedelta(hours=1)
        assert await courier.deliver() == 0
    assert len({headers["webhook-id"] for headers, _ in got.requests}) == 1
    assert len(got.requests) == 3


async def test_more_said_is_news_and_the_same_again_is_not(store, desk):
    async with receiving(204) as (url, got):
        courier = Courier(desk, url, SECRET)
        await hand_over(store, "502")
        await courier.deliver()
        await hand_over(store, "502")
        assert await courier.deliver() == 0
        await hand_over(store, "502", "still")
        assert await courier.deliver() == 1
        await hand_over(store, "502", "still", contact="kim@example.com")
        assert await courier.deliver() == 1
    ids = [headers["webhook-id"] for headers, _ in got.requests]
    assert len(set(ids)) == 3
    assert len({one.partition(".")[0] for one in ids}) == 1


@pytest.mark.parametrize(("status", "posts"), [(410, 1), (500, MOST_TRIES)])
async def test_who_never_wants_it_is_not_asked_for_ever(store, desk, status, posts):
    await hand_over(store, "502")
    clock = Clock()
    async with receiving(status) as (url, got):
        courier = Courier(desk, url, SECRET, clock)
        for _ in range(MOST_TRIES + 5):
            await courier.deliver()
            clock.ahead += timedelta(hours=1)
    assert 1 <= len(got.requests) <= posts


async def test_two_processes_post_it_once(store, desk, tmp_path):
    await hand_over(store, "502")
    other = Desk(f"sqlite:///{tmp_path / 'signpost.db'}")
    async with receiving(204) as (url, got):
        took = [await Courier(one, url, SECRET).deliver() for one in (desk, other)]
    await other.aclose()
    assert took == [1, 0]
    assert len(got.requests) == 1


async def test_without_a_secret_one_is_made_once_and_kept(store, desk):
    async with receiving(204) as (url, got):
        for contact in ("a", "b"):
            await hand_over(store, "502", contact=contact)
            await Courier(desk, url, None).deliver()
    kept = await desk.kept(SECRET_NAME, "unused")
    assert len(got.requests) == 2
    for headers, body in got.requests:
        Verifier(kept).verify(body, headers)


async def test_a_server_posts_by_itself(store, desk):
    await hand_over(store, "502")
    async with receiving(204) as (url, got):
        courier = Courier(desk, url, SECRET, every=0.01)
        courier.start()
        async with asyncio.timeout(10):
            while not got.requests:  # noqa: ASYNC110 - the receiver offers no event to wait for
                await asyncio.sleep(0.01)
        await courier.aclose()
        await courier.aclose()
    assert len(got.requests) == 1
