"""`signpost check`: what is wrong with a guide, by file and line."""

import pytest

from tests.cli.conftest import refused

BROKEN = """# Printer help

## What the paper jam means {#jam .overview}

A paper jam means that a sheet is stuck, see [the tray](#nowhere).

## Pull the sheet out {#jam .overview}

Open the tray.
"""


@pytest.fixture
def broken(shell):
    (shell.folder / "printer.md").write_text(BROKEN)
    return shell


def test_the_shipped_guides_are_in_order(shell):
    done = shell.run("check", KNOWLEDGE_GUIDES="")
    assert (done.code, done.out) == (0, "")
    assert done.err.strip() == "The guides are in order."


def test_each_mistake_names_its_file_and_line(broken):
    done = broken.run("check", "printer.md")
    assert done.code == 1
    lines = done.out.splitlines()
    assert {line.split(" ")[0] for line in lines} == {"printer.md:5:", "printer.md:7:"}
    assert done.err.strip() == f"{len(lines)} to mend."


def test_json_says_the_same(broken):
    done = broken.run("check", "printer.md", "--json")
    assert done.code == 1
    assert {(one["path"], one["line"]) for one in done.document["problems"]} == {("printer.md", 5), ("printer.md", 7)}
    assert all(one["message"].endswith(".") for one in done.document["problems"])


def test_the_configured_guides_are_checked_when_none_is_named(broken):
    done = broken.run("check", KNOWLEDGE_GUIDES="printer.md")
    assert done.code == 1
    assert "printer.md:5:" in done.out


def test_a_file_that_is_not_there_is_a_mistake_too(shell):
    done = shell.run("check", "nowhere.md")
    assert done.code == 1
    assert done.out.startswith("nowhere.md:1: There is no such file or folder")


def test_nonsense_in_a_setting_is_one_line(shell):
    assert refused(shell.run("check", KNOWLEDGE_STORE_URL="chroma")).startswith("KNOWLEDGE_STORE_URL must be")
