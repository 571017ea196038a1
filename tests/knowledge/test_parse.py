"""Files and folders become one guide, whatever is wrong in some of them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.models import Kind
from knowledge.parse import GuideError, Problem, read_guide, read_guide_with_problems
from tests.knowledge.sources import MINI_GUIDE, by_section, guide_of

LAMP = """If your lamp is dark, you are in the right place. Nearly every dark lamp can be mended in minutes.
What Does a Dark Lamp Mean?
A dark lamp has no current. It is rarely the lamp’s own fault.
Main Causes of Dark Lamps
Most lamps go dark for one of two reasons. Here is what they mean for you, one after the other, in short:
No Power
Somebody has pulled the plug, or the fuse is gone.
Old Bulbs
A bulb burns for about 1,000 hours and then no more.
Advanced Fixes for Dark Lamps
If the lamp stays dark, try one of these.
- Change the fuse: Switch the mains off first. Then put a new fuse in.
- Contact the shop: Bring the lamp and the receipt.
How to Fix Dark Lamps: Step-by-Step
Start with the quickest.
Step 1: Push the Plug In
Push until it clicks.
Step 2: Change the Bulb (or Borrow One)
Let the old one cool down.
What Not to Do With Dark Lamps
When fixing a lamp, keep calm.
- Don’t shake it: Shaking breaks the filament.
FAQs About Dark Lamps
Can I Prevent Dark Lamps?
Not quite, but you can keep a bulb in the drawer.
"""


def test_the_mini_guide_is_read_whole() -> None:
    """Every section of every language is a chunk, the first language first, in the order of the text."""
    guide, problems = read_guide_with_problems([MINI_GUIDE])
    assert problems == ()
    assert guide.languages() == ("en", "de")
    assert len(guide.in_language("en")) == len(guide.in_language("de")) == 14
    assert [chunk.position for chunk in guide.in_language("de")] == list(range(14))
    assert guide.product.name == "Lumo"
    assert [(one.text, one.language) for one in guide.declines] == [
        ("my hue lamp is offline", "en"),
        ("which bulb should I buy", "en"),
        ("welche birne soll ich kaufen", "de"),
    ]


def test_translations_inherit_the_facts_of_steps() -> None:
    """Facts come from the first language; its words, which people mix in, stand behind each language's own."""
    guide = read_guide([MINI_GUIDE])
    ours, theirs = by_section(guide)["vpn"].step, by_section(guide, "de")["vpn"].step
    assert ours is not None
    assert theirs is not None
    assert theirs.order == ours.order == 3
    assert theirs.sooner == ("vpn_on",)
    assert dict(ours.variant_words)["on"] == ("connected", "with")
    assert dict(theirs.variant_words)["off"][:3] == ("aus", "getrennt", "ohne")
    assert set(dict(ours.variant_words)["off"]) < set(dict(theirs.variant_words)["off"])
    items = by_section(guide, "de")["advanced"].items
    assert [item.step.order for item in items if item.step] == [4, 99]
    assert [item.step.last_resort for item in items if item.step] == [False, True]


def test_plain_text_keeps_its_sections_and_steps(tmp_path: Path) -> None:
    """Headings, kinds, steps and items of a text without any markup are found."""
    guide, problems = guide_of(tmp_path, {"lamp.txt": LAMP})
    chunks = by_section(guide)
    assert problems == []
    assert [(chunk.title, str(chunk.kind)) for chunk in guide.chunks] == [
        ("What Does a Dark Lamp Mean?", "overview"),
        ("Main Causes of Dark Lamps", "cause"),
        ("No Power", "cause"),
        ("Old Bulbs", "cause"),
        ("Advanced Fixes for Dark Lamps", "advanced"),
        ("How to Fix Dark Lamps: Step-by-Step", "overview"),
        ("Step 1: Push the Plug In", "step"),
        ("Step 2: Change the Bulb (or Borrow One)", "step"),
        ("What Not to Do With Dark Lamps", "caution"),
        ("FAQs About Dark Lamps", "faq"),
        ("Can I Prevent Dark Lamps?", "faq"),
    ]
    steps = [
        *(chunk.step for chunk in guide.chunks),
        *(item.step for item in chunks["advanced-fixes-for-dark-lamps"].items),
    ]
    assert [(step.order, step.id, step.last_resort) for step in steps if step] == [
        (1, "push-the-plug-in", False),
        (2, "change-the-bulb-or-borrow-one", False),
        (3, "change-the-fuse", False),
        (4, "contact-the-shop", True),
    ]
    assert chunks["push-the-plug-in"].heading_path == (
        "How to Fix Dark Lamps: Step-by-Step",
        "Step 1: Push the Plug In",
    )
    assert chunks["faqs-about-dark-lamps"].text == "Can I Prevent Dark Lamps?"
    assert [item.id for item in chunks["what-not-to-do-with-dark-lamps"].items] == ["dont-shake-it"]
    assert all(item.step is None for item in chunks["what-not-to-do-with-dark-lamps"].items)


