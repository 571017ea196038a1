"""The library answers at once, gets better by itself, and follows what others index."""

import shutil
import threading

import pytest

from knowledge.generations import Origin, Pointer, read_pointer, write_pointer
from knowledge.problem import GuideError
from tests.knowledge.guides import SECTIONS, write_guide
from tests.knowledge.libraries import DEADLINE, OTHER, first, no_model, until
from tests.knowledge.test_index import Counting

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


def test_a_large_guide_is_read_in_the_background(library, guides):
    """A file too large to be read stands for much to read: the start must not wait for either."""
    with (guides / "en" / "large.md").open("wb") as file:
        file.truncate(11_000_000)
    started = library(wait=False)
    assert first(started) is None
    assert started.wait_ready(DEADLINE)
    assert (first(started), started.current().mode) == ("clear-cache", "hybrid")


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
