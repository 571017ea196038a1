"""Old databases are brought up to date, newer ones are left alone, and two processes do not collide."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from infra.database import DatabaseRefused, engine_for, reading, writing
from infra.migrate import migrate

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def engine(tmp_path):
    made = engine_for(f"sqlite:///{tmp_path}/data/signpost.db")
    yield made
    await made.dispose()


async def revision(engine) -> str:
    async with reading(engine) as connection:
        return (await connection.exec_driver_sql("SELECT version_num FROM alembic_version")).scalar()


async def test_a_new_database_gets_its_folder_its_tables_and_private_rights(engine, tmp_path):
    await migrate(engine)
    async with reading(engine) as connection:
        names = (await connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        assert {"conversations", "turns", "answers", "claims", "keys"} <= set(names)
    assert (tmp_path / "data" / "signpost.db").stat().st_mode & 0o777 == 0o600


async def test_migrating_again_changes_nothing(engine, tmp_path):
    await migrate(engine)
    before = await revision(engine)
    with closing(sqlite3.connect(tmp_path / "data" / "signpost.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # no lock is asked for where there is nothing to do
        await migrate(engine)
    assert await revision(engine) == before


async def test_a_database_of_the_first_revision_keeps_what_is_in_it(engine):
    await migrate(engine, "r0001")
    assert await revision(engine) == "r0001"
    async with writing(engine) as connection:
        await connection.exec_driver_sql(
            "INSERT INTO conversations (id, ref, created_at, updated_at, language, channel, facts, offered) "
            "VALUES ('c_old', 'r_old', '2026-01-01 10:00:00', '2026-01-01 10:00:00', 'en', 'api', '[]', '[]')"
        )
    await migrate(engine)
    assert await revision(engine) != "r0001"
    async with reading(engine) as connection:
        assert (await connection.exec_driver_sql("SELECT ref FROM conversations")).scalar() == "r_old"
        assert (await connection.exec_driver_sql("SELECT count(*) FROM claims")).scalar() == 0


async def test_a_database_that_a_newer_version_wrote_is_refused_in_one_line_and_not_touched(engine, tmp_path):
    await migrate(engine)
    async with writing(engine) as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r9999'")
    await engine.dispose()
    before = (tmp_path / "data" / "signpost.db").read_bytes()
    with pytest.raises(DatabaseRefused, match=r"^The database has schema r9999, .*\.$") as refused:
        await migrate(engine)
    assert "\n" not in str(refused.value)
    await engine.dispose()
    assert (tmp_path / "data" / "signpost.db").read_bytes() == before


async def test_a_migration_that_fails_leaves_the_old_schema(engine):
    """Something of another make has one of our names: nothing is half done."""
    await migrate(engine, "r0001")
    async with writing(engine) as connection:
        await connection.exec_driver_sql("CREATE TABLE tombstones (other TEXT)")
    with pytest.raises(OperationalError, match="tombstones"):
        await migrate(engine)
    assert await revision(engine) == "r0001"
    async with reading(engine) as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'claims'")
        assert found.scalar() == 0


@pytest.mark.slow
async def test_processes_that_start_at_once_do_not_collide(tmp_path):
    program = (
        "import asyncio, sys\n"
        "from infra.database import engine_for\n"
        "from infra.migrate import migrate\n"
        "async def main():\n"
        "    engine = engine_for(sys.argv[1])\n"
        "    sys.stdin.readline()\n"
        "    await migrate(engine)\n"
        "    await engine.dispose()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{tmp_path}/signpost.db"]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [await asyncio.create_subprocess_exec(*command, cwd=ROOT, **pipes) for _ in range(3)]
    ended = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0] * 3, ended
    with closing(sqlite3.connect(tmp_path / "signpost.db")) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
