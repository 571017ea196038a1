"""`signpost init`: a starter that is in order, can be indexed, and answers."""

import re

import pytest

from tests.cli.conftest import ROOT

STARTER = ROOT / "cli" / "starter"


def test_it_writes_every_starter_file_and_names_it(shell):
    done = shell.run("init", "help")
    written = {path.relative_to(shell.folder) for path in (shell.folder / "help").rglob("*") if path.is_file()}
    assert done.code == 0
    assert {str(path) for path in written} == set(done.out.split())
    assert {path.relative_to("help") for path in written} == {
        path.relative_to(STARTER) for path in STARTER.rglob("*") if path.is_file()
    }


def test_it_overwrites_nothing(shell):
    mine = shell.folder / "guides" / "product.yaml"
    mine.parent.mkdir()
    mine.write_text("# mine\n")
    done = shell.run("init")
    assert done.code == 0
    assert mine.read_text() == "# mine\n"
    assert "product.yaml" not in done.out


def test_a_folder_that_cannot_be_written_is_one_line(shell):
    (shell.folder / "file").write_text("")
    done = shell.run("init", "file/below")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("file/below cannot be written")


def test_the_settings_are_real_ones():
    """Each is documented with the others, so that a renamed setting does not linger here."""
    named = re.findall(r"^([A-Z_]+)=", (STARTER / "signpost.env").read_text("utf-8"), re.MULTILINE)
    documented = re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert named
    assert set(named) <= set(documented)


@pytest.mark.slow
def test_the_starter_is_in_order_and_answers(shell):
    assert shell.run("init").code == 0
    checked = shell.run("check", KNOWLEDGE_GUIDES="guides")
    assert (checked.code, checked.out) == (0, "")
    answered = shell.run("ask", "how do I fix the sync error?", "--json", KNOWLEDGE_GUIDES="guides")
    assert answered.code == 0
    assert answered.document["outcome"] == "answered_steps"
    assert [step["id"] for step in answered.document["steps"]][:1] == ["reload"]
    assert {one["article"] for one in answered.document["citations"]} == {"sync-error"}
