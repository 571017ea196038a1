"""An index that was made with the image serves from a place that cannot be written, until there is a newer one."""

import os
import shutil

import pytest

from infra.files import sha256_of
from tests.knowledge.guides import write_guide
from tests.knowledge.libraries import DEADLINE, OTHER, first, until
from tests.knowledge.test_index import Counting


def content(folder):
    return {str(path): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def baked(library, tmp_path):
    """Return the data directory of an earlier build, set aside and closed to writers."""
    one = library()
    one.close()
    folder = tmp_path / "baked"
    shutil.move(tmp_path / "data", folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_the_baked_index_serves_where_nothing_was_built_and_embeds_nothing(library, baked, tmp_path):
    before, embedder = content(baked), Counting()
    started = library(lambda: embedder, baked=baked)
    assert (started.current().mode, started.state.word, embedder.texts) == ("hybrid", "ready", [])
    assert started.current().id in os.listdir(baked / "index")
    assert first(started) == "clear-cache"
    assert not (tmp_path / "data").exists()
    assert content(baked) == before


def test_a_guide_that_changed_since_is_built_in_the_data_directory(library, baked, guides, tmp_path):
    write_guide(guides, OTHER)
    before = content(baked)
    started = library(baked=baked)
    assert (first(started, "wipe all cookies"), started.state.word) == ("wipe", "ready")
    assert started.current().id in os.listdir(tmp_path / "data" / "index")
    assert content(baked) == before


def test_what_the_data_directory_holds_comes_before_what_was_baked(library, baked):
    newer = library().current().id
    assert library(baked=baked).current().id == newer


def test_a_server_on_the_baked_index_follows_what_is_indexed_beside_it(library, baked, guides):
    started = library(baked=baked)
    write_guide(guides, OTHER)
    report = library(wait=None).reindex()
    until(lambda: started.current().id == report.generation)
    assert first(started, "wipe all cookies") == "wipe"


def test_a_damaged_baked_index_is_built_anew_in_the_data_directory(library, baked, tmp_path):
    (vectors,) = (baked / "index").glob("*/vectors.npy")
    vectors.chmod(0o644)
    vectors.write_bytes(b"not what was written")
    started = library(baked=baked)
    assert started.wait_ready(DEADLINE)
    assert (started.current().mode, started.state.word) == ("hybrid", "ready")
    assert started.current().id in os.listdir(tmp_path / "data" / "index")


def test_a_baked_index_that_is_not_there_is_no_trouble(library, tmp_path):
    started = library(baked=tmp_path / "absent")
    assert (first(started), started.state.word) == ("clear-cache", "ready")
