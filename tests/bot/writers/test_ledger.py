"""One row a day, counted right by many at once, in SQLite and in PostgreSQL."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import select

from bot.writers.budget import Budget, LedgerUnavailable, Reserved, Shortage
from bot.writers.ledger import SqlLedger
from bot.writers.tables import spent
from infra.database import engine_for, reading
from infra.migrate import migrate

DAY, NEXT = date(2026, 11, 22), date(2026, 11, 23)


@pytest.fixture
async def migrated_url(database_url):
    """A database that was migrated and is closed again."""
    engine = engine_for(database_url)
    await migrate(engine)
    await engine.dispose()
    return database_url


async def held(url):
    """Return what the table holds."""
    engine = engine_for(url)
    async with reading(engine) as connection:
        rows = (await connection.execute(select(spent.c.day, spent.c.tokens))).all()
    await engine.dispose()
    return dict(map(tuple, rows))


async def test_tokens_are_taken_up_to_the_most_and_not_one_more(migrated_url):
    ledger = SqlLedger(migrated_url)
    assert [await ledger.take(DAY, tokens, 100) for tokens in (101, 60, 41, 40, 1)] == [False, True, False, True, False]
    assert await held(migrated_url) == {DAY: 100}


async def test_another_process_and_one_after_a_restart_see_what_was_taken(migrated_url):
    await SqlLedger(migrated_url).take(DAY, 100, 100)
    assert not await SqlLedger(migrated_url).take(DAY, 1, 100)


async def test_what_was_too_much_is_given_back_and_what_was_too_little_added(migrated_url):
    ledger = SqlLedger(migrated_url)
    await ledger.take(DAY, 100, 200)
    await ledger.give_back(DAY, 70)
    await ledger.give_back(DAY, -5)
    assert await held(migrated_url) == {DAY: 35}


async def test_every_day_has_a_count_of_its_own(migrated_url):
    ledger = SqlLedger(migrated_url)
    await ledger.take(DAY, 100, 100)
    assert await ledger.take(NEXT, 100, 100)
    await ledger.give_back(DAY, 100)
    assert await held(migrated_url) == {DAY: 0, NEXT: 100}


async def test_many_at_once_never_take_more_than_there_is(migrated_url):
    ledgers = [SqlLedger(migrated_url, seconds=20.0) for _ in range(8)]
    taken = await asyncio.gather(*(ledger.take(DAY, 30, 100) for ledger in ledgers))
    assert sum(taken) == 3
    assert await held(migrated_url) == {DAY: 90}


async def test_four_processes_have_one_budget(migrated_url):
    budgets = [Budget(100, 100, ledger=SqlLedger(migrated_url, seconds=20.0)) for _ in range(4)]
    taken = [await one.take("a", 40) for one in budgets]
    assert [isinstance(one, Reserved) for one in taken] == [True, True, False, False]
    assert taken[2:] == [Shortage.SPENT] * 2


async def test_no_file_is_made_where_the_database_is_not_there_yet(tmp_path):
    with pytest.raises(LedgerUnavailable):
        await SqlLedger(f"sqlite:///{tmp_path}/signpost.db").take(DAY, 1, 100)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["postgresql://signpost@127.0.0.1:9/none", "nonsense"])
async def test_a_database_that_cannot_be_reached_is_said_in_one_way(url):
    with pytest.raises(LedgerUnavailable):
        await SqlLedger(url, seconds=20.0).take(DAY, 1, 100)


async def test_after_a_failure_nobody_waits_until_a_while_has_passed(tmp_path):
    now, path = [0.0], tmp_path / "signpost.db"
    ledger = SqlLedger(f"sqlite:///{path}", seconds=20.0, rest=10.0, clock=lambda: now[0])
    with pytest.raises(LedgerUnavailable):
        await ledger.take(DAY, 1, 100)
    engine = engine_for(f"sqlite:///{path}")
    await migrate(engine)
    await engine.dispose()
    now[0] = 9.9
    with pytest.raises(LedgerUnavailable):
        await ledger.take(DAY, 1, 100)
    now[0] = 10.0
    assert await ledger.take(DAY, 1, 100)


async def test_a_database_that_is_locked_is_not_waited_for(tmp_path):
    """Whoever asked goes on; the count that was begun still comes to its end."""
    path = tmp_path / "signpost.db"
    engine = engine_for(f"sqlite:///{path}")
    await migrate(engine)
    await engine.dispose()
    ledger = SqlLedger(f"sqlite:///{path}", seconds=0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable):
            await ledger.take(DAY, 1, 100)
        other.execute("ROLLBACK")
    await asyncio.gather(*ledger._asked, return_exceptions=True)
