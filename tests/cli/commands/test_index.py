"""`signpost index`: a generation from exactly these files, nothing embedded twice, exit code 0 only when it is kept."""

import pytest

from api.schemas import IndexObject
from tests.cli.conftest import Shell, refused

GUIDE = """# Printer help

## What the paper jam means {#jam .overview}

A paper jam means that a sheet is stuck in the tray.

## Pull the sheet out {#pull .overview}

Open the tray and pull the sheet out slowly.
"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """What two runs over the shipped guide reported."""
    shell = Shell(tmp_path_factory.mktemp("index"))
    return shell, [shell.run("index", "--json") for _ in range(2)]


@pytest.mark.slow
def test_json_is_the_apis_report_and_nothing_else(twice):
    _, (first, _) = twice
    report = IndexObject.model_validate(first.document)
    assert first.code == 0
    assert "chatgpt-bad-gateway#clear-cache" in report.added
    assert report.embedded > len(report.added)
    assert report.kept
    assert report.problems == []


@pytest.mark.slow
def test_progress_goes_to_standard_error(twice):
    _, (first, _) = twice
    assert "store" in first.err


@pytest.mark.slow
def test_a_second_run_embeds_nothing_again(twice):
    _, (first, second) = (twice[0], [IndexObject.model_validate(done.document) for done in twice[1]])
    assert second.embedded == 0
    assert second.reused == first.embedded + first.reused
    assert (second.added, second.changed, second.removed) == ([], [], [])
    assert second.unchanged == first.added
    assert second.generation != first.generation


@pytest.mark.slow
def test_a_person_reads_what_changed_in_one_line(twice, tmp_path):
    shell, (first, _) = twice
    gone = len(first.document["added"])
    (tmp_path / "printer.md").write_text(GUIDE)
    done = shell.run("index", str(tmp_path / "printer.md"))
    assert (done.code, done.out) == (0, "")
    said = done.err.splitlines()[-1]
    assert said.startswith("Generation g-")
    assert f"is current: 2 added, 0 changed, {gone} removed, 0 unchanged, 2 texts embedded" in said


def test_a_path_that_is_not_there_is_named_before_anything_is_built(shell):
    line = refused(shell.run("index", "guides/nowhere.md"))
    assert line.startswith("There is no file or folder guides/nowhere.md;")
    assert not (shell.folder / "data").exists()


def test_a_file_of_another_kind_is_named_with_what_can_be_read(shell):
    (shell.folder / "guide.xlsx").write_bytes(b"PK")
    done = shell.run("index", "guide.xlsx")
    assert done.code == 1
    assert "guide.xlsx" in done.err
    assert "use .docx" in done.err
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_a_data_folder_that_cannot_be_written_is_said_and_fails(shell):
    (shell.folder / "file").write_text("not a folder")
    done = shell.run("index", DATA_DIR=str(shell.folder / "file"))
    assert done.code == 1
    assert "The data directory cannot be written" in done.err
    assert "could not be kept" in done.err.splitlines()[-1]
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_without_its_model_it_fails_and_says_so(shell):
    (shell.folder / "model").mkdir()
    done = shell.run("index", "--json", KNOWLEDGE_MODEL=str(shell.folder / "model"))
    report = IndexObject.model_validate(done.document)
    assert done.code == 1
    assert report.embedded == 0
    assert "no weights in safetensors" in report.problems[0]
