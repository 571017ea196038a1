"""A database of each kind with a desk and a store over it."""

import pytest

from bot.conversations.sql import SqlStore
from bot.desk.desk import Desk


@pytest.fixture
async def store(database_url):
    made = SqlStore(database_url)
    await made.open()
    yield made
    await made.aclose()


@pytest.fixture
async def desk(database_url, store):
    made = Desk(database_url)
    yield made
    await made.aclose()
