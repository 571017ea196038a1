"""The coefficients say how likely a message is covered."""

from dataclasses import replace

import pytest

from bot.abstain import NAMES, coefficients, covered, kind_of, signs
from bot.models import Attempt, Intent, Result, Understanding
from knowledge.models import SearchResults

FOUND = SearchResults("how long do I wait", (), margin=0.3)
TRIED = Attempt("refresh", None, Result.DID_NOT_WORK)
MESSAGES = {
    "asked": Understanding(Intent.FACT, "how long do I wait", "en", strange=1.0, weight=4.0),
    "told": Understanding(Intent.FIX, "same", "en", attempts=(TRIED,), strange=1.0, weight=4.0),
}


@pytest.fixture(params=MESSAGES)
def message(request):
    return MESSAGES[request.param]


def test_every_sign_has_its_coefficient(message):
    assert tuple(signs(message, FOUND)) == NAMES[kind_of(message)]
    assert set(coefficients(message).weights) == set(NAMES[kind_of(message)])


def test_a_message_that_tells_of_attempts_has_coefficients_of_its_own():
    assert {name: kind_of(message) for name, message in MESSAGES.items()} == {"asked": "asked", "told": "told"}
    assert coefficients(MESSAGES["told"]) != coefficients(MESSAGES["asked"])


def test_what_is_asked_in_another_language_than_english_has_coefficients_of_its_own():
    asked, told = (replace(message, language="fr") for message in MESSAGES.values())
    assert (kind_of(asked), kind_of(told)) == ("asked_elsewhere", "told")
    assert coefficients(asked) != coefficients(MESSAGES["asked"])


@pytest.mark.parametrize("margin", [-0.6, -0.2, 0.0, 0.3])
def test_a_larger_margin_makes_it_likelier(message, margin):
    assert covered(message, replace(FOUND, margin=margin)) < covered(message, replace(FOUND, margin=margin + 0.1))


def test_strange_words_make_it_less_likely(message):
    assert covered(replace(message, strange=4.0), FOUND) < covered(message, FOUND)


def test_who_has_tried_more_and_says_that_it_fails_is_likelier_at_this_subject():
    told = MESSAGES["told"]
    more = replace(told, attempts=(TRIED, replace(TRIED, step_id="vpn")), failing=True)
    assert covered(told, FOUND) < covered(more, FOUND)


def test_the_thresholds_are_in_order(message):
    assert 0.0 < coefficients(message).decline_below < coefficients(message).ask_below < 1.0
