"""Slips are read as what was meant, right words as they are."""

import pytest

from bot.hearing.spelling import Speller, is_word

SPELLER = Speller(["clear your browser cache", "bad gateway on ChatGPT", "restart the router", "extensions"] * 3, "en")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("bad gatway", "bad gateway"),
        ("Chatgtp says", "chatgpt says"),
        ("restrat the ruoter!", "restart the router!"),
        ("my extentions", "my extensions"),
    ],
)
def test_slips_are_mended_and_the_rest_stays(said, read):
    assert SPELLER.read(said).text == read


@pytest.mark.parametrize("said", ["I drive a coach", "cash", "502 x1y2", "缓存", ""])
def test_words_of_the_language_numbers_and_short_words_stay(said):
    assert SPELLER.read(said).text == said


def test_a_fragment_is_given_back_as_it_was_said():
    reading = SPELLER.read("hm, restrat the ruoter, no")
    assert reading.as_said("restart the router") == "restrat the ruoter"
    assert reading.as_said("not in it") == "not in it"


def test_another_languages_words_are_words():
    assert is_word("coche", "es")
    assert not is_word("cleard", "en")
    assert not is_word("coche", "xx")
