"""The tables the code speaks of are those that the migrations make."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select

from bot.conversations.tables import METADATA, tombstones
from bot.desk import tables as _desk  # noqa: F401 - its tables stand beside the conversations
from bot.insights import tables as _insights  # noqa: F401 - so do these
from bot.writers import tables as _writers  # noqa: F401 - and this one
from channels.slack import tables as _slack  # noqa: F401 - its tables stand beside the conversations
from infra.columns import Utc
from infra.database import engine_for, reading, writing
from infra.migrate import migrate
from status.history import METADATA as HISTORY


@pytest.fixture
async def engine(database_url):
    made = engine_for(database_url)
    await migrate(made)
    yield made
    await made.dispose()


async def test_migrations_and_tables_agree(engine):
    async with reading(engine) as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), [METADATA, HISTORY])
        )
    assert found == []


async def test_times_come_back_aware_whatever_zone_they_were_given_in(engine):
    moment = datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC)
    given = moment.astimezone(timezone(timedelta(hours=5, minutes=30)))
    async with writing(engine) as connection:
        await connection.execute(tombstones.insert().values(id_hash="zone", at=given))
        kept = await connection.scalar(select(tombstones.c.at).where(tombstones.c.id_hash == "zone"))
        await connection.execute(tombstones.delete())
    assert (kept, kept.utcoffset()) == (moment, timedelta(0))


def test_no_time_is_none():
    assert Utc().process_bind_param(None, None) is None
    assert Utc().process_result_value(None, None) is None
