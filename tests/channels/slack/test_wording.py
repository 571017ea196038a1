"""Slack's own words are there in every language that answers speak, each with the same gaps to fill."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.wording import languages as spoken
from channels.slack.limits import BUTTON_TEXT, PROMPTS
from channels.slack.wording import keys, languages, prompts, say

ON_BUTTONS = ("helpful", "not_helpful", "helpful_label", "not_helpful_label", "notify", "release", "share")
SENTENCES = sorted(keys("en") - {"prompts"})


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_whatever_language_an_answer_has_slack_s_own_words_have_it_too():
    assert set(languages()) == set(spoken())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_key_with_the_same_gaps(language):
    assert keys(language) == keys("en")
    assert {key: gaps(say(language, key)) for key in SENTENCES} == {key: gaps(say("en", key)) for key in SENTENCES}


@pytest.mark.parametrize("language", languages())
def test_buttons_and_prompts_fit(language):
    assert [name for name in ON_BUTTONS if len(say(language, name)) > BUTTON_TEXT] == []
    assert 0 < len(prompts(language)) <= PROMPTS
    assert "502 Bad Gateway" in prompts(language)[0]


@pytest.mark.parametrize("language", sorted(set(languages()) - {"en"}))
def test_no_sentence_was_left_in_english(language):
    alike = {key for key in SENTENCES if say(language, key) == say("en", key)}
    assert alike <= {"guide", "sources"}  # the French words are the same


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("ru", "[а-я]"),
        ("zh", "[一-鿿]"),
        ("ja", "[ぁ-んァ-ン一-鿿]"),
        ("ko", "[가-힣]"),
        ("ar", "[ء-ي]"),
        ("hi", "[ऄ-ह]"),
    ],
)
def test_every_sentence_is_in_the_language_s_script(language, script):
    assert [key for key in SENTENCES if not re.search(script, say(language, key))] == []
