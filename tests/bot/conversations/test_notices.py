"""Wishes to be told, on both databases: leases, and telling in one transaction."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.conversations.notices import Awaited, Notices
from bot.conversations.sql import SqlStore
from bot.models import Author, Turn
from tests.bot.conversations.builders import a_talk, later

WISH = Awaited(("inc-1",), (), ("part-1",), ("Errors",))
LEASE = timedelta(seconds=30)


@pytest.fixture
async def notices(database_url):
    async with opened(database_url) as made:
        yield made


@asynccontextmanager
async def opened(url):
    store, made = SqlStore(url), Notices(url)
    await store.open()
    await made.open()
    yield made, store
    await made.aclose()
    await store.aclose()


async def asked(notices, store, **fields):
    talk = a_talk(**fields)
    await store.create(talk)
    return talk, await notices.ask(talk.id, WISH, later(0))


async def test_a_wish_comes_back_as_it_was_asked(notices):
    made, store = notices
    _, wish = await asked(made, store)
    assert await made.waiting() == (wish,)


async def test_a_wish_for_something_else_replaces_the_first(notices):
    made, store = notices
    talk, first = await asked(made, store)
    await made.settle(first, later(1))
    second = await made.ask(talk.id, Awaited(("inc-2",)), later(2))
    assert await made.waiting() == (second,)


async def test_only_what_is_settled_can_be_claimed_and_only_by_one(notices):
    made, store = notices
    _, wish = await asked(made, store)
    assert await made.claim(later(1), LEASE) == ()
    await made.settle(wish, later(1))
    assert [one.id for one in await made.claim(later(2), LEASE)] == [wish.id]
    assert await made.claim(later(3), LEASE) == ()


async def test_each_lease_is_twice_as_long_as_the_last(notices):
    made, store = notices
    _, wish = await asked(made, store)
    await made.settle(wish, later(1))
    at, taken = 0, []
    for seconds in (30, 60, 120):
        taken += [one.tries for one in await made.claim(later(at), LEASE)]
        assert await made.claim(later(at + seconds - 1), LEASE) == ()
        at += seconds
    assert taken == [1, 2, 3]


async def test_a_person_is_told_once_whoever_tells(notices):
    made, store = notices
    talk, wish = await asked(made, store)
    turn = Turn(later(9), Author.ASSISTANT, "It is over.")
    assert [await made.tell(wish, turn, done=True) for _ in range(2)] == [True, False]
    assert (await store.get(talk.id)).turns == (turn,)


async def test_what_is_finished_is_neither_waiting_nor_due(notices):
    made, store = notices
    _, wish = await asked(made, store)
    await made.settle(wish, later(1))
    await made.finish(wish, later(2))
    assert (await made.waiting(), await made.claim(later(3), LEASE)) == ((), ())


async def test_an_erased_conversation_has_no_wish_any_more(notices):
    made, store = notices
    talk, wish = await asked(made, store)
    await made.settle(wish, later(1))
    await store.erase(talk.id)
    assert await made.claim(later(2), LEASE) == ()
    assert await made.ask(talk.id, WISH, later(3)) is None
