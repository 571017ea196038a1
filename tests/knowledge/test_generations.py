"""What is on disk is verified before it is believed, and only what nobody needs is removed."""

from datetime import UTC, datetime

import numpy as np
import pytest

from knowledge.generations import (
    FORMAT,
    GenerationDamagedError,
    Manifest,
    Origin,
    Pointer,
    collect,
    complete,
    copy_chroma,
    digests_below,
    guide_digest,
    new_id,
    read_guide,
    read_manifest,
    read_pointer,
    read_vectors,
    write_guide,
    write_manifest,
    write_pointer,
    write_vectors,
)
from knowledge.models import Item, Step
from tests.knowledge.guides import a_chunk, a_guide

ORIGIN = Origin(sources=("/guides",), explicit=False, configured=("shipped",))
NAMES = [f"g-2026010{day}T000000000000-0000000{day}" for day in range(1, 7)]


def a_generation(root, name=NAMES[0], guide=None):
    """Write a whole generation with a stand-in for Chroma's files."""
    folder = root / name
    (folder / "chroma").mkdir(parents=True)
    (folder / "chroma" / "data").write_bytes(b"chroma")
    write_guide(folder, guide or a_guide())
    write_vectors(folder, np.eye(3, 4, dtype=np.float32))
    manifest = Manifest(
        format=FORMAT,
        id=name,
        created_at=datetime.now(UTC),
        origin=ORIGIN,
        inputs={},
        guide=guide_digest(guide or a_guide()),
        fingerprint="f",
        chunks=4,
        vectors=3,
        files=digests_below(folder),
    )
    write_manifest(folder, manifest)
    return folder


def test_a_generation_reads_back_as_it_was_written(tmp_path):
    step = Step("x", 3, 1.5, ("on", "off"), words=("a", "b"), variant_words=(("on", ("with",)),))
    guide = a_guide(a_chunk("vpn", step=step, items=(Item("i", "Label", "Text", step),), caution="careful", tip="here"))
    folder = a_generation(tmp_path, guide=guide)
    manifest = read_manifest(folder)
    assert read_guide(folder, manifest) == guide
    assert np.array_equal(read_vectors(folder, manifest), np.eye(3, 4, dtype=np.float32))
    copy_chroma(folder, manifest, tmp_path / "copy")
    assert (tmp_path / "copy" / "data").read_bytes() == b"chroma"


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\x00" * 40, b'{"id": 1}', None])
@pytest.mark.parametrize("name", ["manifest.json", "chunks.jsonl", "product.json", "vectors.npy", "chroma/data"])
def test_any_damage_to_any_file_is_noticed(tmp_path, name, damage):
    folder = a_generation(tmp_path)
    (folder / name).unlink() if damage is None else (folder / name).write_bytes(damage)

    def read_all():
        manifest = read_manifest(folder)
        read_guide(folder, manifest)
        read_vectors(folder, manifest)
        copy_chroma(folder, manifest, tmp_path / "copy")

    with pytest.raises(GenerationDamagedError):
        read_all()


def test_one_flipped_bit_is_noticed(tmp_path):
    folder = a_generation(tmp_path)
    content = bytearray((folder / "vectors.npy").read_bytes())
    content[-1] ^= 1
    (folder / "vectors.npy").write_bytes(content)
    with pytest.raises(GenerationDamagedError, match=r"vectors\.npy of .* is damaged"):
        read_vectors(folder, read_manifest(folder))


def test_a_file_too_many_among_chromas_is_noticed(tmp_path):
    folder = a_generation(tmp_path)
    (folder / "chroma" / "more").touch()
    with pytest.raises(GenerationDamagedError):
        copy_chroma(folder, read_manifest(folder), tmp_path / "copy")


def test_missing_chroma_files_are_noticed(tmp_path):
    folder = a_generation(tmp_path)
    (folder / "chroma" / "data").unlink()
    (folder / "chroma").rmdir()
    with pytest.raises(GenerationDamagedError, match="are missing"):
        copy_chroma(folder, read_manifest(folder), tmp_path / "copy")


def test_a_manifest_of_another_generation_or_version_is_not_believed(tmp_path):
    folder = a_generation(tmp_path)
    manifest = read_manifest(folder)
    for wrong in (manifest.model_copy(update={"id": NAMES[1]}), manifest.model_copy(update={"format": FORMAT + 1})):
        write_manifest(folder, wrong)
        with pytest.raises(GenerationDamagedError, match="another generation or version"):
            read_manifest(folder)


def test_the_pointer_is_none_before_the_first_build_and_then_what_was_written(tmp_path):
    assert read_pointer(tmp_path / "absent") is None
    write_pointer(tmp_path, Pointer(generation=NAMES[0], origin=ORIGIN))
    assert read_pointer(tmp_path) == Pointer(generation=NAMES[0], origin=ORIGIN)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe", b"[]"])
def test_a_damaged_pointer_is_noticed(tmp_path, content):
    (tmp_path / "current").write_bytes(content)
    with pytest.raises(GenerationDamagedError):
        read_pointer(tmp_path)


def test_a_pointer_cannot_lead_out_of_the_index(tmp_path):
    write_pointer(tmp_path, Pointer(generation="../../etc", origin=ORIGIN))
    with pytest.raises(GenerationDamagedError, match="names none"):
        read_pointer(tmp_path)


def test_only_the_current_and_two_others_are_kept_and_nothing_incomplete(tmp_path):
    for name in NAMES:
        a_generation(tmp_path, name)
    (tmp_path / NAMES[4] / "manifest.json").unlink()
    (tmp_path / "notes").mkdir()
    collect(tmp_path, NAMES[1])
    assert {path.name for path in tmp_path.iterdir()} == {NAMES[1], NAMES[5], NAMES[3], "notes"}


def test_complete_generations_are_listed_newest_first(tmp_path):
    assert complete(tmp_path / "absent") == []
    for name in NAMES[:3]:
        a_generation(tmp_path, name)
    (tmp_path / NAMES[1] / "manifest.json").unlink()
    assert [path.name for path in complete(tmp_path)] == [NAMES[2], NAMES[0]]


def test_ids_differ_and_sort_by_time():
    early, late = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    assert new_id(early) < new_id(late)
    assert new_id(early) != new_id(early)


def test_the_digest_of_a_guide_covers_what_is_not_embedded():
    same, other = a_guide(a_chunk("vpn")), a_guide(a_chunk("vpn", caution="careful"))
    assert guide_digest(same) == guide_digest(a_guide(a_chunk("vpn"))) != guide_digest(other)
    assert guide_digest(same) != guide_digest(a_guide(a_chunk("vpn"), declines=("other",)))
