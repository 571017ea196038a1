"""Building: nothing is embedded twice, the report says what changed, and a failure leaves the old generation alone."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from infra.files import LockHeldError, locked
from knowledge.embedders.hashing import HashingEmbedder
from knowledge.generations import Origin, complete, read_guide, read_manifest, read_pointer, read_vectors
from knowledge.index import Source, build, compare, tidy
from knowledge.ports import ModelUnavailableError
from knowledge.vectors import texts_of
from tests.knowledge.guides import a_chunk, a_guide

ORIGIN = Origin(sources=("/guides",), explicit=False, configured=("shipped",))


class Counting(HashingEmbedder):
    """The hashing embedder, noting what it was given."""

    def __init__(self, fingerprint=HashingEmbedder.fingerprint):
        self.texts = []
        self.fingerprint = fingerprint

    def embed_documents(self, texts):
        self.texts += texts
        return super().embed_documents(texts)


def quiet(stage, done, total):
    """Say nothing about progress."""


def make(root, guide=None, embedder=None, progress=quiet):
    return build(root, Source(guide or a_guide(), ORIGIN, {}), embedder or Counting(), {}, progress)


def test_a_generation_holds_the_guide_its_vectors_and_where_they_came_from(tmp_path):
    report = make(tmp_path)
    folder = tmp_path / report.generation
    manifest = read_manifest(folder)
    guide = read_guide(folder, manifest)
    texts = texts_of(guide)
    assert guide == a_guide()
    assert read_vectors(folder, manifest) == pytest.approx(np.array(Counting().embed_documents(texts)), abs=1e-6)
    assert (manifest.origin, manifest.fingerprint) == (ORIGIN, HashingEmbedder.fingerprint)
    assert any(name.startswith("chroma/") for name in manifest.files)


def test_the_new_generation_becomes_the_current_one(tmp_path):
    first, second = make(tmp_path), make(tmp_path)
    assert read_pointer(tmp_path).generation == second.generation != first.generation


def test_the_report_names_what_changed(tmp_path):
    before = a_guide(a_chunk("refresh"), a_chunk("vpn"), a_chunk("meaning"))
    after = a_guide(a_chunk("vpn", position=7), a_chunk("meaning", caution="careful"), a_chunk("clear-cache"))
    make(tmp_path, before)
    report = make(tmp_path, after)
    assert (report.added, report.changed, report.removed, report.unchanged) == (
        ("guide#clear-cache",),
        ("guide#meaning",),
        ("guide#refresh",),
        ("guide#vpn",),
    )
    assert report.kept
    assert report.seconds > 0


def test_chunks_of_other_languages_are_named_with_their_language():
    german = a_chunk("vpn", "de")
    report = compare(a_guide(a_chunk("vpn")), a_guide(a_chunk("vpn"), german))
    assert (report.added, report.unchanged) == (("de/guide#vpn",), ("guide#vpn",))


def test_the_first_build_adds_everything(tmp_path):
    report = make(tmp_path)
    assert (len(report.added), report.changed, report.removed, report.unchanged) == (4, (), (), ())


def test_unchanged_texts_are_never_embedded_again(tmp_path):
    first = make(tmp_path)
    changed = a_guide(*a_guide().chunks[:-1], replace(a_guide().chunks[-1], phrasings=("what is a 502", "a new one")))
    embedder = Counting()
    second = make(tmp_path, changed, embedder)
    assert embedder.texts == ["a new one"]
    assert (second.embedded, second.reused) == (1, first.embedded)


def test_without_an_embedder_a_generation_holds_words_only(tmp_path):
    report = build(tmp_path, Source(a_guide(), ORIGIN, {}), None, {}, quiet)
    manifest = read_manifest(tmp_path / report.generation)
    assert (manifest.fingerprint, manifest.vectors, manifest.chunks) == ("", 0, 4)
    assert not any(name.startswith("chroma/") for name in manifest.files)


def test_progress_counts_up_to_the_total(tmp_path):
    told = []
    many = a_guide(*(a_chunk(f"part-{i}", text=f"text {i}") for i in range(70)))
    make(tmp_path, many, progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "embed"] == [("embed", 32, 71), ("embed", 64, 71), ("embed", 71, 71)]
    assert told[-1] == ("store", 71, 71)


def test_only_three_generations_are_kept(tmp_path):
    made = [make(tmp_path).generation for _ in range(5)]
    assert {folder.name for folder in complete(tmp_path)} <= set(made)
    assert (len(complete(tmp_path)), read_pointer(tmp_path).generation) == (3, made[-1])


@pytest.mark.parametrize(
    ("error", "told"), [(OSError("disk full"), "store"), (ModelUnavailableError("The model failed."), "embed")]
)
def test_a_failed_build_leaves_the_old_generation_and_no_litter(tmp_path, error, told):
    before = make(tmp_path, a_guide(a_chunk("vpn")))

    def fail(stage, done, total):
        if stage == told:
            raise error

    with pytest.raises(type(error)):
        make(tmp_path, progress=fail)
    assert read_pointer(tmp_path).generation == before.generation
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [before.generation]


def test_vectors_of_a_failed_build_are_not_lost(tmp_path):
    def fail(stage, done, total):
        if stage == "store":
            raise OSError("disk full")

    known = {}
    with pytest.raises(OSError, match="disk full"):
        build(tmp_path, Source(a_guide(), ORIGIN, {}), Counting(), known, fail)
    embedder = Counting()
    build(tmp_path, Source(a_guide(), ORIGIN, {}), embedder, known, quiet)
    assert embedder.texts == []


def test_only_one_builds_at_a_time(tmp_path):
    """Two builders of one folder would collect each other's unfinished work."""
    inside, overlaps = [], []

    def watch(stage, done, total):
        me = threading.get_ident()
        overlaps.extend(other for other in inside if other != me)
        if stage == "store":
            inside.append(me) if done == 0 else inside.remove(me)

    threads = [threading.Thread(target=make, args=(tmp_path,), kwargs={"progress": watch}) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == []
    assert len(complete(tmp_path)) == 3


def test_a_builder_that_waits_too_long_says_so(tmp_path):
    with locked(tmp_path / "lock", 0), pytest.raises(LockHeldError):
        build(tmp_path, Source(a_guide(), ORIGIN, {}), Counting(), {}, quiet, patience=0.1)


def test_what_a_crash_left_is_tidied_unless_somebody_builds(tmp_path):
    report = make(tmp_path)
    left = tmp_path / "g-20260101T000000000000-0badbeef"
    left.mkdir()
    with locked(tmp_path / "lock", 0):
        tidy(tmp_path)
    assert left.exists()
    tidy(tmp_path)
    assert not left.exists()
    assert (tmp_path / report.generation).exists()
    tidy(tmp_path / "absent")


def test_an_empty_guide_can_be_indexed(tmp_path):
    report = make(tmp_path, replace(a_guide(), chunks=(), declines=()))
    assert (report.embedded, report.problems) == (0, ())
