"""A generation that cannot be written is served all the same, and said not to be kept."""

import tempfile

import numpy as np
import pytest

from knowledge.embedders.hashing import HashingEmbedder
from knowledge.generations import read_pointer
from knowledge.index import Source
from knowledge.open import COPY_PREFIX
from knowledge.rebuild import Bench, known_vectors, rebuild
from knowledge.vectors import text_digest, texts_of
from tests.child import run_script
from tests.knowledge.guides import a_chunk, a_guide
from tests.knowledge.test_index import ORIGIN, Counting, quiet


def a_bench(embedder=None, known=None):
    def embed(texts):
        return np.array(HashingEmbedder().embed_documents(list(texts)), dtype=np.float32)

    served = a_guide(a_chunk("vpn"))
    return Bench(embedder or Counting(), {} if known is None else known, embed, "embedded:", quiet, served)


SOURCE = Source(a_guide(), ORIGIN, {})


def answers(rebuilt):
    return rebuilt.generation.search("wipe cookies").hits[0].chunk.section


def test_a_writable_data_directory_keeps_the_generation(tmp_path):
    rebuilt = rebuild(tmp_path, SOURCE, a_bench())
    assert (rebuilt.problem, rebuilt.report.kept, answers(rebuilt)) == ("", True, "clear-cache")
    assert read_pointer(tmp_path).generation == rebuilt.generation.id == rebuilt.report.generation


def test_a_data_directory_that_cannot_be_written_gives_a_private_generation(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    (tmp_path / "file").touch()
    embedder = Counting()
    rebuilt = rebuild(tmp_path / "file" / "data", SOURCE, a_bench(embedder))
    assert (rebuilt.report.kept, rebuilt.generation.store, answers(rebuilt)) == (False, "chroma", "clear-cache")
    assert "cannot be written" in rebuilt.problem
    assert rebuilt.problem in rebuilt.report.problems
    assert len(embedder.texts) == len(set(embedder.texts)), "a second try embedded again"
    assert rebuilt.report.unchanged == ("guide#vpn",), "it was not compared with what is served"
    rebuilt.generation.close()
    assert list(scratch.glob(COPY_PREFIX + "*")) == []


def test_where_no_place_can_be_written_the_index_is_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    (tmp_path / "file").touch()
    rebuilt = rebuild(tmp_path / "file" / "data", SOURCE, a_bench())
    assert (rebuilt.report.kept, rebuilt.generation.store, answers(rebuilt)) == (False, "exact", "clear-cache")
    assert "in memory" in rebuilt.problem


FULL = """
import resource, sys
from pathlib import Path
from knowledge.generations import complete, read_pointer
from knowledge.rebuild import rebuild
from tests.knowledge.test_rebuild import SOURCE, a_bench, answers
root = Path(sys.argv[1])
before = rebuild(root, SOURCE, a_bench())
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
rebuilt = rebuild(root, SOURCE, a_bench(known={}))
print(answers(rebuilt), rebuilt.generation.mode, rebuilt.report.kept)
print(read_pointer(root).generation == before.generation.id, [p.name == before.generation.id for p in complete(root)])
"""


def test_a_disk_that_fills_up_while_building_leaves_the_old_generation_whole(tmp_path):
    """Files may not grow beyond a page here: writing starts well and fails in the middle, as on a full disk."""
    done = run_script(FULL, tmp_path)
    assert done.stdout == "clear-cache hybrid False\nTrue [True]\n", done.stderr


def test_a_generation_that_only_this_process_needs_touches_no_data_directory(tmp_path):
    rebuilt = rebuild(None, SOURCE, a_bench())
    assert (rebuilt.problem, rebuilt.report.kept, answers(rebuilt)) == ("", False, "clear-cache")
    rebuilt.generation.close()


def test_vectors_of_an_open_generation_are_known_by_their_text(tmp_path):
    rebuilt = rebuild(tmp_path, SOURCE, a_bench())
    known = known_vectors(rebuilt.generation)
    assert set(known) == {text_digest(text) for text in texts_of(a_guide())}
    assert known[text_digest("reload it")] == pytest.approx(
        np.array(HashingEmbedder().embed_query("reload it")), abs=1e-6
    )
    rebuilt.generation.close()
