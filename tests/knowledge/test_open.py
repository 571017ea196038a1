"""An open generation is searched from a private copy, outlives its successors, and cleans up behind itself."""

import gc
import tempfile

import numpy as np
import pytest

from knowledge.embedders.hashing import HashingEmbedder
from knowledge.generations import GenerationDamagedError, digests_below, read_manifest
from knowledge.models import Guide, Product
from knowledge.open import COPY_PREFIX, OpenGeneration, open_generation, open_in_memory
from knowledge.vectors import keys_of
from tests.child import run_script
from tests.knowledge.guides import a_chunk, a_guide
from tests.knowledge.test_index import make


def embed(texts):
    return np.array(HashingEmbedder().embed_documents(list(texts)), dtype=np.float32)


def no_model(texts):
    """Embed nothing: there is no model."""


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """Give the test a temporary place of its own, so that private copies can be counted."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def built(tmp_path, scratch):
    report = make(tmp_path / "index")
    folder = tmp_path / "index" / report.generation
    return folder, read_manifest(folder)


def opened(built, embedding=embed):
    return open_generation(*built, a_guide(), embedding, "embedded:")


def test_a_whole_generation_is_searched_by_meaning_and_words(built):
    generation, whole = opened(built)
    assert (whole, generation.mode, generation.store, generation.store_problem) == (True, "hybrid", "chroma", "")
    results = generation.search("how do I wipe cookies", k=1)
    assert (results.hits[0].chunk.section, len(results.hits), results.mode) == ("clear-cache", 1, "hybrid")
    assert results.generation == generation.id == built[0].name
    assert set(results.timings) == {"embed", "lexical", "dense", "search"}
    generation.close()


def test_opening_and_searching_change_no_file_of_the_generation(built):
    before = digests_below(built[0])
    generation, _ = opened(built)
    generation.search("cookies")
    generation.close()
    assert digests_below(built[0]) == before


def test_the_private_copy_goes_when_the_last_holder_lets_go(built, scratch):
    generation, _ = opened(built)
    holder = generation
    assert len(list(scratch.glob(COPY_PREFIX + "*"))) == 1
    del generation
    gc.collect()
    assert holder.search("cookies").hits[0].chunk.section == "clear-cache"
    assert holder.store == "chroma"
    del holder
    gc.collect()
    assert list(scratch.iterdir()) == []


AT_EXIT = """
import sys
from pathlib import Path
from knowledge.generations import read_manifest
from knowledge.open import open_generation
from tests.knowledge.guides import a_guide
from tests.knowledge.test_index import make
from tests.knowledge.test_open import embed
root, scratch = map(Path, sys.argv[1:])
folder = root / make(root).generation
kept = open_generation(folder, read_manifest(folder), a_guide(), embed, "embedded:")[0]
print(kept.store, len(list(scratch.iterdir())))
"""


def test_the_private_copy_goes_at_the_end_of_the_process(tmp_path, scratch):
    done = run_script(AT_EXIT, tmp_path / "index", scratch, TMPDIR=scratch)
    assert (done.stdout, done.stderr, list(scratch.iterdir())) == ("chroma 1\n", "", [])


def test_after_closing_questions_are_still_answered(built):
    generation, _ = opened(built)
    generation.close()
    assert generation.search("wipe cookies").hits[0].chunk.section == "clear-cache"
    assert generation.store == "exact"


@pytest.mark.parametrize("damage", ["flip", "truncate", "delete", "add"])
def test_damaged_chroma_files_are_never_opened_and_exact_search_answers(built, scratch, damage):
    folder, manifest = built
    victim = max((folder / "chroma").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else -1)
    content = victim.read_bytes()
    if damage == "flip":
        victim.write_bytes(content[:100] + bytes([content[100] ^ 255]) + content[101:])
    elif damage == "truncate":
        victim.write_bytes(content[: len(content) // 2])
    elif damage == "delete":
        victim.unlink()
    else:
        victim.with_name("extra").touch()
    generation, whole = open_generation(folder, manifest, a_guide(), embed, "embedded:")
    assert (whole, generation.mode, generation.store) == (False, "hybrid", "exact")
    assert generation.store_problem.startswith("Exact search answers, because")
    assert generation.search("wipe cookies").hits[0].chunk.section == "clear-cache"
    assert list(scratch.iterdir()) == []


def test_exact_search_gives_the_same_scores_as_chroma(built):
    by_chroma, _ = opened(built)
    exact = open_in_memory("x", a_guide(), embed, by_chroma._vectors, "No room.")
    for query in ("wipe cookies", "is my vpn to blame", "qwertz"):
        first, second = by_chroma.search(query), exact.search(query)
        assert [(hit.chunk.id, hit.score) for hit in first.hits] == [(hit.chunk.id, hit.score) for hit in second.hits]
    by_chroma.close()


def test_damaged_vectors_are_no_generation(built):
    (built[0] / "vectors.npy").write_bytes(b"x")
    with pytest.raises(GenerationDamagedError):
        opened(built)


def test_vectors_that_do_not_fit_the_chunks_are_no_generation(built):
    with pytest.raises(GenerationDamagedError, match="do not fit"):
        open_generation(*built, a_guide(a_chunk("vpn")), embed, "embedded:")


def test_a_server_that_is_away_leaves_exact_search_and_a_whole_generation(built):
    generation, whole = open_generation(*built, a_guide(), embed, "http://127.0.0.1:9")
    assert (whole, generation.store) == (True, "exact")
    assert "cannot be reached" in generation.store_problem


def test_no_room_for_a_copy_is_no_damage(built, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    generation, whole = opened(built)
    assert (whole, generation.store) == (True, "exact")
    assert "no room for a private copy" in generation.store_problem


def test_a_question_costs_one_embedding_and_none_where_the_vector_is_given(built):
    asked = []

    def counting(texts):
        asked.append(list(texts))
        return embed(texts)

    generation, _ = opened(built, counting)
    by_text = generation.search("wipe cookies")
    assert asked == [["wipe cookies"]]
    for vector in (embed(["wipe cookies"]), embed(["wipe cookies"])[0]):
        given = generation.search("wipe cookies", vector=vector)
        assert [(hit.chunk.id, hit.score) for hit in given.hits] == [(h.chunk.id, h.score) for h in by_text.hits]
    assert len(asked) == 1
    generation.close()


def test_without_a_model_the_same_generation_answers_by_keywords(built):
    generation, _ = opened(built, no_model)
    results = generation.search("wipe cookies")
    assert (results.mode, results.hits[0].chunk.section) == ("keyword", "clear-cache")
    generation.close()


def test_a_vector_of_another_length_is_not_compared(built):
    generation, _ = opened(built)
    assert generation.search("wipe cookies", vector=np.ones(7, dtype=np.float32)).mode == "keyword"
    generation.close()


def test_stored_vectors_come_with_what_they_were_made_from(built):
    generation, _ = opened(built)
    keys, vectors = generation.vectors()
    assert keys == [key for key, _ in keys_of(a_guide())]
    assert vectors == pytest.approx(embed(text for _, text in keys_of(a_guide())), abs=1e-6)
    assert generation.decline_vectors() == pytest.approx(embed([one.text for one in a_guide().declines]), abs=1e-6)
    generation.close()


def test_keyword_mode_has_no_vectors_and_no_store():
    generation = OpenGeneration("guide-x", a_guide(), no_model)
    assert (generation.mode, generation.store, generation.vectors()[0]) == ("keyword", "none", [])
    assert (len(generation.vectors()[1]), len(generation.decline_vectors())) == (0, 0)
    generation.warm()
    assert generation.search("wipe cookies", language="xx").hits[0].chunk.section == "clear-cache"


@pytest.mark.parametrize(("language", "titles"), [("de", ["Seite neu laden"]), ("fr", ["Refresh the page"])])
def test_hits_come_in_the_language_asked_for_or_the_default_one(language, titles):
    german = a_chunk("refresh", "de", title="Seite neu laden", text="Einmal reload.", phrasings=())
    generation = OpenGeneration("x", a_guide(a_chunk("refresh"), german), no_model)
    assert [hit.chunk.title for hit in generation.search("reload", language=language).hits] == titles


def test_an_empty_guide_finds_nothing():
    generation = OpenGeneration("x", Guide((), Product("x", "X")), embed)
    generation.warm()
    assert generation.search("anything").hits == ()
