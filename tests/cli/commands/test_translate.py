"""`signpost translate`: a draft in a new file or on the terminal; nothing that exists changes."""

import asyncio

import pytest
import yaml

from cli.commands.translate import MOST_FAILURES, translate
from knowledge.readers import markdown
from knowledge.segments import front_matter
from tests.llm_server import material, model_server, written

GUIDE = """---
title: "Printer help"
product: printer
language: en
steps:
  pull: {order: 1}
---

# Printer help

## Pull the sheet out of the tray {#pull .step}

Open tray 2 and pull the sheet out slowly with both hands.

> [!CAUTION]
> Never pull at a sheet that is
> still hot from the printer.

- **Look at the light:** It is red while paper is stuck in the printer. {#look}
- **Ask for help:** Write to help@printer.example when nothing else has helped you. {#ask}
"""
GERMAN = {
    "Printer help": "Hilfe zum Drucker",
    "Pull the sheet out of the tray": "Das Blatt aus dem Fach ziehen",
    "Open tray 2 and pull the sheet out slowly with both hands.": "Öffne Fach 2 und zieh das Blatt langsam heraus.",
    "Never pull at a sheet that is still hot from the printer.": "Zieh nie an einem Blatt, das noch heiß ist.",
    "**Look at the light:** It is red while paper is stuck in the printer.": "**Sieh dir das Licht an:** Es ist rot, "
    "solange Papier im Drucker steckt.",
    "**Ask for help:** Write to help@printer.example when nothing else has helped you.": "**Frag nach Hilfe:** "
    "Schreib an help@printer.example, wenn sonst nichts geholfen hat.",
}
DRAFT = """---
# A draft by a language model, from printer.md (en): to be read and corrected.
title: "Hilfe zum Drucker"
product: printer
language: de
steps:
  pull: {order: 1}
---

# Hilfe zum Drucker

## Das Blatt aus dem Fach ziehen {#pull .step}

Öffne Fach 2 und zieh das Blatt langsam heraus.

> [!CAUTION]
> Zieh nie an einem Blatt, das noch heiß ist.

- **Sieh dir das Licht an:** Es ist rot, solange Papier im Drucker steckt. {#look}
- **Frag nach Hilfe:** Schreib an help@printer.example, wenn sonst nichts geholfen hat. {#ask}
"""


def speaks(lies=None):
    """A model that translates, apart from what it lies about."""

    def script(body):
        text = material(body)["text"]
        return written(((GERMAN | (lies or {}))[text], ["text"]))

    return script


