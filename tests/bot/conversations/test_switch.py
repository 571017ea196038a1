"""There and back: nobody waits twice, and nothing is lost on the way."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace

from bot.conversations.fallback import FallbackStore
from bot.conversations.sql import SqlStore
from tests.bot.conversations.builders import a_talk, said, tried
from tests.bot.conversations.outages import RETENTION, in_database, locked, messages, opened, steps


async def test_what_the_database_will_never_take_is_given_up_and_counted(fallback, folder):
    """One bad row must not keep all others in memory for ever."""
    good, bad = a_talk(), a_talk()
    with closing(sqlite3.connect(folder / "signpost.db")) as other:
        other.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON turns WHEN new.message = 'bad' BEGIN SELECT raise(ABORT, 'no'); END"
        )
    with locked(folder):
        await said(fallback, bad, "bad")
        await said(fallback, good, "good")
    assert await fallback.recover()
    assert messages(await fallback.get(good.id)) == ["good"]
    assert fallback.problems == ("Changes made while the database was away that could not be written to it: 1.",)


async def test_messages_that_arrive_during_the_way_back_are_not_lost(fallback, folder):
    talk = a_talk()
    await fallback.create(talk)
    reads = [await fallback.get(talk.id) for _ in range(30)]

    def say(number):
        return said(fallback, replace(reads[number], attempts=(tried(f"step-{number}"),)), str(number))

    with locked(folder):
        for number in range(10):
            await say(number)
    await asyncio.gather(fallback.recover(), *(say(number) for number in range(10, 30)))
    assert await fallback.recover()
    known = await in_database(folder, talk)
    assert set(messages(known)) == {str(number) for number in range(30)}
    assert set(steps(known)) == {f"step-{number}" for number in range(30)}


async def test_it_comes_back_by_itself(folder):
    store = FallbackStore(SqlStore(f"sqlite:///{folder}/signpost.db", busy_seconds=0), RETENTION, retry_seconds=0.01)
    await store.open()
    talk = a_talk()
    with locked(folder):
        await said(store, talk)
        assert store.problems
    while store.problems:  # noqa: ASYNC110 - there is nothing to wait on: it comes back by itself
        await asyncio.sleep(0.01)
    await store.aclose()
    assert messages(await in_database(folder, talk)) == ["it fails"]


async def test_closing_writes_back_what_it_can(folder):
    async with opened(folder) as store:
        talk = a_talk()
        with locked(folder):
            await said(store, talk)
    assert messages(await in_database(folder, talk)) == ["it fails"]


async def test_closing_without_a_database_says_how_much_is_lost(folder, caplog):
    folder.write_text("in the way")
    with caplog.at_level(logging.ERROR):
        async with opened(folder) as store:
            await said(store, a_talk())
    assert "changes that were never written to the database: 1" in caplog.text


class Silent(SqlStore):
    """A database behind a server that says nothing until it is told to go on."""

    def __init__(self, url):
        super().__init__(url)
        self.go_on = asyncio.Event()
        self.asked = asyncio.Event()

    async def record(self, conversation, turns, answer):
        self.asked.set()
        await self.go_on.wait()
        await super().record(conversation, turns, answer)


async def test_a_server_that_says_nothing_is_not_waited_for_and_what_it_does_late_is_not_done_twice(folder):
    database = Silent(f"sqlite:///{folder}/signpost.db")
    store = FallbackStore(database, RETENTION, retry_seconds=3600, patience=1.0)
    await store.open()
    talk = a_talk()
    await said(store, talk)
    assert store.problems[0].startswith("The database does not answer in time.")
    assert messages(await store.get(talk.id)) == ["it fails"]
    database.go_on.set()
    while not await store.recover():
        pass
    await store.aclose()
    assert messages(await in_database(folder, talk)) == ["it fails"]


async def test_a_message_is_kept_although_nobody_waits_for_its_answer_any_more(folder):
    database = Silent(f"sqlite:///{folder}/signpost.db")
    store = FallbackStore(database, RETENTION, retry_seconds=3600)
    await store.open()
    talk = a_talk()
    asking = asyncio.create_task(said(store, talk))
    await database.asked.wait()
    asking.cancel()
    database.go_on.set()
    await store.aclose()
    assert asking.cancelled()
    assert messages(await in_database(folder, talk)) == ["it fails"]
