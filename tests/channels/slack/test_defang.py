"""Nothing quoted in a message calls anybody, and no link leads where the answer does not point."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.slack.defang import GAP, addresses, defang, defang_markdown, escape, link, plain

GUIDE = "https://help.example.com/guide"
PARTS = ["<!channel>", "<!here|here>", "<@U123456>", "<#C1|x>", "<!subteam^S1>", "@here", "@Everyone", "[a](", ")", "<"]
PARTS += ["https://evil.example/x", "javascript:alert(1)", f"[guide]({GUIDE})", "[x](https://evil.example)", "![i]("]
PARTS += ["www.evil.example", "`", "**", "\n\n", "[", "]", "\\", "<https://evil.example|click>", "\u202e", "text "]
wild = st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=8)), max_size=12).map("".join)
LIVE = re.compile(r"<[!@#]|@(?:here|channel|everyone)\b", re.IGNORECASE)


@given(wild)
@settings(max_examples=400)
def test_no_text_calls_anybody(text):
    for made in (defang(text), defang_markdown(text, {GUIDE}), escape(text), plain(text)):
        assert not LIVE.search(made)


@given(wild)
@settings(max_examples=400)
def test_only_allowed_links_are_left(text):
    made = defang_markdown(text, {GUIDE}).replace(f"({GUIDE})", "")
    assert not re.search(r"(?i)://|javascript:[a-z]|www\.", made)


@given(wild)
def test_slack_s_own_markup_has_no_syntax_left(text):
    assert not re.search(r"[<>]", escape(text) + plain(text))


@given(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=60))
def test_plain_words_stay_as_they_are(text):
    assert defang(text) == defang_markdown(text, ()) == escape(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"See [the guide]({GUIDE}) [1].", f"See [the guide]({GUIDE}) [1]."),
        ("See [this](https://evil.example/?q=1) now.", "See this now."),
        ("![pixel](https://evil.example/p.png)", "pixel"),
        (f"[<!channel>]({GUIDE})", f"[<{GAP}!channel>]({GUIDE})"),
        ("a <b> c", f"a <{GAP}b> c"),
        ("mail kim@example.com", "mail kim@example.com"),
    ],
)
def test_markdown_keeps_its_words_and_its_allowed_links(text, shown):
    assert defang_markdown(text, {GUIDE}) == shown


def test_a_link_needs_an_address_of_the_web():
    assert link("a|b <c>", GUIDE) == f"<{GUIDE}|a¦b &lt;{GAP}c&gt;>"
    assert link("x", "javascript:alert(1)") == link("x", "https://a b") == link("x", "https://a>|<!channel>") == "x"


def test_the_fallback_text_has_no_markup():
    assert plain(f"**Refresh** [once]({GUIDE}) & wait") == "Refresh once &amp; wait"


def test_the_addresses_of_a_text_are_those_of_its_links():
    assert addresses("[a](https://a.example) and ![b](https://b.example 'x') but not c.example") == (
        "https://a.example",
    )
    assert addresses("no link") == ()
