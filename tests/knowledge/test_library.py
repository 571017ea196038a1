"""The library answers at once and always, gets better by itself, and says what is wrong in one line."""

import gc
import shutil
import tempfile
import threading
import time

import pytest

from infra.files import LockHeldError
from knowledge.generations import Origin, Pointer, complete, read_pointer, write_pointer
from knowledge.library import Library
from knowledge.open import COPY_PREFIX
from knowledge.ports import ModelUnavailableError
from knowledge.problem import GuideError
from knowledge.settings import KnowledgeSettings
from tests.chroma_server import BINARY, a_server
from tests.knowledge.guides import SECTIONS, write_guide
from tests.knowledge.test_index import Counting

DEADLINE = 60  # seconds; far more than anything here takes


@pytest.fixture(autouse=True)
def scratch(tmp_path_factory, monkeypatch):
    """Give each test a temporary place of its own; nothing may be left there."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    gc.collect()
    assert list(folder.glob(COPY_PREFIX + "*")) == []


@pytest.fixture
def guides(tmp_path):
    return write_guide(tmp_path / "guides")


@pytest.fixture
def library(tmp_path, guides):
    """Return how to open libraries over one data directory; they are closed at the end."""
    opened = []

    def open_one(load=Counting, data="data", wait=True, **settings):
        values = {"guides": guides, "model": "hashing", "store_url": "embedded:", **settings}
        one = Library(KnowledgeSettings(**values), tmp_path / data, load)
        opened.append(one)
        if wait is not None:
            one.start()
        if wait:
            assert one.wait_ready(DEADLINE)
        return one

    yield open_one
    for one in opened:
        one.close()


def until(condition):
    """Wait for something that happens in the background."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def first(library, query="wipe cookies"):
    hits = library.current().search(query).hits
    return hits[0].chunk.section if hits else None


def no_model():
    raise ModelUnavailableError("The embedding model is damaged.")


OTHER = {**SECTIONS, "wipe": ("Wipe the cookies", "Cookies are wiped here.", ("wipe cookies", "wipe all cookies"))}


# Starting


def test_keywords_answer_at_once_and_meaning_when_the_model_is_there(library):
    door = threading.Event()

    def slow():
        assert door.wait(DEADLINE)
        return Counting()

    started = library(slow, wait=False)
    assert (first(started), started.current().mode, started.embed(["x"])) == ("clear-cache", "keyword", None)
    assert started.state.word == "starting"
    assert started.state.parts == {"guide": "ok", "model": "loading", "index": "opening", "store": "opening"}
    assert not started.wait_ready(0)
    door.set()
    assert started.wait_ready(DEADLINE)
    assert (first(started), started.current().mode, started.embed(["x"]).shape) == ("clear-cache", "hybrid", (1, 384))
    assert started.state.word == "ready"
    assert started.state.parts == {"guide": "ok", "model": "ok", "index": "ok", "store": "chroma"}
    assert started.state.detail == ()


def test_before_its_start_a_library_is_empty_and_harmless(library):
    idle = library(wait=None)
    assert (idle.current().search("x").hits, idle.embed(["x"]), idle.state.word) == ((), None, "starting")


def test_a_second_start_opens_the_same_generation_and_embeds_nothing(library):
    generation = library().current().id
    embedder = Counting()
    again = library(lambda: embedder)
    assert (again.current().id, embedder.texts, again.state.word) == (generation, [], "ready")


def test_while_the_model_loads_a_second_start_answers_from_the_complete_generation(library):
    generation = library().current().id
    door = threading.Event()

    def slow():
        door.wait(DEADLINE)
        return Counting()

    again = library(slow, wait=False)
    assert (again.current().id, again.current().mode, first(again)) == (generation, "keyword", "clear-cache")
    door.set()
    assert again.wait_ready(DEADLINE)


def test_a_guide_edited_since_is_indexed_at_the_next_start_and_only_what_is_new_is_embedded(library, guides):
    library()
    write_guide(guides, OTHER)
    embedder = Counting()
    again = library(lambda: embedder)
    assert (first(again, "wipe all cookies"), again.state.word) == ("wipe", "ready")
    assert [text for text in embedder.texts if "ipe" not in text] == []


def test_what_a_crash_left_is_tidied_at_the_next_start(library, tmp_path):
    library()
    left = tmp_path / "data" / "index" / "g-20260101T000000000000-0badbeef"
    left.mkdir()
    library()
    assert not left.exists()


# Indexing


def test_reindexing_reports_what_changed_and_switches(library, guides):
    running = library()
    before = running.current().id
    write_guide(guides, OTHER)
    told = []
    report = running.reindex(progress=lambda *step: told.append(step))
    assert (report.added, report.changed, report.removed) == (("guide#wipe",), (), ())
    assert len(report.unchanged) == 5
    assert report.generation == running.current().id != before
    assert first(running, "wipe all cookies") == "wipe"
    assert {step[0] for step in told} == {"embed", "store"}


def test_an_index_of_named_files_stays_until_the_next_one(library, tmp_path):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    running = library()
    running.reindex([other])
    assert first(running) == "wipe"
    assert first(library()) == "wipe", "a restart went back to the configured guides"
    running.reindex()
    assert first(library()) == "clear-cache"


