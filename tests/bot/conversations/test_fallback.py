"""When the database fails, answers go on; when it comes back, so does what was said meanwhile."""

import resource
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.feedback import Rating
from bot.models import Author, Fact, Turn
from bot.ports import StoreUnavailable
from tests.bot.conversations.builders import NOW, a_packet, a_talk, later, said, tried
from tests.bot.conversations.outages import go_on, in_database, locked, messages, opened, steps


async def test_while_all_is_well_there_is_no_problem(fallback):
    await said(fallback, a_talk())
    assert fallback.problems == ()


async def test_a_locked_database_stops_nobody_and_gets_everything_later(fallback, folder):
    talk = a_talk(attempts=(tried("refresh"),))
    await said(fallback, talk, "before")
    fresh = a_talk()
    with locked(folder):
        await go_on(fallback, talk, "clear-cache", "during")
        await fallback.create(fresh)
        await said(fallback, fresh, "begun during")
        assert fallback.problems == (
            "The database is locked by another process. Conversations are kept in memory until it works again.",
        )
        known = await fallback.get(talk.id)
        assert messages(known) == ["before", "during"]
        assert steps(known) == ["refresh", "clear-cache"]
        assert not await fallback.recover()
    assert await fallback.recover()
    assert fallback.problems == ()
    assert messages(await in_database(folder, talk)) == ["before", "during"]
    assert messages(await in_database(folder, fresh)) == ["begun during"]


async def test_where_nothing_can_be_read_a_talk_of_this_process_goes_on_with_what_was_tried(fallback, folder):
    talk = a_talk(attempts=(tried("refresh"),), facts=frozenset({Fact.VPN_ON}))
    await said(fallback, talk, "before")
    shutil.rmtree(folder)
    folder.write_text("a file in the folder's place")
    known = await go_on(fallback, talk, "clear-cache", "during")
    assert (steps(known), known.facts) == (["refresh"], {Fact.VPN_ON})
    assert steps(await fallback.get(talk.id)) == ["refresh", "clear-cache"]
    assert await fallback.get("c_nope") is None, "an id that was never ours is still unknown"
    folder.unlink()
    assert await fallback.recover()
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


async def test_a_full_disk_is_survived(fallback, folder):
    """The file may not grow: what does not fit stays in memory until there is room."""
    talk = a_talk()
    await said(fallback, talk, "before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (folder / "signpost.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        await go_on(fallback, talk, "clear-cache", "does not fit " * 2000)
        assert len(fallback.problems) == 1
        assert not await fallback.recover()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len((await fallback.get(talk.id)).turns) == 4
    assert await fallback.recover()
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


async def test_votes_replies_handoffs_and_keys_of_requests_are_written_back(fallback, folder):
    talk = a_talk()
    answer = await said(fallback, talk)
    claim = await fallback.claim("key", "client", "body", NOW)
    with locked(folder):
        assert await fallback.vote(answer.id, Rating.UP, None, None, NOW)
        assert await fallback.reply(talk.ref, Turn(later(5), Author.AGENT, "Hello"))
        assert await fallback.hold(talk.ref, "ana")
        made = await fallback.handoff(talk.id, a_packet(talk), "me@example.test")
        assert await fallback.handoff_by_ref(talk.ref) == made
        await fallback.finish(claim, talk.id, "first result")
        assert not await fallback.vote("a_nope", Rating.UP, None, None, NOW)
        assert not await fallback.reply("r_nope", Turn(NOW, Author.AGENT, "?"))
        assert await fallback.handoff("c_nope", a_packet(talk)) is None
    assert await fallback.recover()
    assert (await fallback.claim("key", "client", "body", later(1))).response == "first result"
    again = await in_database(folder, talk)
    assert (again.held_by, again.turns[-1].message) == ("ana", "Hello")
    assert await fallback.handoff_by_ref(talk.ref) == made
    assert [vote["rating"] for vote in (await fallback.explain(answer.id))["votes"]] == ["up"]


async def test_the_list_of_agents_shows_what_is_only_in_memory_first(fallback, folder):
    old, during = a_talk(), a_talk(updated_at=later(9))
    await said(fallback, old)
    with locked(folder):
        await said(fallback, during)
        page = await fallback.listed()
        assert [item.ref for item in page.items] == [during.ref, old.ref]


async def test_erasing_is_never_only_pretended(fallback, folder):
    talk = a_talk()
    await said(fallback, talk)
    with locked(folder):
        await go_on(fallback, talk, "vpn", "during")
        with pytest.raises(StoreUnavailable):
            await fallback.erase(talk.id)
        assert await fallback.get(talk.id) is None, "what can be forgotten is"
    assert await fallback.recover()
    assert messages(await fallback.get(talk.id)) == ["it fails"], "nothing that was said later comes back"
    assert await fallback.erase(talk.id)
    assert await in_database(folder, talk) is None


async def test_what_only_memory_ever_had_is_erased_at_once(fallback, folder):
    talk = a_talk()
    with locked(folder):
        await fallback.create(talk)
        await said(fallback, talk)
        assert await fallback.erase(talk.id)
        assert await fallback.get(talk.id) is None
    assert await fallback.recover()
    assert await in_database(folder, talk) is None


async def test_what_is_past_its_time_is_erased_at_start(folder):
    old, fresh = a_talk(updated_at=NOW - timedelta(days=36_600)), a_talk()
    async with opened(folder) as store:
        await said(store, old)
        await said(store, fresh)
    async with opened(folder) as store:
        assert await store.get(old.id) is None
        assert await store.get(fresh.id)
