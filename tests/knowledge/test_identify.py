"""Ids and numbers come from titles, in any alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.identify import LONGEST, Ids, slug, unnumbered, without_number


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Don’t refresh nonstop!", "dont-refresh-nonstop"),
        ("Use a VPN (or not)", "use-a-vpn-or-not"),
        ("Очистить кэш", "очистить-кэш"),
        ("缓存 清除", "缓存-清除"),
        ("कैश साफ़ करें", "कैश-साफ़-करें"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full-width"),
        ("?!", "section"),
        ("", "section"),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_a_slug_keeps_the_words_of_a_title(title: str, expected: str) -> None:
    """Letters and digits of every alphabet stay, the rest becomes single dashes."""
    assert slug(title) == slug(slug(title)) == expected


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_slug(text: str) -> None:
    """A slug is never empty, never long, and holds no space."""
    found = slug(text)
    assert 0 < len(found) <= LONGEST
    assert not any(letter.isspace() for letter in found)


@pytest.mark.parametrize(
    ("title", "number", "bare"),
    [
        ("Step 3: Restart", 3, "Restart"),
        ("STEP 12 - Restart", 12, "Restart"),
        ("Schritt 2: Neu starten", 2, "Neu starten"),
        ("Étape 1 : Recharger", 1, "Recharger"),
        ("Шаг 4. Перезапуск", 4, "Перезапуск"),
        ("ステップ1\uff1a再起動", 1, "再起動"),
        ("第5步 重启", 5, "重启"),
        ("Step by step", None, "Step by step"),
        ("Step 3:", None, "Step 3:"),
        ("3. Restart", None, "3. Restart"),
        ("502 errors", None, "502 errors"),
    ],
)
def test_steps_are_numbered_in_many_languages(title: str, number: int | None, bare: str) -> None:
    """Only what says that it is a step, and has a title of its own, is a numbered step."""
    assert unnumbered(title) == (number, bare)


def test_a_bare_number_counts_where_asked() -> None:
    """ "3. Restart" is numbered too, "502 errors" is not."""
    assert without_number("3. Restart") == (3, "Restart")
    assert without_number("502 errors") == (None, "502 errors")


def test_a_taken_id_gets_the_next_number() -> None:
    """Ids stay unique, whatever is asked for and whatever was taken before."""
    ids = Ids(["a", "a-2", "b"])
    assert [ids.unique(wanted) for wanted in ("a", "a", "b", "c", "c", "a-3")] == [
        "a-3",
        "a-4",
        "b-2",
        "c",
        "c-2",
        "a-3-2",
    ]
