"""Sections of unmarked documents are guessed by general words and structure."""

from __future__ import annotations

import pytest

from knowledge.document import Block, Role, Section
from knowledge.guess import content_words, guess_kinds, holds_steps, is_contact, own_kind, step_words
from knowledge.models import Kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("FAQs about lamps", Kind.FAQ),
        ("Frequently asked", Kind.FAQ),
        ("Häufige Fragen", Kind.FAQ),
        ("常见问题", Kind.FAQ),
        ("How to avoid it in the future", Kind.PREVENTION),
        ("So lässt es sich vermeiden", Kind.PREVENTION),
        ("Why it happens", Kind.CAUSE),
        ("Mögliche Ursachen", Kind.CAUSE),
        ("Causas principales", Kind.CAUSE),
        ("What not to do", Kind.CAUTION),
        ("Don’t panic", Kind.CAUTION),
        ("Common mistakes to avoid", Kind.CAUTION),
        ("Advanced fixes", Kind.ADVANCED),
        ("It doesn’t have to be so", None),
        ("Becauseway station", None),
        ("What is it?", None),
    ],
)
def test_titles_tell_their_kind(title: str, kind: Kind | None) -> None:
    """General words of a title tell what the section is for, in several languages."""
    assert own_kind(title) is kind


def kinds(*titles: str, subject: str = "", flat: bool = False) -> list[Kind | None]:
    """Guess the kinds of headings written as "## Title"."""
    sections = [Section(title.lstrip("# "), title.count("#"), 1) for title in titles]
    return [section.kind for section in guess_kinds(sections, subject, flat)]


def test_numbered_steps_are_steps_wherever_they_stand() -> None:
    """ "Step 2: ..." is a step; a detail below it is not a step of its own."""
    assert kinds("## Step 1: Pull", "### On a Mac", "## End") == [Kind.STEP, Kind.OVERVIEW, Kind.OVERVIEW]


def test_what_stands_under_a_fix_is_a_step() -> None:
    """Headings below "How to fix" are steps, unless they have a clue of their own."""
    assert kinds("## How to fix it", "### Pull the plug", "### Why it works") == [Kind.OVERVIEW, Kind.STEP, Kind.CAUSE]


def test_numbered_headings_are_steps_where_the_document_promises_fixes() -> None:
    """ "1. Pull the plug" is a step in "5 ways to fix it", and a chapter elsewhere."""
    assert kinds("## 1. Pull the plug", subject="5 ways to fix it") == [Kind.STEP]
    assert kinds("## 1. Introduction", subject="A history of lamps") == [Kind.OVERVIEW]


def test_questions_and_cautions_keep_what_is_below_them() -> None:
    """A question under the FAQ is one, whatever its words say."""
    assert kinds("## FAQ", "### Why not?", "## What not to do", "### Step on it") == [
        Kind.FAQ,
        Kind.FAQ,
        Kind.CAUTION,
        Kind.CAUTION,
    ]


def test_without_levels_a_list_of_causes_goes_on() -> None:
    """Headings after "Causes of ..." are causes until one has a clue, or names the subject again."""
    titles = ("## Causes of dark lamps", "## No power", "## Old bulbs", "## Dark lamps are no fate", "## Price")
    assert kinds(*titles, flat=True) == [Kind.CAUSE, Kind.CAUSE, Kind.CAUSE, Kind.OVERVIEW, Kind.OVERVIEW]
    assert kinds(*titles) == [Kind.CAUSE, *[Kind.OVERVIEW] * 4]


def test_bullets_are_steps_where_title_or_text_speaks_of_fixing() -> None:
    """Bullets of a warning are no steps, even when its text speaks of fixing."""
    text = (Block("These fixes help.", 1), Block("Pull it", 2, Role.BULLET))
    assert holds_steps(Section("More", 2, 1, text, kind=Kind.OVERVIEW))
    assert not holds_steps(Section("More", 2, 1, text, kind=Kind.CAUTION))
    assert not holds_steps(Section("More", 2, 1, text[1:], kind=Kind.OVERVIEW))


def test_content_words_leave_the_glue_out() -> None:
    """Articles, prepositions and empty verbs mean nothing; a possessive is the word itself."""
    assert content_words("Try to clear Lumo’s cache on your Mac") == ("clear", "lumo", "cache", "mac")


def test_words_of_steps_tell_them_apart() -> None:
    """A word of several titles stays with the one that ends with it, elsewhere it needs its neighbour."""
    titles = {"cache": "Clear the browser cache", "other": "Try a different browser", "dns": "Flush the DNS cache"}
    assert step_words(titles, {"dns"}) == {
        "cache": ("clear", "cache"),
        "other": ("browser",),
        "dns": ("flush", "dns cache"),
    }


def test_a_step_is_never_without_words() -> None:
    """When all its words are shared, they count all the same."""
    assert step_words({"a": "Pull the plug", "b": "Plug"}, set()) == {"a": ("pull", "plug"), "b": ("plug",)}


@pytest.mark.parametrize("title", ["Contact support", "Kontakt zum Support", "Связаться с поддержкой", "联系客服"])
def test_reaching_a_person_is_known(title: str) -> None:
    """Steps that lead to a person come last."""
    assert is_contact(title)
    assert not is_contact("Pull the plug")