def test_the_shipped_product_stands_in(tmp_path: Path) -> None:
    """Files without a product.yaml get the shipped one."""
    guide, problems = guide_of(tmp_path, {"lamp.txt": LAMP})
    assert guide.product.id
    assert problems == []


def test_other_peoples_markdown_works(tmp_path: Path) -> None:
    """Without ids and front matter ids come from titles, and kinds from words and structure."""
    text = (
        "# The lamp\n\nHello.\n\n## Fix it\n\n1. **Pull.** Hard.\n2. Push it back. Then wait.\n\n## Fix it\n\nOr not.\n"
    )
    guide, problems = guide_of(tmp_path, {"lamp.md": text})
    assert problems == []
    assert [chunk.id for chunk in guide.chunks] == ["lamp#fix-it", "lamp#fix-it-2"]
    assert guide.chunks[0].heading_path == ("The lamp", "Fix it")
    assert [(item.id, item.label, item.text) for item in guide.chunks[0].items] == [
        ("pull", "Pull", "Hard."),
        ("push-it-back", "Push it back", "Push it back. Then wait."),
    ]
    assert [item.step.order for item in guide.chunks[0].items if item.step] == [1, 2]


def test_a_text_without_headings_is_one_section(tmp_path: Path) -> None:
    """A document of paragraphs alone is indexed under its file's name."""
    guide, _ = guide_of(tmp_path, {"my-lamp.txt": "The lamp is dark.\nThe plug is out.\n"})
    assert [(chunk.id, chunk.title) for chunk in guide.chunks] == [("my-lamp#my-lamp", "My lamp")]
    assert guide.chunks[0].text == "The lamp is dark.\nThe plug is out."


def test_an_intro_that_outweighs_the_rest_is_text(tmp_path: Path) -> None:
    """A long text with a short last heading is not lost, a short intro stays the document's."""
    long = "This sentence says something about lamps. " * 50
    guide, _ = guide_of(
        tmp_path / "long", {"a.txt": f"{long}\nThe author\n", "b.md": f"# B\n\n{long}\n\n## End\n\nText.\n"}
    )
    assert [chunk.id for chunk in guide.chunks] == ["a#a", "a#a-2", "a#the-author", "b#b", "b#b-2", "b#end"]
    guide, _ = guide_of(
        tmp_path / "short", {"a.txt": f"{long[:900]}\nThe author\n", "b.md": "# B\n\nIntro.\n\n## End\n"}
    )
    assert [chunk.id for chunk in guide.chunks] == ["a#the-author", "b#end"]


@pytest.mark.parametrize(
    ("name", "front", "language"),
    [
        ("de/a.md", "", "de"),
        ("de/a.md", "---\nlanguage: fr\n---\n", "de"),
        ("docs/a.md", "---\nlanguage: fr\n---\n", "fr"),
        ("docs/a.md", "", "en"),
    ],
)
def test_the_folder_names_the_language(tmp_path: Path, name: str, front: str, language: str) -> None:
    """The folder wins over the front matter, English is what nobody named."""
    guide, _ = guide_of(tmp_path, {name: f"{front}# T\n\n## A\n\nText.\n"})
    assert guide.languages() == (language,)


def test_without_english_the_language_of_most_articles_comes_first(tmp_path: Path) -> None:
    """The first language is what the others inherit from."""
    text = "# T\n\n## A\n\nText.\n"
    guide, _ = guide_of(tmp_path, {"de/a.md": text, "fr/a.md": text, "fr/b.md": text})
    assert guide.languages() == ("fr", "de")


def test_two_files_of_one_article_are_refused_naming_both(tmp_path: Path) -> None:
    """One article name in one language stands in one file."""
    text = "# T\n\n## A\n\nText.\n"
    with pytest.raises(GuideError) as caught:
        guide_of(tmp_path, {"one/lamp.md": text, "two/lamp.txt": text, "de/lamp.md": text})
    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert problem.path == tmp_path / "two" / "lamp.txt"
    assert str(tmp_path / "one" / "lamp.md") in problem.message


@pytest.mark.parametrize(
    "files", [{}, {"empty.txt": ""}, {"empty.md": "---\ntitle: x\n---\n"}, {"x.txt": "---\n***\n"}]
)
def test_nothing_to_index_is_an_error(tmp_path: Path, files: dict[str, str]) -> None:
    """The error says why, one sentence a file."""
    with pytest.raises(GuideError) as caught:
        guide_of(tmp_path, files)
    assert caught.value.problems
    assert all(problem.message.endswith(".") for problem in caught.value.problems)


