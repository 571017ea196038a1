"""Files are found in a fixed order, each once, and what cannot be found is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.find import LARGEST, find_files, folder_language, read_bytes
from knowledge.problem import UnreadableError


def test_folders_are_searched_and_sorted(tmp_path: Path) -> None:
    """Hidden files and folders and other kinds are skipped; a file named twice counts once."""
    for name in ("b/z.md", "b/a.MD", "a.md", ".hidden/x.md", "b/.x.md", "b/x.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found, problems = find_files([tmp_path, tmp_path / "b" / "z.md", tmp_path / "b" / ".." / "a.md"], [".md"])
    assert found == [tmp_path / "a.md", tmp_path / "b" / "a.MD", tmp_path / "b" / "z.md"]
    assert problems == []


def test_what_is_not_there_or_of_another_kind_is_said(tmp_path: Path) -> None:
    """A path that leads nowhere, and a file of a kind that nobody reads, are problems."""
    (tmp_path / "x.png").write_text("x")
    _, problems = find_files([tmp_path / "no.md", tmp_path / "x.png"], [".md"])
    assert [problem.path.name for problem in problems] == ["no.md", "x.png"]
    assert "no such file" in problems[0].message
    assert ".md" in problems[1].message


def test_a_file_over_ten_megabytes_is_refused(tmp_path: Path) -> None:
    """Ten megabytes are read, one byte more is not."""
    path = tmp_path / "big.txt"
    path.write_bytes(b"x" * LARGEST)
    assert len(read_bytes(path)) == LARGEST
    path.write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(UnreadableError, match="10 MB"):
        read_bytes(path)


def test_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    """A file that vanished in between is a sentence, not a traceback."""
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_bytes(tmp_path / "gone.md")


@pytest.mark.parametrize(
    ("folder", "language"),
    [("de", "de"), ("pt-BR", "pt-br"), ("zh-Hant", "zh-hant"), ("docs", ""), ("tmp", ""), ("kb", ""), ("DE", "")],
)
def test_a_folder_named_like_a_language_is_one(tmp_path: Path, folder: str, language: str) -> None:
    """Only codes of ISO 639-1 are languages; "tmp" and "kb" are folders."""
    assert folder_language(tmp_path / folder / "a.md") == language
