"""The real bot on the real guide with the embedder that needs no model; asked once for all tests."""

import asyncio
import os

import pytest

from evaluation.factory import open_subject
from evaluation.settings import EvaluationSettings
from tests.builders import GUIDES

HASHING = {"KNOWLEDGE_MODEL": "hashing", "KNOWLEDGE_GUIDES": str(GUIDES / "en")}


@pytest.fixture(scope="session")
def work(tmp_path_factory):
    """A folder of results whose index is built once."""
    return tmp_path_factory.mktemp("results")


@pytest.fixture
def hashing(monkeypatch):
    """No setting of the machine's own counts."""
    for name in list(os.environ):
        if name.startswith(("KNOWLEDGE_", "BOT_", "EVALUATION_")):
            monkeypatch.delenv(name)
    for name, value in HASHING.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def asked(hashing, work):
    """Return a function that opens the bot, runs a coroutine function on it, and closes it again."""

    def run(ask):
        async def opened():
            async with open_subject(EvaluationSettings(results=work)) as subject:
                return await ask(subject)

        return asyncio.run(opened())

    return run