def test_a_bad_file_is_left_out_and_the_rest_is_served(tmp_path: Path) -> None:
    """Every problem has its file and line, and nothing else is lost."""
    (tmp_path / "bad.txt").write_bytes(b"fine\n\xff\xfe\n")
    head = "---\ntitle: T\nsteps:\n  a: {order: x}\n  b: {order: 2}\n---\n# T\n\n"
    body = "## A {#a .step}\n\nText.\n\n## B {#b .step}\n\nText.\n"
    guide, problems = guide_of(
        tmp_path, {"good.md": head + body, "good.yaml": "phrasings: {a: [hello]}\nwords: {a: [x\n"}
    )
    chunks = by_section(guide)
    assert list(chunks) == ["a", "b"]
    assert [step.order for chunk in guide.chunks if (step := chunk.step)] == [3, 2]
    assert chunks["a"].phrasings == ()
    assert [problem.partition(": ")[0] for problem in problems] == ["bad.txt:2", "good.md:4", "good.yaml:3"]


def test_a_section_with_a_repeated_id_is_left_out(tmp_path: Path) -> None:
    """The first one of an id is served, the second one is a problem that names the first."""
    text = "# T\n\n## A {#a}\n\nOne.\n\n## B {#a}\n\nTwo.\n\n- **C:** Three. {#a}\n\n## D {#d}\n\n- **E:** Four. {#a}\n"
    guide, problems = guide_of(tmp_path, {"lamp.md": text})
    assert [(chunk.section, chunk.text) for chunk in guide.chunks] == [("a", "One."), ("d", "E: Four.")]
    assert guide.chunks[1].items == ()
    assert [problem.partition(":")[2].partition(":")[0] for problem in problems] == ["7", "15"]
    assert all("line 3" in problem for problem in problems)


def test_repeated_ids_of_other_peoples_pages_are_no_problem(tmp_path: Path) -> None:
    """The second heading of an id gets one of its own."""
    guide, problems = guide_of(tmp_path, {"a.html": "<h2 id='x'>A</h2><p>One<h2 id='x'>B</h2><p>Two"})
    assert [(chunk.section, chunk.text) for chunk in guide.chunks] == [("x", "One"), ("b", "Two")]
    assert problems == []


def test_problems_are_sorted_and_readable() -> None:
    """A problem prints as editors and terminals know it."""
    assert str(Problem(Path("a.md"), 3, "Wrong.")) == "a.md:3: Wrong."
    assert Problem(Path("a.md"), 3, "b") < Problem(Path("a.md"), 10, "a") < Problem(Path("b.md"), 1, "a")


SETTINGS = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
MARKUP = st.text(alphabet="#*-_>[](){}!|`~.:&<\\ \n\tabcÄ1é缓", max_size=200)


@SETTINGS
@given(
    data=st.one_of(st.binary(max_size=200), MARKUP.map(str.encode)),
    name=st.sampled_from(["any.md", "any.txt", "any.html", "any.pdf", "any.docx", "good.yaml", "product.yaml"]),
)
def test_any_bytes_leave_the_rest_served(tmp_path: Path, data: bytes, name: str) -> None:
    """Whatever one file holds, the others are read, and every chunk can be shown."""
    (tmp_path / "good.md").write_text("# T\n\n## A\n\nText.\n")
    (tmp_path / name).write_bytes(data)
    guide, problems = read_guide_with_problems([tmp_path])
    (tmp_path / name).unlink()
    assert "good#a" in {chunk.id for chunk in guide.chunks}
    assert all(chunk.text and chunk.title for chunk in guide.chunks)
    assert all(problem.path.name == name and problem.line > 0 and problem.message for problem in problems)


@SETTINGS
@given(st.lists(MARKUP, max_size=8).map("\n\n".join))
def test_ids_are_unique_whatever_the_text(tmp_path: Path, text: str) -> None:
    """Sections, pieces and items of an article never share an id."""
    (tmp_path / "a.md").write_text(text + "\n\n## Fix\n\n- **A:** b\n- **A:** c\n", encoding="utf-8")
    guide = read_guide([tmp_path])
    ids = Counter(chunk.section for chunk in guide.chunks)
    ids.update(item.id for chunk in guide.chunks for item in chunk.items)
    assert set(ids.values()) == {1}


def test_every_line_of_the_mini_guide_is_verbatim() -> None:
    """A line of a chunk stands in its source word for word; an item's label and text do."""
    for chunk in read_guide([MINI_GUIDE]).chunks:
        source = (MINI_GUIDE / chunk.language / f"{chunk.article}.md").read_text(encoding="utf-8")
        items = {f"{item.label}: {item.text}": item for item in chunk.items}
        for line in chunk.text.split("\n"):
            parts = (items[line].label, items[line].text) if line in items else (line,)
            assert all(part in source for part in parts)


def test_reading_imports_nothing_heavy() -> None:
    """No model, store or optional format is imported to read Markdown and text."""
    program = (
        "import sys; from pathlib import Path; from knowledge.parse import read_guide;"
        f"read_guide([Path({str(MINI_GUIDE)!r})]);"
        "print([name for name in ('torch', 'chromadb', 'pypdf', 'mammoth', 'langchain_core') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_kinds_have_their_own_names() -> None:
    """The kinds a writer may use are the model's."""
    assert {chunk.kind for chunk in read_guide([MINI_GUIDE]).chunks} == set(Kind)
