"""Whatever a page sends becomes plain text: nothing to click, nothing hidden, nothing long."""

import pytest

from status.platforms.clean import LINE_LIMIT, TEXT_LIMIT, line, link, plain


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Elevated errors", "Elevated errors"),
        ("<p>First.</p><p>Second &amp; third.</p>", "First.\nSecond & third."),
        ("One<br /><br />two", "One\ntwo"),
        ("A <b>bold</b> word", "A bold word"),
        ("<script>alert(1)</script>Seen", "Seen"),
        ("<style>p{}</style><img src=x onerror=alert(1)>Seen", "Seen"),
        ("&lt;script&gt;alert(1)&lt;/script&gt; seen", "alert(1) seen"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("latency < 5 s and errors > 3 %", "latency < 5 s and errors > 3 %"),
        ("5xx &mdash; and &#8220;quotes&#8221;", "5xx — and “quotes”"),
        ("unfinished <a href=", "unfinished"),
        ("tab\there\r\nline", "tab here\nline"),
        ("nul\x00 bell\x07 escape\x1b[31m", "nul bell escape[31m"),
        ("\u202egnihton\u202c hidden\u200b space", "gnihton hidden space"),
        ("half a pair \ud800 here", "half a pair here"),
        ("  many    spaces \n\n\n lines ", "many spaces\nlines"),
        (42, "42"),
        (None, ""),
        (True, ""),
        ({"a": 1}, ""),
        (["a"], ""),
    ],
)
def test_markup_and_control_characters_are_gone(sent, read):
    assert plain(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("See https://evil.example/login now", "See now"),
        ("See [the page](https://evil.example/x) now", "See the page now"),
        ("![logo](https://evil.example/x.png) Hello", "logo Hello"),
        ('<a href="https://evil.example">our page</a> helps', "our page helps"),
        ("javascript:alert(1) and data:text/html,x done", "and done"),
        ("visit www.evil.example or evil.example/free today", "visit or today"),
        ("write to help@evil.example please", "write to please"),
        ("Chatgpt.com is down", "Chatgpt.com is down"),
    ],
)
def test_links_are_gone_and_names_of_products_stay(sent, read):
    assert plain(sent) == read


def test_length_is_bounded():
    assert len(plain("word " * 10_000)) <= TEXT_LIMIT
    assert plain("word " * 10_000).endswith("…")
    assert len(line("x" * 10_000)) <= LINE_LIMIT


def test_a_line_is_one_line():
    assert line("<p>Elevated</p>\n<p>errors</p>") == "Elevated errors"


@pytest.mark.parametrize(
    "unit", ["<", "<a", "<!--", "[", "[a](", "&lt;", "a.", "a@", "<script>", "www.", "\n ", "data:"]
)
def test_hostile_repetition_is_cheap(unit):
    """A pattern that runs away would take minutes here; the suite's own time limit would end it."""
    assert len(plain(unit * 1_000_000)) <= TEXT_LIMIT


def test_every_text_can_be_encoded():
    assert plain("\ud83d\ude00 \udfff ok").encode("utf-8")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("https://status.example.com/incidents/1", True),
        ("http://127.0.0.1:8099/", True),
        ("javascript:alert(1)", False),
        ("https://status.example.com/\n/x", False),
        ("https://status.example.com/ x", False),
        ("https://st\u0430tus.example.com/", False),
        ("https://status.example.com/" + "x" * 600, False),
        (7, False),
        (None, False),
    ],
)
def test_an_address_is_kept_as_it_is_or_not_at_all(sent, read):
    assert link(sent) == (sent if read else "")
