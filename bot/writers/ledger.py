"""A day's tokens in SQL, so that all processes have one budget and a restart forgets nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeVar

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.writers.budget import LedgerUnavailable
from bot.writers.tables import spent
from infra.database import DatabaseRefused, engine_for, sqlite_path, writing

# How long an answer waits for the count, and for how long a database that failed is not asked again.
SECONDS, REST = 1.0, 10.0
T = TypeVar("T")


class SqlLedger:
    """Counts in the database by its URL, which somebody else has migrated.

    A connection is opened for each count: a model takes a hundred times as long, and nothing stays open to be closed.
    """

    def __init__(
        self, url: str, seconds: float = SECONDS, rest: float = REST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._seconds, self._rest, self._clock = url, seconds, rest, clock
        self._failed_at: float | None = None
        self._asked: set[asyncio.Task[bool]] = set()

    async def take(self, day: date, tokens: int, most: int) -> bool:
        """Add tokens to a day; False, and nothing added, where it would be more than `most`."""

        async def act(connection: AsyncConnection) -> bool:
            kind = postgresql if connection.dialect.name == "postgresql" else sqlite
            more = spent.c.tokens + tokens
            statement = kind.insert(spent).values(day=day, tokens=tokens)
            statement = statement.on_conflict_do_update(
                index_elements=["day"], set_={"tokens": more}, where=more <= most
            )
            return (await connection.execute(statement.returning(spent.c.day))).first() is not None

        return tokens <= most and await self._ask(act)

    async def give_back(self, day: date, tokens: int) -> None:
        """Take tokens off a day; a negative number adds."""

        async def act(connection: AsyncConnection) -> bool:
            await connection.execute(update(spent).where(spent.c.day == day).values(tokens=spent.c.tokens - tokens))
            return True

        await self._ask(act)

    async def _ask(self, act: Callable[[AsyncConnection], Awaitable[bool]]) -> bool:
        """Ask in a task of its own, which is left behind after `seconds`: a driver is not to be cut off midway."""
        if self._failed_at is not None and self._clock() - self._failed_at < self._rest:
            raise LedgerUnavailable
        task = asyncio.ensure_future(self._written(act))
        self._asked.add(task)
        task.add_done_callback(self._forget)
        await asyncio.wait({task}, timeout=self._seconds)
        if not task.done() or task.exception() is not None:
            self._failed_at = self._clock()
            raise LedgerUnavailable
        self._failed_at = None
        return task.result()

    def _forget(self, task: asyncio.Task[bool]) -> None:
        self._asked.discard(task)
        if not task.cancelled():
            task.exception()

    async def _written(self, act: Callable[[AsyncConnection], Awaitable[bool]]) -> bool:
        engine = None
        try:
            engine = engine_for(self._url, self._seconds)
            path = sqlite_path(engine)
            if path is not None and not path.exists():
                raise LedgerUnavailable  # connecting would make a file that strangers can read
            async with writing(engine) as connection:
                return await act(connection)
        except (SQLAlchemyError, DatabaseRefused, sqlite3.Error, OSError) as error:
            raise LedgerUnavailable from error
        finally:
            if engine is not None:
                await engine.dispose()
