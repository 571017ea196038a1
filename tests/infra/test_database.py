"""The engine: which address gives which database and how it is set up."""

import sqlite3
import sys
from contextlib import closing

import pytest
from sqlalchemy.exc import OperationalError

from infra.database import DatabaseRefused, engine_for, reading, scrub, sqlite_path, writing


@pytest.fixture
async def engine(tmp_path):
    made = engine_for(f"sqlite:///{tmp_path}/some.db", busy_seconds=0.05)
    yield made
    await made.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://host/name",
        "sqlite://",
        "sqlite:///:memory:",
        "http://example.test",
        "sqlite+x:///a",
        "://",
    ],
)
def test_an_address_of_another_kind_is_refused_in_one_sentence(url):
    with pytest.raises(DatabaseRefused, match=r"^The database address .*\.$"):
        engine_for(url)


@pytest.mark.parametrize("url", ["postgresql://u:secret@host:99/name", "postgres://host/name"])
async def test_postgresql_is_spoken_to_by_its_asynchronous_driver(url):
    made = engine_for(url)
    assert (made.dialect.name, made.driver, made.dialect.is_async) == ("postgresql", "psycopg", True)
    assert "secret" not in str(made.url)
    await made.dispose()


def test_without_its_driver_postgresql_is_refused_in_one_sentence(monkeypatch):
    """The driver comes with an extra."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseRefused, match=r"^The driver for PostgreSQL is not installed \(extra `postgres`\)\.$"):
        engine_for("postgresql://host/name")


async def test_sqlite_is_set_up_to_survive_a_power_cut_and_to_forget(engine):
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 50,
    }
    async with reading(engine) as connection:
        found = {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in expected}
    assert found == expected


async def test_a_writer_takes_the_lock_at_its_beginning_a_reader_never(engine, tmp_path):
    async with reading(engine), writing(engine):
        with closing(sqlite3.connect(tmp_path / "some.db", timeout=0, isolation_level=None)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            other.execute("BEGIN")
            assert other.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


async def test_a_transaction_that_raised_left_nothing(engine):
    async with writing(engine) as connection:
        await connection.exec_driver_sql("CREATE TABLE notes (text TEXT)")

    async def half() -> None:
        async with writing(engine) as connection:
            await connection.exec_driver_sql("INSERT INTO notes VALUES ('x')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    async with reading(engine) as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM notes")).scalar() == 0


async def test_a_replaced_file_is_not_written_through_an_old_connection(engine, tmp_path):
    async with writing(engine) as connection:
        await connection.exec_driver_sql("CREATE TABLE notes (text TEXT)")
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(OperationalError, match="no such table"):
        async with writing(engine) as connection:
            await connection.exec_driver_sql("INSERT INTO notes VALUES ('lost')")


async def test_scrubbing_empties_the_log_and_waits_for_readers(engine, tmp_path):
    async with writing(engine) as connection:
        await connection.exec_driver_sql("CREATE TABLE notes (text TEXT)")
        await connection.exec_driver_sql("INSERT INTO notes VALUES ('MARK')")
    async with reading(engine) as connection:
        await connection.exec_driver_sql("SELECT * FROM notes")
        async with writing(engine) as other:
            await other.exec_driver_sql("DELETE FROM notes")
        assert not await scrub(engine, rewrite=False), "a reader is in the way"
    assert await scrub(engine, rewrite=True)
    assert b"MARK" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


async def test_only_a_file_of_our_own_has_a_path(engine, tmp_path):
    assert sqlite_path(engine) == tmp_path / "some.db"
    for url in (f"sqlite:///file:{tmp_path}/x.db?uri=true", "postgresql://host/name"):
        other = engine_for(url)
        assert sqlite_path(other) is None
        await other.dispose()
