"""The linter finds what a writer gets wrong, with file and line, and is silent about what is right."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.models import Fact
from knowledge.check import check_guides
from tests.knowledge.sources import MINI_GUIDE, written

MANUAL = Path(__file__).parents[2] / "docs" / "writing-guides.md"
FACTS = [fact.value for fact in Fact]


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that replaces words in a copy of the mini guide and returns what the checker says then."""

    def edit(*changes: tuple[str, str, str]) -> list[str]:
        folder = tmp_path / "guide"
        shutil.copytree(MINI_GUIDE, folder)
        for name, old, new in changes:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text
            (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        problems = check_guides([folder], FACTS)
        return [f"{problem.path.relative_to(folder)}:{problem.line}: {problem.message}" for problem in problems]

    return edit


def line_of(name: str, words: str) -> int:
    """Return the line of the mini guide's file that holds these words."""
    lines = (MINI_GUIDE / name).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if words in line)


EN, TALK, DE = "en/lamp-offline.md", "en/lamp-offline.yaml", "de/lamp-offline.md"


def test_the_mini_guide_is_in_order() -> None:
    """No false alarm."""
    assert check_guides([MINI_GUIDE], FACTS) == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "found", "sentence"),
    [
        (EN, "{#updates}", "{#vpn}", "{#updates}", "The id `vpn` stands already in line"),
        (EN, ".prevention}", ".prevntion}", "#prevention", "`.prevntion` is no kind of section"),
        (EN, "order: 2", "order: 1", "same-network: {", "`power-cycle` and `same-network` both have order 1"),
        (EN, "order: 2", "order: two", "same-network: {", "`steps.same-network.order` is 'two'; it must be"),
        (EN, "minutes: 3", "minuts: 3", "same-network: {", "`minutes` may be meant"),
        (EN, "  reset-lamp:", "  reset-lump:", "  reset-lamp:", "`reset-lump` here; `reset-lamp` may be meant"),
        (EN, "  reset-lamp: {order: 4, minutes: 10}", "", "{#reset-lamp}", "The step `reset-lamp` has no order"),
        (EN, "  same-network: {order: 2", "  faq: {order: 2", "  same-network", "`faq` is no step"),
        (
            EN,
            "works_elsewhere",
            "works_elswhere",
            "same-network: {",
            "`never`; `works_elsewhere` may be meant",
        ),
        (EN, "[recovering, unknown]", "[ok]", "power-cycle: {", "`ok` is no word for `during_incident`"),
        (EN, "product: lumo", "product: lume", "product:", "no product `lume` in product.yaml; `lumo` may be meant"),
        (EN, "symptom: offline", "symptom: dark", "symptom:", "no symptom `dark` in product.yaml"),
        (EN, "language: en", "language: fr", "language:", "The language is `fr` here and `en` by the folder"),
        (EN, "updated:", "udated:", "updated:", "`udated` is not a key we know; `updated` may be meant"),
        (EN, "](#steps)", "](#stebs)", "](#steps)", "no id `stebs`; `steps` may be meant"),
        (EN, "](#steps)", "](other.md)", "](#steps)", "The link `other.md` leads nowhere: there is no such file"),
        (EN, "{#cause-network}", "", "{#cause-network}", "no id; write `{#a-full-network}`"),
        (EN, "The lamp has not called", "The lamp has **not** called", "The lamp has not", "plain words on one line"),
        (EN, "## Getting", "## Empty {#empty}\n\n## Getting", "## Getting", "The section `Empty` is empty"),
        (EN, "updated: 2026", "updated: [2026", "steps:", "This is not YAML"),
        (TALK, "on: [connected, with]", "", "# two opposite", "The variant `on` of `vpn` has no words"),
        (TALK, "    on:", "    own:", "    on:", "`vpn` has no variant `own`; `on` may be meant"),
        (TALK, "  what-it-is:", "  what-is-it:", "  what-it-is:", "in lamp-offline.md; `what-it-is` may be meant"),
        (TALK, "  same-network:", "  causes:", "  same-network:", "There is no step `causes` in lamp-offline.md"),
        (TALK, "  reset-lamp: [", "  power-cycle: [", 'reset-lamp: ["fact', "`power-cycle` stands twice"),
        (TALK, "words:", "wrods:", "words:", "`wrods` is not a key we know; `words` may be meant"),
        ("product.yaml", "covered: true", "covered: perhaps", "covered: true", "must be `true` or `false`"),
        (DE, "- **Lampe nicht", "**Lampe nicht", "## Was Sie lassen", "The item `do-not-open` is missing"),
        (DE, "> [!CAUTION]\n> Lassen", "Lassen", "### Schritt 1", "A caution of `power-cycle` is lost here"),
        (DE, "{#steps .overview}", "{#steps .faq}", "{#steps", "`steps` is faq here and overview in the original"),
    ],
)
def test_each_slip_is_found(
    edited: Callable[..., list[str]], name: str, old: str, new: str, found: str, sentence: str
) -> None:
    """Each slip of the pen gives its own sentence at its own line."""
    line = line_of(name, found)
    problems = edited((name, old, new))
    assert any(problem.startswith(f"{name}:{line}: ") and sentence in problem for problem in problems), problems


