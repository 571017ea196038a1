"""The database under the store: durable, private, clean after an erasure, shared by processes."""

import asyncio
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversations.sql import SqlStore
from bot.feedback import Rating
from bot.ports import StoreRefused, StoreUnavailable
from tests.bot.conversations.builders import NOW, a_packet, a_talk, later, said, tried

ROOT = Path(__file__).parents[4]


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder}/signpost.db"


@pytest.fixture
async def store(tmp_path):
    opened = SqlStore(sqlite_url(tmp_path))
    await opened.open()
    yield opened
    await opened.aclose()


def rows(folder: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / "signpost.db")) as connection:
        return connection.execute(query).fetchall()


def kill_while_writing(folder: Path, life: str, after: int) -> list[str]:
    """Run a writer, kill it without warning once it has acknowledged so many messages; return what it acknowledged."""
    command = [sys.executable, "-m", "tests.bot.conversations.sql.writer", str(folder), life]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        acknowledged = [writer.stdout.readline() for _ in range(after)]
        time.sleep(random.random() / 50)  # so that the end falls anywhere in the next message
        writer.kill()
        acknowledged += writer.stdout.readlines()
    return [line.strip() for line in acknowledged if line.endswith("\n")]


@pytest.mark.slow
async def test_no_acknowledged_turn_is_lost_when_the_process_is_killed(tmp_path):
    """Ten kills at random moments: all that was acknowledged is there, and the file is whole."""
    acknowledged = []
    for life in range(10):
        acknowledged += kill_while_writing(tmp_path, str(life), random.randint(1, 25))
        assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    query = "SELECT turns.conversation_id || ' ' || answers.id || ' ' || message FROM turns JOIN answers "
    stored = {row[0] for row in rows(tmp_path, query + "ON answer_id = answers.id WHERE author = 'user'")}
    assert len(acknowledged) >= 10
    assert set(acknowledged) <= stored
    half = "SELECT answer_id FROM turns GROUP BY answer_id HAVING count(*) <> 2"
    assert rows(tmp_path, half) == [], "a message is there with its answer or not at all"


async def test_an_erased_conversation_leaves_no_byte(store, tmp_path):
    """The log is emptied, and gaps of pages that rows were moved out of are rewritten."""
    talks = []
    for number in range(24):
        mark = f"MARK{number:03d}Z"
        talk = a_talk(symptom=f"{mark} symptom", attempts=(tried(mark, said=f"{mark} said"),), offered=(mark,))
        answer = await said(store, talk, f"{mark} message " * 40, text=f"{mark} text " * random.randint(1, 300))
        await store.vote(answer.id, Rating.UP, None, f"{mark} comment", NOW)
        await store.handoff(talk.id, a_packet(await store.get(talk.id)), f"{mark} contact")
        claim = await store.claim(f"{mark} key", "client", "body", NOW)
        await store.finish(claim, talk.id, f"{mark} response " * 20)
        talks.append((mark, talk))
    erased = random.sample(talks, 8)
    for mark, talk in erased:
        assert await store.erase(talk.id)
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert content.count(mark.encode()) == content.count(talk.id.encode()) == 0
    kept = [mark for mark, talk in talks if (mark, talk) not in erased]
    assert all(mark.encode() in (tmp_path / "signpost.db").read_bytes() for mark in kept)


