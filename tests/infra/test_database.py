"""The engine: which address gives which database, how it is set up, and how a failure is told."""

import errno
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from infra.database import DatabaseRefused, engine_for, reading, scrub, sqlite_path, why, writing


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


async def failure_of(url: str, statement: str = "CREATE TABLE notes (text TEXT)") -> str:
    made = engine_for(url, busy_seconds=0)
    try:
        async with writing(made) as connection:
            await connection.exec_driver_sql(statement)
    except Exception as error:
        return why(error)
    finally:
        await made.dispose()
    return "nothing failed"


async def test_a_missing_folder_a_file_that_is_no_database_and_a_read_only_one_are_told_apart(tmp_path):
    (tmp_path / "letter.db").write_bytes(b"Dear Sir or Madam, " * 99)
    with closing(sqlite3.connect(tmp_path / "fine.db")) as connection:
        connection.execute("CREATE TABLE some (text TEXT)")
    told = [
        await failure_of(f"sqlite:///{tmp_path}/none/some.db"),
        await failure_of(f"sqlite:///{tmp_path}"),
        await failure_of(f"sqlite:///{tmp_path}/letter.db"),
        await failure_of(f"sqlite:///file:{tmp_path}/fine.db?mode=ro&uri=true"),
    ]
    assert told == [
        "The database cannot be opened: its folder is missing or may not be read.",
        "The database cannot be opened: its folder is missing or may not be read.",
        "The database is damaged: the file is no database.",
        "The database is read-only.",
    ]


async def test_a_server_that_does_not_answer_is_told_as_such(free_port):
    assert await failure_of(f"postgresql://127.0.0.1:{free_port}/name") == "The database cannot be reached."


@pytest.fixture
def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]  # bound, never listening: whoever connects is refused


class Told(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "x"), "The database has no room: the disk is full."),
        (OSError(errno.EROFS, "x"), "The database is read-only."),
        (
            NotADirectoryError(errno.ENOTDIR, "x"),
            "The database cannot be opened: its folder is missing or may not be read.",
        ),
        (PermissionError(errno.EACCES, "x"), "The database may not be opened by this user."),
        (TimeoutError(), "The database does not answer in time."),
        (PoolTimeout(), "The database does not answer in time."),
        (OperationalError("SELECT 'secret'", {}, Told("55P03")), "The database is locked by another process."),
        (OperationalError("SELECT 'secret'", {}, Told("53100")), "The database has no room: the disk is full."),
        (OperationalError("SELECT 'secret'", {}, Told("28P01")), "The database refuses the user name or password."),
        (OperationalError("SELECT 'secret'", {}, Told("3D000")), "The database does not exist on its server."),
        (OperationalError("SELECT 'secret'", {}, Told("XX000")), "The database failed (XX000)."),
        (ValueError("secret"), "The database failed (ValueError)."),
    ],
)
def test_a_failure_is_one_sentence_without_the_statement(error, sentence):
    assert why(error) == sentence