def test_an_index_of_named_files_ends_when_the_configured_guides_change(library, tmp_path):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    third = write_guide(tmp_path / "third", {"vpn": SECTIONS["vpn"]})
    library().reindex([other])
    changed = library(guides=third)
    assert [chunk.section for chunk in changed.current().guide.chunks if chunk.kind == "step"] == ["vpn"]


def test_named_files_that_changed_since_are_pointed_out(library, tmp_path):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    library().reindex([other])
    (other / "en" / "guide.yaml").write_text("phrasings: {}\n", "utf-8")
    state = library().state
    assert (state.word, len(state.detail)) == ("ready", 1)
    assert "guide.yaml changed since it was indexed" in state.detail[0]


def test_indexing_needs_no_start(library, tmp_path):
    idle = library(wait=None)
    report = idle.reindex()
    assert (first(idle), report.kept, idle.current().mode) == ("clear-cache", True, "hybrid")
    assert read_pointer(tmp_path / "data" / "index").generation == report.generation


def test_what_cannot_be_read_is_refused_and_the_old_guide_goes_on(library, tmp_path):
    running = library()
    before = running.current().id
    with pytest.raises(GuideError):
        running.reindex([tmp_path / "absent"])
    assert (running.current().id, first(running), running.state.word) == (before, "clear-cache", "ready")


def test_an_index_made_while_starting_is_not_undone_by_the_start(library, tmp_path):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    started = library(wait=False)
    started.reindex([other])
    assert started.wait_ready(DEADLINE)
    assert first(started) == "wipe"


def test_without_a_model_indexing_still_works_for_keywords(library, tmp_path):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    running = library(no_model)
    report = running.reindex([other])
    assert (first(running), running.current().mode, report.kept) == ("wipe", "keyword", True)
    assert report.problems == ("The embedding model is damaged. Questions are answered by keywords.",)
    mended = library()
    assert (first(mended), mended.current().mode, mended.state.word) == ("wipe", "hybrid", "ready")


def test_questions_never_fail_while_the_index_is_rebuilt(library):
    running = library()
    wrong, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            generation = running.current()
            results = generation.search("wipe cookies")
            if results.generation != generation.id or results.hits[0].chunk.section != "clear-cache":
                wrong.append(results)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        running.reindex()
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert running.current().store == "chroma"


def test_a_generation_held_over_a_switch_stays_whole(library, guides):
    running = library()
    held = running.current()
    write_guide(guides, OTHER)
    running.reindex()
    assert (held.search("wipe cookies").hits[0].chunk.section, held.store) == ("clear-cache", "chroma")
    assert held is not running.current()


# Several processes


def test_a_running_library_follows_an_index_made_elsewhere(library, tmp_path):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    running, elsewhere = library(), library(wait=None)
    report = elsewhere.reindex([other])
    until(lambda: running.current().id == report.generation)
    assert (first(running), running.current().store, running.state.word) == ("wipe", "chroma", "ready")


def test_a_library_with_another_model_follows_the_guide_but_never_the_vectors(library, tmp_path):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    running, elsewhere = library(), library(lambda: Counting("another-model"), wait=None)
    pointed = elsewhere.reindex([other]).generation
    until(lambda: first(running) == "wipe" and running.current().mode == "hybrid")
    assert running.current().id != pointed
    assert read_pointer(tmp_path / "data" / "index").generation == pointed, "two models fought over the pointer"


@pytest.mark.parametrize("readable", [True, False], ids=["sources-there", "sources-gone"])
def test_a_damaged_index_made_elsewhere_is_not_followed(library, tmp_path, guides, readable):
    """A pointer to a generation under another name stands for any damage to its manifest."""
    running = library()
    before, root = running.current().id, tmp_path / "data" / "index"
    sources = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]}) if readable else tmp_path / "absent"
    damaged = "g-20990101T000000000000-00000000"
    shutil.copytree(root / before, root / damaged)
    write_pointer(
        root, Pointer(generation=damaged, origin=Origin(sources=(str(sources),), explicit=True, configured=()))
    )
    if readable:
        until(lambda: first(running) == "wipe")
        assert (running.current().mode, running.state.word) == ("hybrid", "ready")
    else:
        until(lambda: running.state.word == "degraded")
        assert (running.current().id, first(running)) == (before, "clear-cache")
    assert damaged not in running.current().id
    assert read_pointer(root).generation == damaged


def test_what_could_not_be_kept_does_not_undo_an_index_made_elsewhere(library, tmp_path):
    other = write_guide(tmp_path / "other", {"wipe": OTHER["wipe"]})
    (tmp_path / "data").touch()
    running = library()
    assert running.state.word == "degraded"
    (tmp_path / "data").unlink()
    pointed = library(wait=None).reindex([other]).generation
    until(lambda: running.current().id == pointed)
    running._heal()
    assert (read_pointer(tmp_path / "data" / "index").generation, first(running)) == (pointed, "wipe")


# Degraded on purpose


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
