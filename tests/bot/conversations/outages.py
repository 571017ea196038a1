"""A fallback store, and ways to take its database from it."""

import sqlite3
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from datetime import timedelta

from bot.conversations.fallback import FallbackStore
from bot.conversations.sql import SqlStore
from bot.models import Author
from tests.bot.conversations.builders import said, tried

RETENTION = timedelta(days=36_500)


@asynccontextmanager
async def opened(folder, url=None):
    """A store that finds a lock at once and recovers only when it is told to."""
    database = SqlStore(url or f"sqlite:///{folder}/signpost.db", busy_seconds=0)
    store = FallbackStore(database, RETENTION, retry_seconds=3600)
    await store.open()
    yield store
    await store.aclose()


@contextmanager
def locked(folder):
    """Another program is writing, and takes its time."""
    with closing(sqlite3.connect(folder / "signpost.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def go_on(store, talk, step, message="still the same"):
    """One more message in a conversation, as the assistant handles it."""
    read = await store.get(talk.id)
    await said(store, replace(read, attempts=(*read.attempts, tried(step))), message)
    return read


def messages(talk):
    return [turn.message for turn in talk.turns if turn.author is Author.USER]


def steps(talk):
    return [attempt.step_id for attempt in talk.attempts]


async def in_database(folder, talk):
    async with opened(folder) as other:
        assert other.problems == ()
        return await other.get(talk.id)