def test_a_missing_translation_is_found(edited: Callable[..., list[str]]) -> None:
    """A section, an item and an article that exist in the first language only are each reported."""
    start = (MINI_GUIDE / DE).read_text(encoding="utf-8")
    section = start[start.index("## Was offline") : start.index("## Woher")]
    assert edited((DE, section, "")) == [
        f"{DE}:1: The section `what-it-is` is missing here; translate it (en/lamp-offline.md, line "
        f"{line_of(EN, '{#what-it-is')})."
    ]


def test_what_only_a_translation_has_is_found(edited: Callable[..., list[str]]) -> None:
    """A section beyond the original, too, means that somebody forgot something."""
    (problem,) = edited((DE, "## Häufige", "## Mehr {#more .overview}\n\nMehr.\n\n## Häufige"))
    assert "`more` does not exist in en/lamp-offline.md" in problem


def test_an_untranslated_article_is_found(tmp_path: Path) -> None:
    """Both ways round: an article without a translation, and a translation without an article."""
    shutil.copytree(MINI_GUIDE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "de" / "lamp-offline.md").rename(tmp_path / "de" / "lampe.md")
    (tmp_path / "de" / "lamp-offline.yaml").unlink()
    problems = [str(problem) for problem in check_guides([tmp_path], FACTS)]
    assert any("has no translation into `de`; write de/lamp-offline.md" in problem for problem in problems)
    assert any("`lampe` does not exist in `en`" in problem for problem in problems)


def test_phrasings_of_an_undetermined_language_need_no_article(tmp_path: Path) -> None:
    """They speak of the article in the default language, and their mistakes are found all the same."""
    shutil.copytree(MINI_GUIDE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "und").mkdir()
    sidecar = tmp_path / "und" / "lamp-offline.yaml"
    sidecar.write_text('phrasings:\n  what-it-is:\n    - "lamp is uit"\n', encoding="utf-8")
    assert check_guides([tmp_path], FACTS) == ()
    sidecar.write_text('phrasings:\n  what-it-iz:\n    - "lamp is uit"\n', encoding="utf-8")
    (problem,) = check_guides([tmp_path], FACTS)
    assert problem.path == sidecar
    assert "`what-it-iz`" in problem.message


def test_a_sidecar_without_an_article_is_found(tmp_path: Path) -> None:
    """A misnamed sidecar would otherwise be silence."""
    shutil.copytree(MINI_GUIDE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "en" / "lamp-ofline.yaml").write_text("words: {}\n")
    (problem,) = check_guides([tmp_path], FACTS)
    assert problem.path.name == "lamp-ofline.yaml"
    assert "belongs to no article" in problem.message


def test_one_broken_sidecar_is_one_problem(edited: Callable[..., list[str]]) -> None:
    """What follows from an error already told is not told again."""
    assert len(edited((TALK, "phrasings:", "phrasings: ["))) == 1


def test_twins_and_empty_folders_are_problems_too(tmp_path: Path) -> None:
    """What stops indexing is a problem here, never an exception."""
    assert "no guide here" in check_guides([tmp_path])[0].message
    text = "# T\n\n## A\n\nText.\n"
    written(tmp_path, {"one/a.md": text, "two/a.md": text})
    assert "rename one of them" in check_guides([tmp_path])[0].message


def test_conditions_are_not_checked_without_their_words() -> None:
    """The words belong to another room, so the caller names them."""
    assert check_guides([MINI_GUIDE]) == ()
    assert len(check_guides([MINI_GUIDE], ["vpn_on"])) == 2


def test_other_peoples_documents_raise_no_alarm(tmp_path: Path) -> None:
    """Ids, kinds and single lines are asked of marked documents only."""
    text = (
        "---\nlayout: page\ntags: [a]\n---\n# T\n\n## Fix *it*\n\nWrapped\ntext, see [below](#more-info).\n\n## More\n"
    )
    assert check_guides([written(tmp_path, {"en/a.md": text, "de/b.txt": "Titel\nText.\n"})]) == ()


def manual(tmp_path: Path) -> Path:
    """Write the files of docs/writing-guides.md and return their folder."""
    blocks = re.findall(r"^```\w+ (\S+)\n(.*?)^```", MANUAL.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert [name for name, _ in blocks] == ["en/printer-offline.md", "en/printer-offline.yaml", "product.yaml"]
    return written(tmp_path / "guides", dict(blocks))


def test_the_manuals_example_is_in_order(tmp_path: Path) -> None:
    """What the manual shows can be copied."""
    assert check_guides([manual(tmp_path)], FACTS) == ()


def test_the_manuals_problem_is_what_the_checker_says(tmp_path: Path) -> None:
    """The line that the manual shows is the line that is printed."""
    article = manual(tmp_path) / "en" / "printer-offline.md"
    lines = article.read_text(encoding="utf-8").split("\n")
    article.write_text("\n".join(line for line in lines if not line.startswith("  join-network:")), encoding="utf-8")
    (tmp_path / "guides" / "en" / "printer-offline.yaml").unlink()
    shown = [
        str(problem.path.relative_to(tmp_path)) + str(problem).removeprefix(str(problem.path))
        for problem in check_guides([tmp_path / "guides"], FACTS)
    ]
    assert len(shown) == 1
    assert shown[0] in MANUAL.read_text(encoding="utf-8")
