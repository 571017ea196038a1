"""How far evidence carries a sentence."""

import json
from pathlib import Path

import pytest
import yaml

from bot import support
from bot.hearing.words import words
from bot.wording import languages

EN = support.speech("en")
GROUNDS = (
    "Clear the cookies, then restart the router.",
    "If the error stays, wait 15 minutes.",
    "Never share a password.",
)


def test_a_sentence_and_itself_support_each_other():
    for one in GROUNDS:
        assert support.broken(one, GROUNDS, EN) == ""
        assert support.supported(support.signs(one, GROUNDS, EN, 1.0))
        assert support.supported(support.signs(one, GROUNDS, EN, None))


@pytest.mark.parametrize(
    "text",
    [
        "Clear the router.",
        "Share a password.",
        "Wait 15 minutes.",
        "If the error stays, wait 15 hours.",
        "Buy cookies.",
    ],
)
def test_what_was_changed_breaks_a_rule(text):
    assert support.broken(text, GROUNDS, EN)


def test_likelihood_grows_with_what_is_shared():
    said = ("Clear the cookies.", "Clear the desk.", "Paint the desk.")
    found = [support.likelihood(support.signs(one, GROUNDS, EN, None)) for one in said]
    assert found == sorted(found, reverse=True)


def test_without_grounds_nothing_is_supported():
    assert support.broken("Clear the cookies.", (), EN)
    assert not support.supported(support.signs("Clear the cookies.", (), EN, None))


def test_a_number_is_known_with_its_unit_only():
    assert support.numbers_known("Wait 15 minutes.", GROUNDS)
    assert not support.numbers_known("Wait 15 hours.", GROUNDS)
    assert support.numbers_known("A 502.", ("Error 502 means this.",))


def test_languages_with_rules_are_ones_we_ship():
    judged = [language for language in languages() if support.speech(language)]
    assert {"en", "de", "es", "fr", "pt"} == set(judged)
    assert support.speech("xx") is None


def test_coefficients_were_measured_on_public_sets():
    told = json.loads(Path(support.__file__).with_suffix(".json").read_text("utf-8"))
    assert set(told["measured"]) >= {"begin", "wice"}
    assert set(support.coefficients(with_similarity=True).weights) - set(
        support.coefficients(with_similarity=False).weights
    ) == {"similarity"}


def test_the_lists_hold_single_words():
    lists = yaml.safe_load((Path(support.__file__).with_suffix(".yaml")).read_text("utf-8"))
    assert [word for one in lists.values() for row in one.values() for word in row if len(words(word)) != 1] == []
