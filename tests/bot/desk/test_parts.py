"""Long lists come in parts: nothing twice, nothing left out, and no part longer than a hundred."""

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.conversations.sql import SqlStore
from bot.desk.desk import Desk
from bot.desk.queue import Step
from bot.desk.records import Show
from tests.bot.desk.builders import ANA, a_talk, hand_over

MANY = 300


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(tmp_path_factory):
    """A database with three hundred conversations, all handed over; three were touched in the same moment."""
    made = tmp_path_factory.mktemp("parts")
    store = SqlStore(f"sqlite:///{made}/signpost.db")
    await store.open()
    now = datetime.now(UTC)
    for number in range(MANY):
        talk = await a_talk(store, number, at=now - timedelta(seconds=max(number, 2)))
        await hand_over(store, talk)
    await store.aclose()
    return made


@pytest.fixture
async def desk(folder):
    made = Desk(f"sqlite:///{folder}/signpost.db")
    yield made
    await made.aclose()


async def whole(read, limit=40):
    """Read every part; returns the references in their order."""
    found, cursor = [], None
    while True:
        part = await read(limit=limit, cursor=cursor)
        assert len(part.items) <= min(limit, 100)
        found += [one.ref for one in part.items]
        cursor = part.next_cursor
        if cursor is None:
            return found


def refs(numbers):
    return [f"r_{number:010x}" for number in numbers]


@pytest.mark.parametrize("limit", [40, 100, 1000])
async def test_conversations_come_last_touched_first_and_each_once(desk, limit):
    now = datetime.now(UTC)
    for show in (Show.ALL, Show.WAITING):
        found = await whole(lambda show=show, **part: desk.rows(show, "Ana", now, **part), limit)
        assert found == refs([2, 1, 0, *range(3, MANY)])


async def test_whoever_waits_comes_in_parts_too(desk):
    now = datetime.now(UTC)
    found = await whole(lambda **part: desk.waiting("bad-gateway", now, **part))
    assert found == refs([2, 1, 0, *range(3, MANY)])


async def test_open_handoffs_come_oldest_first_and_each_once(desk):
    found = await whole(lambda **part: desk.queue(closed=False, **part))
    assert found == refs(range(MANY)), "in the order in which they were handed over"


async def test_a_handoff_that_is_closed_between_two_parts_makes_no_other_one_vanish(desk):
    first = await desk.queue(closed=False, limit=40)
    await desk.move(first.items[5].ref, Step.CLOSE, ANA, datetime.now(UTC))
    second = await desk.queue(closed=False, limit=40, cursor=first.next_cursor)
    assert [one.ref for one in second.items] == refs(range(40, 80))
    assert await whole(lambda **part: desk.queue(closed=True, **part)) == [first.items[5].ref]


@pytest.mark.parametrize("cursor", ["nonsense", "MjAyNi0wMy0wMg=="])
async def test_nothing_comes_after_a_cursor_that_is_none(desk, cursor):
    now = datetime.now(UTC)
    parts = [await desk.rows(Show.ALL, "Ana", now, cursor=cursor), await desk.queue(closed=False, cursor=cursor)]
    parts.append(await desk.waiting("bad-gateway", now, cursor=cursor))
    assert [(part.items, part.next_cursor) for part in parts] == [((), None)] * 3