async def test_an_erasure_that_a_reader_holds_up_is_finished_later(tmp_path):
    store = SqlStore(sqlite_url(tmp_path), busy_seconds=0, scrub_seconds=0)
    await store.open()
    talk = a_talk()
    await said(store, talk, "MARK of the erased")
    with closing(sqlite3.connect(tmp_path / "signpost.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM turns").fetchall()
        assert await store.erase(talk.id)
        assert await store.get(talk.id) is None
    await store.tidy()
    await store.aclose()
    assert b"MARK of the erased" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


async def test_a_large_file_is_rewritten_later_not_while_somebody_waits(tmp_path):
    store = SqlStore(sqlite_url(tmp_path), quick_bytes=0, scrub_seconds=0)
    await store.open()
    talk = a_talk()
    message = "MARK of the erased " * 5000
    await said(store, talk, message)
    await store.erase(talk.id)
    assert (tmp_path / "signpost.db-wal").stat().st_size == 0, "the log is cut at once"
    before = (tmp_path / "signpost.db").stat().st_size
    await store.tidy()
    await store.aclose()
    assert before - (tmp_path / "signpost.db").stat().st_size > len(message) / 2, "rewritten without it"


async def test_nobody_else_may_read_the_files(store, tmp_path):
    await said(store, a_talk())
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


async def test_what_the_user_says_never_stands_in_an_error(store):
    with pytest.raises(StoreUnavailable) as failed:
        async with store._writing() as connection:
            await connection.exec_driver_sql("INSERT INTO turns (message) VALUES ('my secret')")
    assert "secret" not in str(failed.value)
    assert isinstance(failed.value, StoreRefused), "trying again is of no use"
    assert failed.value.__cause__ is None


async def test_attempts_know_the_answer_that_first_heard_of_them(store, tmp_path):
    """Step success is counted by what was posted when the step was tried."""
    talk = a_talk(attempts=(tried("refresh"),))
    first = await said(store, talk)
    known = await store.get(talk.id)
    second = await said(store, replace(known, attempts=(*known.attempts, tried("vpn", "on", "worked"))))
    counted = rows(tmp_path, "SELECT step_id, variant, result, answer_id FROM attempts ORDER BY position")
    assert counted == [("refresh", "", "did_not_work", first.id), ("vpn", "on", "worked", second.id)]


async def test_insights_need_no_json(store, tmp_path):
    answer = await said(store, a_talk())
    columns = "outcome, scope, certainty, verdict_row, status_state, intent, language, writer"
    expected = ("answered_steps", "just_you", "likely", "G", "degraded", "fix", "en", "extractive")
    assert rows(tmp_path, f"SELECT {columns} FROM answers WHERE id = '{answer.id}'") == [expected]


async def test_an_answer_of_an_unknown_schema_is_passed_over(store, tmp_path):
    """A newer version may have written it; the talk goes on without it."""
    talk = a_talk()
    answer = await said(store, talk)
    for body in ('{"schema":99,"value":{}}', '{"schema":1,"value":{"id":1}}', "nonsense", "[]"):
        with closing(sqlite3.connect(tmp_path / "signpost.db")) as connection:
            connection.execute("UPDATE answers SET body = ?", (body,))
            connection.commit()
        assert await store.answer(answer.id) is None
        assert [turn.answer for turn in (await store.get(talk.id)).turns] == [None, None]


async def test_facts_that_this_version_does_not_know_are_passed_over(store, tmp_path):
    talk = a_talk()
    await said(store, talk)
    with closing(sqlite3.connect(tmp_path / "signpost.db")) as connection:
        connection.execute("""UPDATE conversations SET facts = '["vpn_on", "from_the_future"]'""")
        connection.commit()
    assert (await store.get(talk.id)).facts == {"vpn_on"}


async def test_two_stores_share_one_database(tmp_path):
    """Two processes, as far as SQLite can tell: connections of their own, opened at the same moment."""
    stores = [SqlStore(sqlite_url(tmp_path)) for _ in range(2)]
    await asyncio.gather(*(store.open() for store in stores))
    talk = a_talk()
    await stores[0].create(talk)

    async def say(number: int) -> None:
        store = stores[number % 2]
        read = await store.get(talk.id)
        await said(store, replace(read, attempts=(*read.attempts, tried(f"step-{number}")), updated_at=later(number)))

    await asyncio.gather(*(say(number) for number in range(16)))
    known = await stores[1].get(talk.id)
    assert {attempt.step_id for attempt in known.attempts} == {f"step-{number}" for number in range(16)}
    assert len(known.turns) == 32
    await asyncio.gather(*(store.aclose() for store in stores))


async def test_a_deleted_file_is_noticed_at_the_next_use(store, tmp_path):
    """SQLite itself would go on writing into a file that nobody can open any more."""
    talk = a_talk()
    await said(store, talk)
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(StoreUnavailable):
        await store.get(talk.id)
    await store.open()
    await said(store, talk)
    assert rows(tmp_path, "SELECT count(*) FROM turns") == [(2,)]


async def test_a_store_that_is_not_open_says_so(tmp_path):
    with pytest.raises(StoreUnavailable, match="not open"):
        await SqlStore(sqlite_url(tmp_path)).get("c_x")
    assert list(tmp_path.iterdir()) == []


async def test_a_locked_database_is_named_after_the_wait(tmp_path):
    store = SqlStore(sqlite_url(tmp_path), busy_seconds=0)
    await store.open()
    with closing(sqlite3.connect(tmp_path / "signpost.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match=r"^The database is locked by another process\.$"):
            await store.create(a_talk())
        assert await store.get("c_nope") is None, "it can still be read"
    await store.create(a_talk())
    await store.aclose()
