"""The engine of the store and its transactions; here, and only here, what the driver raises is put into words."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.ports import StoreRefused, StoreUnavailable
from infra.database import BUSY_SECONDS, DatabaseRefused, engine_for, reading, scrub, sqlite_path, writing
from infra.explain import why
from infra.migrate import migrate

# A file up to this size is rewritten while the person who erased waits (0.3 s), a larger one within this time.
QUICK_BYTES = 48_000_000
SCRUB_SECONDS = 30.0


class Transactions:
    """Opens the database by its URL, when asked to; `busy_seconds` is how long anything waits for others."""

    def __init__(
        self,
        url: str,
        busy_seconds: float = BUSY_SECONDS,
        quick_bytes: int = QUICK_BYTES,
        scrub_seconds: float = SCRUB_SECONDS,
    ) -> None:
        self._url = url
        self._busy_seconds = busy_seconds
        self._quick_bytes = quick_bytes
        self._scrub_seconds = scrub_seconds
        self._engine: AsyncEngine | None = None
        self._unclean = False
        self._scrubbed = 0.0
        self._turn: AbstractAsyncContextManager[None] = nullcontext()

    async def open(self) -> None:
        """Connect and migrate; calling it again checks that both still hold. Raises StoreUnavailable."""
        async with _in_plain_words():
            if self._engine is None:
                self._engine = engine_for(self._url, self._busy_seconds)
                if self._engine.dialect.name == "sqlite":
                    # It has one writer anyway; waiting here costs nothing, its own way is to sleep and try again.
                    self._turn = asyncio.Lock()
            await migrate(self._engine)
        async with self._writing():
            pass  # a database that can only be read is found out here, not by the first person who writes

    async def aclose(self) -> None:
        """Close all connections."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()

    async def tidy(self) -> None:
        """Take what was erased out of the files, where that was put off; at most once in `scrub_seconds`."""
        if self._unclean and time.monotonic() - self._scrubbed >= self._scrub_seconds:
            await self._scrub(rewrite=True)

    async def _clean(self) -> None:
        """Take what was just erased out of the files: at once where that is quick, else the log only, and `tidy`."""
        self._unclean = True
        path = sqlite_path(self._open_engine())
        small = path is not None and path.stat().st_size <= self._quick_bytes
        # The rows are gone already; a full disk or a reader only puts off the rest.
        with suppress(StoreUnavailable, OSError):
            await self._scrub(rewrite=small)

    async def _scrub(self, *, rewrite: bool) -> None:
        async with _in_plain_words(), self._turn:
            clean = await scrub(self._open_engine(), rewrite=rewrite)
        self._scrubbed = time.monotonic()
        self._unclean = not (clean and rewrite)

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        async with _in_plain_words(), reading(self._open_engine()) as connection:
            yield connection

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with _in_plain_words(), self._turn, writing(self._open_engine()) as connection:
            yield connection

    def _open_engine(self) -> AsyncEngine:
        if self._engine is None:
            raise DatabaseRefused("The database is not open.")
        return self._engine


@asynccontextmanager
async def _in_plain_words() -> AsyncIterator[None]:
    """Turn whatever the machinery raises into one sentence; its own words can hold what people wrote."""
    try:
        yield
    except DatabaseRefused as refused:
        raise StoreUnavailable(str(refused)) from None
    except (DataError, IntegrityError) as error:
        raise StoreRefused(why(error)) from None
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreUnavailable(why(error)) from None


async def insert_new(connection: AsyncConnection, table: Table, **values: Any) -> bool:
    """Insert a row; False when there is one with its key (waiting for whoever is just inserting or deleting it)."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    key = next(iter(table.primary_key))
    statement = kind.insert(table).values(**values).on_conflict_do_nothing().returning(key)
    return (await connection.execute(statement)).first() is not None
