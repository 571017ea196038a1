"""What survives on disk is found, whatever is damaged, and what should be served is known."""

import pytest

from knowledge.generations import read_pointer
from knowledge.problem import GuideError
from knowledge.recover import (
    QUICK_BYTES,
    QUICK_FILES,
    changed_inputs,
    empty_guide,
    find_stored,
    names_of,
    quick_to_read,
    read_source,
)
from knowledge.settings import SHIPPED_GUIDES
from tests.knowledge.guides import a_chunk, a_guide, write_guide
from tests.knowledge.test_index import ORIGIN, make


def test_nothing_on_disk_is_nothing_stored(tmp_path):
    stored = find_stored(tmp_path / "absent")
    assert (stored.named, stored.origin, stored.source, stored.problem) == ("", None, None, "")


def test_the_current_generation_is_found_with_its_guide(tmp_path):
    report = make(tmp_path)
    stored = find_stored(tmp_path)
    assert (stored.named, stored.folder.name, stored.problem) == (report.generation, report.generation, "")
    assert (stored.source.guide, stored.origin) == (a_guide(), ORIGIN)


@pytest.mark.parametrize("name", ["manifest.json", "chunks.jsonl", "product.json"])
def test_where_the_current_one_is_damaged_the_one_before_answers_and_the_origin_is_kept(tmp_path, name):
    before = make(tmp_path, a_guide(a_chunk("vpn")))
    current = make(tmp_path)
    (tmp_path / current.generation / name).write_bytes(b"damaged")
    stored = find_stored(tmp_path)
    assert (stored.named, stored.folder.name) == (current.generation, before.generation)
    assert stored.source.guide == a_guide(a_chunk("vpn"))
    assert stored.origin == read_pointer(tmp_path).origin
    assert current.generation in stored.problem


@pytest.mark.parametrize("content", [b"", b"garbage"])
def test_where_the_pointer_is_damaged_the_newest_generation_answers(tmp_path, content):
    make(tmp_path, a_guide(a_chunk("vpn")))
    newest = make(tmp_path)
    (tmp_path / "current").write_bytes(content)
    stored = find_stored(tmp_path)
    assert (stored.folder.name, stored.origin) == (newest.generation, ORIGIN)
    assert "pointer" in stored.problem


def test_where_the_pointer_is_lost_the_newest_generation_answers(tmp_path):
    newest = make(tmp_path)
    (tmp_path / "current").unlink()
    stored = find_stored(tmp_path)
    assert (stored.folder.name, stored.problem) == (
        newest.generation,
        "the pointer to the current generation is missing",
    )


def test_where_all_is_damaged_the_origin_is_still_known(tmp_path):
    report = make(tmp_path)
    (tmp_path / report.generation / "chunks.jsonl").write_bytes(b"damaged")
    stored = find_stored(tmp_path)
    assert (stored.source, stored.origin) == (None, ORIGIN)


def test_a_source_is_read_with_the_digest_of_every_file(tmp_path):
    folder = write_guide(tmp_path / "guides")
    source, problems = read_source([folder], True, ("shipped",))
    assert problems == ()
    assert [chunk.section for chunk in source.guide.chunks][1:] == ["refresh", "clear-cache", "vpn", "meaning"]
    assert (source.origin.sources, source.origin.explicit) == ((str(folder.resolve()),), True)
    assert {name.rsplit("/", 1)[1] for name in source.inputs} == {"guide.md", "guide.yaml", "product.yaml"}


def test_files_that_changed_since_they_were_indexed_are_named(tmp_path):
    folder = write_guide(tmp_path / "guides")
    source, _ = read_source([folder], True, ())
    assert changed_inputs(source) == ()
    (folder / "en" / "guide.md").write_text("# Other\n", "utf-8")
    (folder / "en" / "guide.yaml").unlink()
    assert [line.split(" changed")[0].rsplit("/", 1)[1] for line in changed_inputs(source)] == [
        "guide.md",
        "guide.yaml",
    ]


def test_a_folder_that_is_not_there_is_a_guide_error(tmp_path):
    with pytest.raises(GuideError):
        read_source([tmp_path / "absent"], False, ())


def test_a_guide_is_quick_to_read_up_to_a_size_and_a_number_of_files(tmp_path):
    folder = write_guide(tmp_path / "guides")
    assert quick_to_read([folder, folder / "en" / "guide.md", tmp_path / "absent"])
    assert quick_to_read([SHIPPED_GUIDES])
    for number in range(QUICK_FILES):
        (folder / f"{number}.txt").touch()
    assert not quick_to_read([folder])
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(QUICK_BYTES + 1)
    assert not quick_to_read([tmp_path / "large.txt"])


def test_the_shipped_guides_keep_their_name_wherever_they_lie(tmp_path):
    assert names_of([SHIPPED_GUIDES, tmp_path]) == ("shipped", str(tmp_path.resolve()))


def test_an_empty_guide_still_knows_the_product():
    guide = empty_guide()
    assert (guide.chunks, bool(guide.product.name), bool(guide.product.status_url)) == ((), True, True)
