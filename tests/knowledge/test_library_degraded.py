"""Whatever is missing, damaged or in the way, the library answers, and says what is wrong in one line."""

import threading

import pytest

from infra.files import LockHeldError
from knowledge.generations import complete, read_pointer
from knowledge.ports import ModelUnavailableError
from tests.chroma_server import BINARY, a_server
from tests.knowledge.guides import write_guide
from tests.knowledge.libraries import DEADLINE, OTHER, first, no_model, until
from tests.knowledge.test_index import Counting


def damage_file(name):
    def damage(root):
        path = root / read_pointer(root).generation / name
        path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)

    return damage


def damage_chroma(root):
    for path in (root / read_pointer(root).generation / "chroma").rglob("*.bin"):
        path.write_bytes(b"\xff" * path.stat().st_size)


def damage_pointer(root):
    (root / "current").write_bytes(b"garbage")


def lose_pointer(root):
    (root / "current").unlink()


DAMAGES = {
    "no pointer": lose_pointer,
    "pointer": damage_pointer,
    "manifest": damage_file("manifest.json"),
    "chunks": damage_file("chunks.jsonl"),
    "product": damage_file("product.json"),
    "vectors": damage_file("vectors.npy"),
    "chroma": damage_chroma,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("named", [False, True], ids=["configured", "named"])
def test_a_damaged_index_answers_and_is_mended_by_the_start(library, tmp_path, damage, named):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    maker = library(wait=None)
    before = maker.reindex([other] if named else None).generation
    expected = first(maker)
    root = tmp_path / "data" / "index"
    damage(root)
    started = library(wait=False)
    assert first(started) in ("wipe", "clear-cache"), "no answer while the index is mended"
    assert started.wait_ready(DEADLINE)
    assert (first(started), started.state.word, started.current().store) == (expected, "ready", "chroma")
    assert read_pointer(root).generation == started.current().id != before


def test_vectors_damaged_beside_a_missing_guide_are_mended_from_the_stored_chunks(library, tmp_path, guides):
    library()
    damage_file("vectors.npy")(tmp_path / "data" / "index")
    (guides / "en" / "guide.md").unlink()
    mended = library()
    assert (first(mended), mended.current().store) == ("clear-cache", "chroma")
    assert mended.state.parts["guide"].startswith("The guide cannot be read")


def test_a_missing_guide_leaves_the_last_generation(library, tmp_path, guides):
    generation = library().current().id
    (guides / "en" / "guide.md").unlink()
    (guides / "en" / "guide.yaml").unlink()
    again = library()
    assert (again.current().id, first(again), again.state.word) == (generation, "clear-cache", "degraded")
    assert again.state.parts["guide"] == "The guide cannot be read; the last one indexed answers, if there is one."


def test_without_any_guide_there_are_no_hits_and_the_product_is_known(library, tmp_path):
    empty = library(guides=tmp_path / "absent")
    assert (empty.current().search("anything").hits, empty.state.word) == ((), "degraded")
    assert empty.current().guide.product.name
    assert empty.state.parts["index"] == "There is nothing to index."


def test_errors_in_the_guide_leave_the_rest_served_and_name_file_and_line(library, guides):
    (guides / "en" / "broken.md").write_bytes(b"\xff\xfe\x00not utf-8\xff")
    running = library()
    state = running.state
    assert any("broken.md:1:" in line for line in running.reindex().problems)
    assert (state.word, state.parts["guide"]) == (
        "degraded",
        "1 problem in the guide; what that touches is left out, the rest is served.",
    )
    assert any("broken.md:1:" in line for line in state.detail)


def test_a_model_that_cannot_be_loaded_leaves_keywords_and_the_stored_vectors_alone(library, tmp_path):
    generation = library().current().id
    without = library(no_model)
    assert (without.current().id, without.current().mode, first(without)) == (generation, "keyword", "clear-cache")
    assert (without.state.word, without.embed(["x"])) == ("degraded", None)
    assert without.state.parts["model"] == "The embedding model is damaged. Questions are answered by keywords."
    assert [folder.name for folder in complete(tmp_path / "data" / "index")] == [generation]


def test_a_model_that_fails_later_is_said_and_keywords_answer(library):
    class Failing(Counting):
        def embed_documents(self, texts):
            if texts == ["wipe cookies"]:
                raise ModelUnavailableError("The embedding model failed on a text.")
            return super().embed_documents(texts)

    running = library(Failing)
    assert running.current().search("wipe cookies").mode == "keyword"
    assert running.state.parts["model"].startswith("The embedding model failed on a text.")


def test_another_model_makes_its_own_vectors_and_keywords_answer_meanwhile(library):
    old = library().current().id
    door, embedder = threading.Event(), Counting("another-model")

    class Slow(Counting):
        fingerprint = "another-model"

        def __init__(self):
            self.texts = []

        def embed_documents(self, texts):
            assert door.wait(DEADLINE)
            return embedder.embed_documents(texts)

    swapped = library(Slow, wait=False)
    until(lambda: swapped.state.parts["model"] == "ok")
    assert (swapped.current().mode, first(swapped)) == ("keyword", "clear-cache")
    door.set()
    assert swapped.wait_ready(DEADLINE)
    assert (swapped.current().mode, swapped.current().id == old) == ("hybrid", False)
    assert len(embedder.texts) == len(swapped.current().vectors()[0]) + 1


def test_a_data_directory_that_cannot_be_written_is_served_from_elsewhere_and_kept_as_soon_as_it_can(library, tmp_path):
    (tmp_path / "data").touch()
    started = library()
    assert (first(started), started.current().mode, started.state.word) == ("clear-cache", "hybrid", "degraded")
    assert started.state.parts["index"].startswith("The data directory cannot be written (read-only or full)")
    (tmp_path / "data").unlink()
    until(lambda: started.state.word == "ready")
    assert read_pointer(tmp_path / "data" / "index").generation == started.current().id
    assert first(started) == "clear-cache"


def test_a_generation_on_a_read_only_data_directory_is_used_as_it_is(library, tmp_path):
    """A lock file that cannot be made stands for the read-only disk: the superuser may write anywhere."""
    generation = library().current().id
    lock = tmp_path / "data" / "index" / "lock"
    lock.unlink()
    lock.mkdir()
    again = library()
    assert (again.current().id, again.current().store, again.state.word) == (generation, "chroma", "ready")


def test_a_chroma_server_that_is_away_is_said_and_exact_search_answers(library):
    started = library(store_url="http://127.0.0.1:9")
    assert (first(started), started.current().store, started.state.word) == ("clear-cache", "exact", "degraded")
    assert "The Chroma server cannot be reached." in started.state.parts["store"]


@pytest.mark.slow
@pytest.mark.skipif(BINARY is None, reason="the Chroma server program is not installed beside Python")
def test_a_chroma_server_answers_and_is_taken_back_when_it_returns(library, tmp_path):
    with a_server(tmp_path / "server") as url:
        started = library(store_url=url)
        assert (first(started), started.current().store, started.state.word) == (
            "clear-cache",
            "chroma-server",
            "ready",
        )
    assert (first(started), started.current().store, started.state.word) == ("clear-cache", "exact", "degraded")
    generation = started.current().id
    with a_server(tmp_path / "server", port=int(url.rsplit(":", 1)[1])):
        started._heal()
        assert (first(started), started.current().store, started.state.word) == (
            "clear-cache",
            "chroma-server",
            "ready",
        )
        assert started.current().id == generation
        started.close()


def test_a_builder_elsewhere_that_does_not_end_leaves_what_is_served(library):
    class Held(Counting):
        def embed_documents(self, texts):
            raise LockHeldError("lock")

    started = library(Held)
    assert (first(started), started.current().mode) == ("clear-cache", "keyword")
    assert started.state.parts["index"] == "Another process is building the index; the previous one answers."


def test_whatever_goes_wrong_in_the_background_leaves_the_answers_alone(library):
    class Broken(Counting):
        def embed_documents(self, texts):
            raise ZeroDivisionError

    started = library(Broken)
    assert (first(started), started.state.word) == ("clear-cache", "degraded")
    assert started.state.parts["index"] == "The index could not be brought up to date; the log says why."


def test_closing_twice_is_harmless(library):
    started = library()
    started.close()
    started.close()
    assert first(started) == "clear-cache"
