"""Everything the desk keeps has an end: drafts with the conversations, the trail after its own time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk.desk import Desk
from bot.desk.expire import Kept
from bot.desk.records import Drafted, Entry, Session
from bot.desk.sessions import write_entry
from bot.desk.tables import suggestions
from bot.insights.ledger import Ledger
from bot.insights.models import Event, EventKind
from bot.insights.tables import events
from bot.ports import StoreUnavailable
from tests.bot.conversations.builders import an_answer
from tests.bot.desk.builders import ANA, NOW, a_talk

KEPT = Kept(suggestions=timedelta(days=30), trail=timedelta(days=365))


def days(count):
    return NOW - timedelta(days=count, seconds=1)


def a_draft(talk, number, at):
    answer = an_answer(talk, id=f"a_g{number}", created_at=at)
    return Drafted(f"g_{number}", None, answer, "Ana", "1.x", 1, at)


async def left(desk, column):
    async with desk._reading() as connection:
        return sorted((await connection.execute(select(column))).scalars())


async def test_what_is_past_its_time_goes_and_the_rest_stays(desk, store, database_url):
    talk, ledger = await a_talk(store), Ledger(database_url)
    for number, at in enumerate((days(31), days(29))):
        assert await desk.keep(a_draft(talk, number, at))
    await ledger.ready()
    for number, at in enumerate((days(366), days(364))):
        await desk.note(Entry(f"e_{number}", at, "sign_in", ANA))
        assert await ledger.note(Event(f"g_{number}", EventKind.SHOWN, at))
    assert await desk.expire(KEPT, NOW) == 3
    assert await left(desk, suggestions.c.id) == ["g_1"]
    assert [line.id for line in await desk.trail()] == ["e_1"]
    assert await left(desk, events.c.suggestion_id) == ["g_1"], "what became of a draft outlives it"
    assert await desk.expire(KEPT, NOW) == 0
    await ledger.aclose()


async def test_an_event_that_is_old_goes_without_the_newer_one_of_its_suggestion(desk, store, database_url):
    ledger = Ledger(database_url)
    await desk.keep(a_draft(await a_talk(store), 1, NOW))
    await ledger.ready()
    await ledger.note(Event("g_1", EventKind.SHOWN, days(366)))
    await ledger.note(Event("g_1", EventKind.SENT, NOW))
    await desk.expire(KEPT, NOW)
    assert await left(desk, events.c.kind) == ["sent"]
    await ledger.aclose()


async def test_many_lines_go_in_one_run(desk):
    await desk.ready()
    async with desk._writing() as connection:
        for number in range(1100):
            await write_entry(connection, Entry(f"e_{number}", days(400), "hold", ANA))
    assert await desk.expire(KEPT, NOW) == 1100
    assert await desk.trail() == ()


async def test_sessions_that_have_run_out_go(desk):
    session = Session("hash", "k1", "proof", NOW, NOW, NOW + timedelta(hours=12))
    await desk.begin_session(session)
    await desk.expire(KEPT, NOW)
    assert await desk.session("hash") == session
    await desk.expire(KEPT, NOW + timedelta(hours=12))
    assert await desk.session("hash") is None


async def test_a_database_that_cannot_be_used_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    broken = Desk(f"sqlite:///{tmp_path}/file/signpost.db")
    with pytest.raises(StoreUnavailable):
        await broken.expire(KEPT, NOW)
    await broken.aclose()