@pytest.fixture
def article(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "printer.md"
    path.write_text(GUIDE, "utf-8")
    return path


@pytest.fixture
def drafted(article, monkeypatch, capsys):
    """Return a function that drafts with a model, and its exit code, both outputs and what the model was asked."""

    async def run(script=None, fault="", output=None, language="de"):
        async with model_server(script or speaks(), fault) as server:
            monkeypatch.setenv("BOT_LLM", "openai:m")
            monkeypatch.setenv("BOT_LLM_BASE_URL", server.url)
            code = await asyncio.to_thread(translate, language, [article], output)
        told = capsys.readouterr()
        return code, told.out, told.err, [material(body)["text"] for body in server.bodies]

    return run


async def test_the_draft_keeps_structure_and_ids_and_says_that_it_is_one(drafted, article):
    code, out, err, asked = await drafted()
    assert (code, out) == (0, DRAFT)
    assert "7 of 7 blocks are drafted" in err
    assert "by hand" not in err
    assert asked == list(GERMAN)  # the title stands twice and is asked for once
    assert article.read_text("utf-8") == GUIDE
    assert yaml.safe_load(front_matter(out)[0])["steps"] == {"pull": {"order": 1}}
    assert [one.id for one in markdown.read(out.encode()).sections] == ["pull"]


async def test_what_a_rule_speaks_against_stays_in_the_original_and_is_listed_with_its_line(drafted):
    lies = {
        "Pull the sheet out of the tray": "",
        "Open tray 2 and pull the sheet out slowly with both hands.": "Öffne Fach 3 und zieh das Blatt heraus.",
        "Never pull at a sheet that is still hot from the printer.": "Never pull at a sheet which is hot, never do it.",
        "**Look at the light:** It is red while paper is stuck in the printer.": "Es ist rot, solange Papier steckt.",
    }
    code, out, err, _ = await drafted(speaks(lies))
    assert code == 0
    assert "> Never pull at a sheet that is\n> still hot from the printer.\n" in out
    lines = out.splitlines()
    assert lines[11] == "## Pull the sheet out of the tray {#pull .step}"
    assert lines[19] == "- **Look at the light:** It is red while paper is stuck in the printer. {#look}"
    assert "To translate by hand: 4." in err
    for told in (
        "draft:12: nothing was written",
        "draft:14: the numbers differ",
        "draft:17: it is not in the language asked for, but in `en`",
        "draft:20: the markup differs",
    ):
        assert told in err


async def test_a_draft_is_written_to_a_new_file(drafted, tmp_path):
    code, out, err, _ = await drafted(output=tmp_path / "de.md")
    assert (code, out) == (0, "")
    assert (tmp_path / "de.md").read_text("utf-8") == DRAFT
    assert "7 of 7" in err


async def test_a_file_that_exists_is_not_touched_and_no_model_is_asked(drafted, article, tmp_path):
    for output in (article, tmp_path / "nowhere" / "de.md"):
        code, out, err, asked = await drafted(output=output)
        assert (code, out, asked) == (1, "", [])
        assert str(output) in err
    assert article.read_text("utf-8") == GUIDE


async def test_a_draft_is_printed_where_its_file_appeared_meanwhile(drafted, tmp_path):
    output = tmp_path / "de.md"

    def late(body):
        output.write_text("mine")
        return speaks()(body)

    code, out, err, _ = await drafted(late, output=output)
    assert (code, out) == (1, DRAFT)
    assert output.read_text() == "mine"
    assert "printed" in err


async def test_a_model_that_keeps_failing_is_not_asked_any_more(drafted):
    code, out, err, asked = await drafted(fault="429")
    assert (code, out, len(asked)) == (1, "", MOST_FAILURES)
    assert "rate_limited" in err


async def test_a_call_that_fails_leaves_its_block_and_is_said_by_the_exit_code(drafted):
    calls = []

    def once(body):
        calls.append(body)
        return '{"sentences": [{"text": "' if len(calls) == 2 else speaks()(body)

    code, out, err, _ = await drafted(once)
    assert code == 1
    assert "# Hilfe zum Drucker\n\n## Pull the sheet out of the tray {#pull .step}\n" in out
    assert "draft:12: the model's call ended as unusable" in err


async def test_an_article_without_front_matter_gets_one(drafted, article):
    article.write_text("# Printer help\n\nOpen tray 2 and pull the sheet out slowly with both hands.\n", "utf-8")
    _, out, _, _ = await drafted()
    assert out.splitlines()[2:6] == ["language: de", "---", "# Hilfe zum Drucker", ""]


@pytest.mark.parametrize(
    ("language", "why"), [("xx", "the languages are"), ("en", "already"), ("DE", "the languages are")]
)
async def test_a_language_that_cannot_be_checked_or_is_the_articles_own_is_refused(drafted, language, why):
    code, out, err, asked = await drafted(language=language)
    assert (code, out, asked) == (1, "", [])
    assert why in err


async def test_only_one_article_at_a_time_and_only_markdown(drafted, article, capsys):
    (article.parent / "other.md").write_text("# Other\n\nWords.\n")
    (article.parent / "page.html").write_text("<h1>Page</h1><p>Words.</p>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOT_LLM", "openai:m")
        for paths, why in (
            ([article.parent], "Name one article, not 2"),
            ([article.parent / "page.html"], "no Markdown article"),
            ([article.parent / "missing.md"], "missing.md"),
        ):
            assert await asyncio.to_thread(translate, "de", paths, None) == 1
            assert why in capsys.readouterr().err


def test_without_a_model_nothing_is_drafted(article, monkeypatch, capsys):
    monkeypatch.delenv("BOT_LLM", raising=False)
    assert translate("de", [article], None) == 1
    assert "BOT_LLM" in capsys.readouterr().err
