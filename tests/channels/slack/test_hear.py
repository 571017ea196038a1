"""What a person wrote arrives as words, whatever Slack wraps them in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.slack.hear import MOST, hear, names


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("<@UBOT> chatgpt says 502", "chatgpt says 502"),
        ("hey <@UBOT> and <@U7|kim>, 502 &amp; nothing else", "hey and @kim, 502 & nothing else"),
        ("see <https://status.openai.com|the page> or <https://x.example>", "see the page or https://x.example"),
        ("<!here> in <#C1|help> &lt;502&gt;", "in #help <502>"),
        ("line one\nline two\x00\x1b", "line one\nline two"),
        ("<@UBOT>", ""),
        ("lone \ud800 half", "lone ? half"),
    ],
)
def test_escapes_become_words(sent, heard):
    assert hear(sent, "UBOT") == heard


@given(st.text(max_size=3000))
def test_any_text_can_be_asked(text):
    heard = hear(text, "UBOT")
    assert len(heard) <= MOST
    assert heard == heard.strip()
    heard.encode()


def test_only_our_own_mention_is_a_call():
    assert names("hi <@UBOT>", "UBOT")
    assert not names("hi <@UBOTX> UBOT", "UBOT")
    assert not names("hi <@>", "")
