"""When the database fails, answers go on; when it comes back, so does what was said meanwhile."""

import asyncio
import logging
import resource
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversations.fallback import FallbackStore
from bot.conversations.sql import SqlStore
from bot.feedback import Rating
from bot.models import Author, Fact, Turn
from bot.ports import StoreUnavailable
from bot.records import ClaimState, Key
from tests.bot.conversations.builders import NOW, a_packet, a_talk, an_answer, exchange, later, traced, tried

RETENTION = timedelta(days=36_500)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
async def store(folder):
    async with opened(folder) as fallback:
        yield fallback


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


async def said(store, talk, message="it fails", **fields):
    answer = traced(an_answer(talk, **fields))
    await store.record(talk, exchange(talk, message, answer), answer)
    return answer


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


async def test_while_all_is_well_there_is_no_problem(store):
    await said(store, a_talk())
    assert store.problems == ()


async def test_a_locked_database_stops_nobody_and_gets_everything_later(store, folder):
    talk = a_talk(attempts=(tried("refresh"),))
    await said(store, talk, "before")
    fresh = a_talk()
    with locked(folder):
        await go_on(store, talk, "clear-cache", "during")
        await store.create(fresh)
        await said(store, fresh, "begun during")
        assert store.problems == (
            "The database is locked by another process. Conversations are kept in memory until it works again.",
        )
        known = await store.get(talk.id)
        assert messages(known) == ["before", "during"]
        assert steps(known) == ["refresh", "clear-cache"]
        assert not await store.recover()
    assert await store.recover()
    assert store.problems == ()
    assert messages(await in_database(folder, talk)) == ["before", "during"]
    assert messages(await in_database(folder, fresh)) == ["begun during"]


async def test_where_nothing_can_be_read_a_talk_of_this_process_goes_on_with_what_was_tried(store, folder):
    talk = a_talk(attempts=(tried("refresh"),), facts=frozenset({Fact.VPN_ON}))
    await said(store, talk, "before")
    shutil.rmtree(folder)
    folder.write_text("a file in the folder's place")
    known = await go_on(store, talk, "clear-cache", "during")
    assert (steps(known), known.facts) == (["refresh"], {Fact.VPN_ON})
    assert steps(await store.get(talk.id)) == ["refresh", "clear-cache"]
    assert await store.get("c_nope") is None, "an id that was never ours is still unknown"
    folder.unlink()
    assert await store.recover()
    assert steps(await in_database(folder, talk)) == ["refresh", "clear-cache"]


async def test_a_talk_that_this_process_never_saw_goes_on_and_is_joined_with_what_is_stored(folder):
    talk = a_talk(id="c_" + "x" * 32, attempts=(tried("refresh"),))
    async with opened(folder) as before:
        await said(before, talk, "before")
    (folder / "signpost.db").rename(folder / "away.db")
    (folder / "signpost.db").mkdir()
    async with opened(folder) as store:
        assert len(store.problems) == 1
        known = await go_on(store, talk, "clear-cache", "during")
        assert (known.id, known.attempts) == (talk.id, ())
        (folder / "signpost.db").rmdir()
        (folder / "away.db").rename(folder / "signpost.db")
        assert await store.recover()
        again = await store.get(talk.id)
        assert (messages(again), steps(again)) == (["before", "during"], ["refresh", "clear-cache"])
        assert again.ref == talk.ref


