"""A fallback store, and ways to take its database from it."""

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

from bot.conversations.fallback import FallbackStore
from bot.conversations.sql import SqlStore
from bot.models import Author
from tests.bot.conversations.builders import said, tried

RETENTION = timedelta(days=36_500)


class opened:  # noqa: N801 - reads as a verb
    """A store that finds a lock at once and recovers only when it is told to."""

    def __init__(self, folder, url=None):
        self._url = url or f"sqlite:///{folder}/signpost.db"

    async def __aenter__(self) -> FallbackStore:
        self._store = FallbackStore(SqlStore(self._url, busy_seconds=0), RETENTION, retry_seconds=3600)
        await self._store.open()
        return self._store

    async def __aexit__(self, *_) -> None:
        await self._store.aclose()


@contextmanager
def locked(folder, how="IMMEDIATE"):
    """Another program writes (IMMEDIATE), or shuts out readers too (EXCLUSIVE)."""
    with closing(sqlite3.connect(folder / "signpost.db", isolation_level=None)) as other:
        if how == "EXCLUSIVE":
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute(f"BEGIN {how}")
        other.execute("UPDATE alembic_version SET version_num = version_num")
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
