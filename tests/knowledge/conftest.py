"""Libraries over a small guide, each test with a data directory and a temporary place of its own."""

import gc
import tempfile

import pytest

from knowledge.library import Library
from knowledge.open import COPY_PREFIX
from knowledge.settings import KnowledgeSettings
from tests.knowledge.guides import write_guide
from tests.knowledge.libraries import DEADLINE
from tests.knowledge.test_index import Counting


@pytest.fixture
def scratch(tmp_path_factory, monkeypatch):
    """Return the test's temporary place; no private copy may be left in it."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    gc.collect()
    assert list(folder.glob(COPY_PREFIX + "*")) == []


@pytest.fixture
def guides(tmp_path):
    """Return the folder of the configured guide."""
    return write_guide(tmp_path / "guides")


@pytest.fixture
def library(tmp_path, guides, scratch):
    """Return how to open libraries over one data directory; they are closed at the end.

    `wait` None does not start it, False does not wait until it is ready.
    """
    opened = []

    def open_one(load=Counting, wait=True, **settings):
        values = {"guides": guides, "model": "hashing", "store_url": "embedded:", **settings}
        one = Library(KnowledgeSettings(**values), tmp_path / "data", load)
        opened.append(one)
        if wait is not None:
            one.start()
        if wait:
            assert one.wait_ready(DEADLINE)
        return one

    yield open_one
    for one in opened:
        one.close()
