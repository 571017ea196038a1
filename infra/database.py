"""An async SQLAlchemy engine by URL, set up so that an acknowledged write survives a crash."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_SECONDS = 5
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class DatabaseRefused(ValueError):
    """The address or the database behind it is not one to use; the message says why in one plain sentence."""


def engine_for(url: str, busy_seconds: float = BUSY_SECONDS) -> AsyncEngine:
    """Return an engine for `sqlite:///PATH` or `postgresql://...`; nothing is opened yet. Raises DatabaseRefused.

    Whoever waits for a lock, a connection or the server gives up after `busy_seconds`.
    """
    try:
        address = make_url(url)
        address = address.set(drivername=_DRIVERS[address.drivername])
    except (ArgumentError, KeyError, ValueError):
        raise DatabaseRefused("The database address is neither sqlite:///PATH nor postgresql://HOST/NAME.") from None
    if address.get_backend_name() != "sqlite":
        return _postgresql(address, busy_seconds)
    if address.database in (None, "", ":memory:"):
        raise DatabaseRefused("The database address names no file: sqlite:///PATH.")
    return _sqlite(address, busy_seconds)


def _sqlite(address: URL, busy_seconds: float) -> AsyncEngine:
    # The driver makes the timeout SQLite's busy_timeout, before the first pragma.
    options = {"timeout": busy_seconds, "async_creator_fn": _connect_sqlite}
    engine = create_async_engine(address, pool_timeout=busy_seconds, hide_parameters=True, connect_args=options)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    path = sqlite_path(engine)
    if path is not None:
        _watch_file(engine.sync_engine, path)
    return engine


async def _connect_sqlite(*place: Any, **options: Any) -> Any:
    """Connect as the driver does, but see its thread out when that fails: it would report to a loop that is gone."""
    import aiosqlite

    connection: Any = aiosqlite.connect(*place, **options)
    connection._thread.daemon = True
    try:
        return await connection
    except sqlite3.Error:
        await asyncio.to_thread(connection._thread.join)
        raise


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Set what SQLite does not remember. FULL: in WAL mode a weaker level may lose the last commits in a power cut."""
    connection.isolation_level = None
    with _closed_on_failure(connection), closing(connection.cursor()) as cursor:
        # A read-only file keeps its mode; another process that is just setting it sets it for us too.
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")


@contextmanager
def _closed_on_failure(connection: Any) -> Iterator[None]:
    """Close a connection that could not be prepared: the pool forgets it, and its thread would live on."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the beginning: a reader that turns writer half-way can only fail."""
    immediate = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _watch_file(engine: Engine, path: Path) -> None:
    """Refuse a pooled connection whose file was deleted or replaced: what it writes would be lost unseen."""

    def identity() -> tuple[int, int] | None:
        with suppress(OSError):
            found = path.stat()
            return found.st_dev, found.st_ino
        return None

    def opened(_connection: object, record: Any) -> None:
        record.info["file"] = identity()

    def taken(_connection: object, record: Any, _proxy: object) -> None:
        if record.info.get("file") != identity():
            raise DisconnectionError

    event.listen(engine, "connect", opened)
    event.listen(engine, "checkout", taken)


def _postgresql(address: URL, busy_seconds: float) -> AsyncEngine:
    try:
        engine = create_async_engine(
            address,
            pool_pre_ping=True,
            pool_timeout=busy_seconds,
            hide_parameters=True,
            # A server that vanished without a word is noticed after 25 seconds, not after hours.
            connect_args={
                "connect_timeout": max(2, round(busy_seconds)),
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
            },
        )
    except ImportError:
        raise DatabaseRefused("The driver for PostgreSQL is not installed (extra `postgres`).") from None

    def limit(connection: Any, _record: object) -> None:
        with _closed_on_failure(connection), closing(connection.cursor()) as cursor:
            cursor.execute(f"SET lock_timeout = {round(busy_seconds * 1000)}")
            connection.commit()

    event.listen(engine.sync_engine, "connect", limit)
    return engine


def sqlite_path(engine: AsyncEngine) -> Path | None:
    """Return the file of an SQLite engine; None for one named by URI, or another kind of database."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name.startswith("file:"):
        return None
    return Path(name)


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that sees one moment of the database."""
    async with engine.begin() as connection:
        yield connection


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that may write; it is durable once the block has ended, or undone if it raised."""
    async with engine.execution_options(writing=True).begin() as connection:
        yield connection


async def scrub(engine: AsyncEngine, *, rewrite: bool) -> bool:
    """Take the bytes of deleted rows out of SQLite's files; False when a reader held it back: try again later.

    `secure_delete` overwrites rows, but copies stay in the log, and in gaps of pages from when rows were moved: only
    a rewrite of the whole file (measured: 0.6 s for 100 MB) removes those.
    """
    if engine.dialect.name != "sqlite":
        return True
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        if rewrite:
            await (await driver.execute("VACUUM")).close()
        async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
            busy, *_ = await cursor.fetchone()
    return not busy
