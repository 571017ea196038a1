"""Every conversation store there is, open and empty, one after the other."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.conversations.fallback import FallbackStore
from bot.conversations.memory import MemoryStore
from bot.conversations.sql import SqlStore
from tests.postgres_server import a_schema


@pytest.fixture(params=["memory", "sqlite", "fallback", "postgresql"])
async def store(request, tmp_path):
    if request.param == "postgresql":
        async with a_schema(request.getfixturevalue("postgres")) as url, opened(SqlStore(url)) as store:
            yield store
        return
    database = SqlStore(f"sqlite:///{tmp_path}/signpost.db")
    kinds = {"sqlite": database, "fallback": FallbackStore(database, timedelta(days=36500)), "memory": MemoryStore()}
    async with opened(kinds[request.param]) as store:
        yield store


@asynccontextmanager
async def opened(store):
    await store.open()
    yield store
    await store.aclose()