async def test_a_full_disk_is_survived(store, folder):
    """The file may not grow: what does not fit stays in memory until there is room."""
    talk = a_talk()
    await said(store, talk, "before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (folder / "signpost.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        await go_on(store, talk, "clear-cache", "does not fit " * 2000)
        assert len(store.problems) == 1
        assert not await store.recover()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len((await store.get(talk.id)).turns) == 4
    assert await store.recover()
    assert len((await in_database(folder, talk)).turns) == 4


async def test_a_read_only_database_serves_what_it_has_and_memory_the_rest(folder):
    talk = a_talk()
    async with opened(folder) as before:
        await said(before, talk, "before")
    async with opened(folder, f"sqlite:///file:{folder}/signpost.db?mode=ro&uri=true") as store:
        await go_on(store, talk, "clear-cache", "during")
        assert messages(await store.get(talk.id)) == ["before", "during"]
        assert store.problems[0].startswith("The database is read-only.")


@pytest.mark.parametrize(
    ("url", "begins"),
    [
        ("nonsense", "The database address is neither sqlite:///PATH nor postgresql://HOST/NAME. "),
        ("sqlite:///:memory:", "The database address names no file: "),
        ("sqlite:////dev/null/none/x.db", "The database cannot be opened: its folder is missing "),
    ],
)
async def test_a_database_that_never_was_is_a_problem_and_not_an_end(folder, url, begins):
    async with opened(folder, url) as store:
        talk = a_talk()
        await store.create(talk)
        answer = await said(store, talk)
        assert (await store.answer(answer.id)).answer.id == answer.id
        assert len(store.problems) == 1
        assert store.problems[0].startswith(begins)
        assert "\n" not in store.problems[0]


async def test_a_damaged_file_is_left_as_it_is(folder):
    folder.mkdir()
    (folder / "signpost.db").write_bytes(b"not a database at all " * 500)
    async with opened(folder) as store:
        await said(store, a_talk())
        assert store.problems[0].startswith("The database is damaged")
    assert (folder / "signpost.db").read_bytes() == b"not a database at all " * 500


async def test_a_database_of_a_newer_version_is_named_and_not_written_to(folder):
    async with opened(folder):
        pass
    with closing(sqlite3.connect(folder / "signpost.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r9999'")
        connection.commit()
    talk = a_talk()
    async with opened(folder) as store:
        await said(store, talk)
        assert not await store.recover()
        assert "r9999" in store.problems[0]
    with closing(sqlite3.connect(folder / "signpost.db")) as connection:
        assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (0,)


async def test_votes_replies_handoffs_and_keys_of_requests_are_written_back(store, folder):
    talk = a_talk()
    answer = await said(store, talk)
    claim = await store.claim("key", "client", "body", NOW)
    with locked(folder):
        assert await store.vote(answer.id, Rating.UP, None, None, NOW)
        assert await store.reply(talk.ref, Turn(later(5), Author.AGENT, "Hello"))
        assert await store.hold(talk.ref, "ana")
        made = await store.handoff(talk.id, a_packet(talk), "me@example.test")
        assert await store.handoff_by_ref(talk.ref) == made
        await store.finish(claim, talk.id, "first result")
        assert not await store.vote("a_nope", Rating.UP, None, None, NOW)
        assert not await store.reply("r_nope", Turn(NOW, Author.AGENT, "?"))
        assert await store.handoff("c_nope", a_packet(talk)) is None
    assert await store.recover()
    assert (await store.claim("key", "client", "body", later(1))).response == "first result"
    again = await in_database(folder, talk)
    assert (again.held_by, again.turns[-1].message) == ("ana", "Hello")
    assert await store.handoff_by_ref(talk.ref) == made
    assert [vote["rating"] for vote in (await store.explain(answer.id))["votes"]] == ["up"]


async def test_a_claim_in_memory_still_keeps_doubles_apart(store, folder):
    with locked(folder):
        first = await store.claim("key", "client", "body", NOW)
        assert first.state is ClaimState.NEW
        assert (await store.claim("key", "client", "body", later(1))).state is ClaimState.IN_FLIGHT
        await store.release(first)
        assert (await store.claim("key", "client", "body", later(2))).state is ClaimState.NEW


async def test_the_list_of_agents_shows_what_is_only_in_memory_first(store, folder):
    old, during = a_talk(), a_talk(updated_at=later(9))
    await said(store, old)
    with locked(folder):
        await said(store, during)
        page = await store.listed()
        assert [item.ref for item in page.items] == [during.ref, old.ref]


async def test_erasing_is_never_only_pretended(store, folder):
    talk = a_talk()
    await said(store, talk)
    with locked(folder):
        await go_on(store, talk, "vpn", "during")
        with pytest.raises(StoreUnavailable):
            await store.erase(talk.id)
        assert await store.get(talk.id) is None, "what can be forgotten is"
    assert await store.recover()
    assert messages(await store.get(talk.id)) == ["it fails"], "nothing that was said later comes back"
    assert await store.erase(talk.id)
    assert await in_database(folder, talk) is None


async def test_what_only_memory_ever_had_is_erased_at_once(store, folder):
    talk = a_talk()
    with locked(folder):
        await store.create(talk)
        await said(store, talk)
        assert await store.erase(talk.id)
        assert await store.get(talk.id) is None
    assert await store.recover()
    assert await in_database(folder, talk) is None


async def test_keys_are_made_and_revoked_in_the_database_or_not_at_all(store, folder):
    key = Key("key1", "panel", "0" * 64, ("ask",), NOW)
    await store.add_key(key)
    with locked(folder):
        with pytest.raises(StoreUnavailable):
            await store.add_key(replace(key, id="key2"))
        with pytest.raises(StoreUnavailable):
            await store.revoke_key("key1", NOW)
        assert await store.key("key1") == key, "a key that is known opens the door all the same"
        await store.use_key("key1", later(1))
    assert await store.recover()
    assert [(known.id, known.revoked_at, known.last_used_at) for known in await store.keys()] == [
        ("key1", None, later(1))
    ]


async def test_the_first_admin_token_is_valid_without_a_database_and_kept_when_there_is_one(folder):
    folder.write_text("in the way")
    async with opened(folder) as store:
        assert await store.keep_admin_hash("made now") == "made now"
        assert await store.admin_hash() == "made now"
        folder.unlink()
        assert await store.recover()
        assert await store.admin_hash() == "made now"


async def test_what_the_database_will_never_take_is_given_up_and_counted(store, folder):
    """One bad row must not keep all others in memory for ever."""
    good, bad = a_talk(), a_talk()
    with closing(sqlite3.connect(folder / "signpost.db")) as other:
        other.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON turns WHEN new.message = 'bad' BEGIN SELECT raise(ABORT, 'no'); END"
        )
    with locked(folder):
        await said(store, bad, "bad")
        await said(store, good, "good")
    assert await store.recover()
    assert messages(await store.get(good.id)) == ["good"]
    assert store.problems == ("1 changes made while the database was away could not be written to it.",)


async def test_messages_that_arrive_during_the_way_back_are_not_lost(store, folder):
    talk = a_talk()
    await store.create(talk)
    reads = [await store.get(talk.id) for _ in range(30)]

    def say(number):
        return said(store, replace(reads[number], attempts=(tried(f"step-{number}"),)), str(number))

    with locked(folder):
        for number in range(10):
            await say(number)
    await asyncio.gather(store.recover(), *(say(number) for number in range(10, 30)))
    assert await store.recover()
    known = await in_database(folder, talk)
    assert set(messages(known)) == {str(number) for number in range(30)}
    assert set(steps(known)) == {f"step-{number}" for number in range(30)}


async def test_it_comes_back_by_itself(folder):
    store = FallbackStore(SqlStore(f"sqlite:///{folder}/signpost.db", busy_seconds=0), RETENTION, retry_seconds=0.01)
    await store.open()
    talk = a_talk()
    with locked(folder):
        await said(store, talk)
        assert store.problems
    while store.problems:  # noqa: ASYNC110 - there is nothing to wait on: it comes back by itself
        await asyncio.sleep(0.01)
    await store.aclose()
    assert messages(await in_database(folder, talk)) == ["it fails"]


async def test_closing_writes_back_what_it_can(folder):
    async with opened(folder) as store:
        talk = a_talk()
        with locked(folder):
            await said(store, talk)
    assert messages(await in_database(folder, talk)) == ["it fails"]


async def test_closing_without_a_database_says_how_much_is_lost(folder, caplog):
    folder.write_text("in the way")
    with caplog.at_level(logging.ERROR):
        async with opened(folder) as store:
            await said(store, a_talk())
    assert "1 changes were never written to the database" in caplog.text


async def test_what_is_past_its_time_is_erased_at_start(folder):
    old, fresh = a_talk(updated_at=NOW - timedelta(days=36_600)), a_talk()
    async with opened(folder) as store:
        await said(store, old)
        await said(store, fresh)
    async with opened(folder) as store:
        assert await store.get(old.id) is None
        assert await store.get(fresh.id)


class Silent(SqlStore):
    """A database behind a server that says nothing until it is told to go on."""

    def __init__(self, url):
        super().__init__(url)
        self.go_on = asyncio.Event()
        self.asked = asyncio.Event()

    async def record(self, conversation, turns, answer):
        self.asked.set()
        await self.go_on.wait()
        await super().record(conversation, turns, answer)


async def test_a_server_that_says_nothing_is_not_waited_for_and_what_it_does_late_is_not_done_twice(folder):
    database = Silent(f"sqlite:///{folder}/signpost.db")
    store = FallbackStore(database, RETENTION, retry_seconds=3600, patience=1.0)
    await store.open()
    talk = a_talk()
    await said(store, talk)
    assert store.problems[0].startswith("The database does not answer in time.")
    assert messages(await store.get(talk.id)) == ["it fails"]
    database.go_on.set()
    while not await store.recover():
        pass
    await store.aclose()
    assert messages(await in_database(folder, talk)) == ["it fails"]


async def test_a_message_is_kept_although_nobody_waits_for_its_answer_any_more(folder):
    database = Silent(f"sqlite:///{folder}/signpost.db")
    store = FallbackStore(database, RETENTION, retry_seconds=3600)
    await store.open()
    talk = a_talk()
    asking = asyncio.create_task(said(store, talk))
    await database.asked.wait()
    asking.cancel()
    database.go_on.set()
    await store.aclose()
    assert asking.cancelled()
    assert messages(await in_database(folder, talk)) == ["it fails"]
