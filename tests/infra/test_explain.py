"""Why a database failed, in one sentence a person can act on."""

import errno
import socket
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from infra.database import engine_for, writing
from infra.explain import why


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
