"""A database of each kind with a desk and a store over it."""

import pytest

from bot.conversations.sql import SqlStore
from bot.desk.desk import Desk
from tests.postgres_server import a_schema, a_server


@pytest.fixture(scope="module")
def server():
    with a_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/signpost.db"
        return
    async with a_schema(request.getfixturevalue("server")) as made:
        yield made


@pytest.fixture
async def store(url):
    made = SqlStore(url)
    await made.open()
    yield made
    await made.aclose()


@pytest.fixture
async def desk(url, store):
    made = Desk(url)
    yield made
    await made.aclose()
