"""One guide for all tests here, served by the embedder that needs no model."""

from contextlib import contextmanager

import pytest

from bot.conversations.sql import SqlStore
from bot.insights.ledger import Ledger
from bot.insights.observatory import Observatory
from knowledge.factory import build_library
from knowledge.settings import KnowledgeSettings
from tests.bot.insights.seeding import Seeds, a_guide, a_url

PAGE = "https://status.openai.com"


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """The English guide, by the embedder that needs no model."""
    folder = tmp_path_factory.mktemp("library")
    with serving(a_guide(folder / "guide"), folder) as served:
        yield served


@contextmanager
def serving(guide, folder):
    """Serve a guide from this folder until the end."""
    served = build_library(KnowledgeSettings(model="hashing", guides=(guide,)), folder)
    served.start()
    assert served.wait_ready(120)
    yield served
    served.close()


@pytest.fixture
async def store(tmp_path):
    made = SqlStore(a_url(tmp_path))
    await made.open()
    yield made
    await made.aclose()


@pytest.fixture
def seeds(store):
    return Seeds(store)


@pytest.fixture
async def ledger(store, tmp_path):
    made = Ledger(a_url(tmp_path))
    await made.ready()
    yield made
    await made.aclose()


@pytest.fixture
def observatory(ledger, library):
    return Observatory(ledger, library, PAGE, kept_days=30)
