"""What a message wants and what it is about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.hearing.lexicon import lexicon
from bot.models import Attempt, Channel, Intent, Question, Result
from bot.subject import find_area, find_symptom
from bot.understand import understand
from tests.builders import a_conversation, the_guide

GUIDE = the_guide()


def heard(message, **known):
    return understand(Question(message), a_conversation(**known), GUIDE)


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("hi there", Intent.GREETING),
        ("thanks a lot!", Intent.THANKS),
        ("it works now, thanks", Intent.SOLVED),
        ("vpn off fixed it", Intent.SOLVED),
        ("works in firefox but not in chrome", Intent.FIX),
        ("I want to talk to a human", Intent.HUMAN),
        ("human please", Intent.HUMAN),
        ("explain it in normal human words", Intent.FACT),
        ("is chatgpt down?", Intent.STATUS),
        ("chatgpt 502", Intent.FIX),
        ("what does bad gateway mean", Intent.FACT),
        ("my nginx gives 502", Intent.OTHER_SYMPTOM),
        ("chatgpt says 429 too many requests", Intent.OTHER_SYMPTOM),
        ("cleared the cache, same", Intent.FIX),
        ("bad gateway, what do I do", Intent.FIX),
        ("steam gives me a bad gateway", Intent.OTHER_SYMPTOM),
        ("steam loads fine, here it's a bad gateway", Intent.REPORT),
        ("claude says 502, not chatgpt", Intent.OTHER_SYMPTOM),
        ("gemini has a 502 while chatgpt works fine", Intent.OTHER_SYMPTOM),
        ("chatgpt has a 502 while gemini works fine", Intent.REPORT),
    ],
)
def test_intent(message, intent):
    assert heard(message).intent is intent


def test_good_news_that_did_not_last_is_no_end():
    assert heard("it worked for a minute and now it fails again").intent is not Intent.SOLVED


def test_the_query_leaves_out_what_was_tried():
    """Tried steps as the only keywords would find exactly what must not be offered."""
    assert "cache" not in heard("cleared cache and vpn, same. what causes this?").query
    assert "causes" in heard("cleared cache and vpn, same. what causes this?").query


def test_the_query_leaves_out_pasted_markup():
    assert (
        heard("<html><head><title>502 Bad Gateway</title></head></html> what is this").query
        == "502 Bad Gateway what is this"
    )


@pytest.mark.parametrize(
    ("message", "symptom"),
    [
        ("502", "bad-gateway"),
        ("504 on chatgpt, not 502", "gateway-timeout"),
        ("error 429", "rate-limit"),
        ("es geht nicht 502", "bad-gateway"),
    ],
)
def test_the_symptom_that_is_named(message, symptom):
    assert find_symptom(message, GUIDE.product, lexicon("en")).id == symptom


def test_the_part_that_is_named():
    assert find_area("is the api down", GUIDE.product).id == "api"


def test_symptom_and_language_stay_when_a_message_names_none():
    said = heard("still the same", symptom="bad-gateway", offered=("refresh:",))
    assert (said.symptom, said.language) == ("bad-gateway", "en")
    assert [one.step_id for one in said.attempts] == ["refresh"]


def test_a_pressed_button_counts_beside_the_words():
    question = Question(
        "and cleared the cache", (Attempt("refresh", None, Result.DID_NOT_WORK),), channel=Channel.WIDGET
    )
    said = understand(question, a_conversation(), GUIDE)
    assert {one.step_id for one in said.attempts} == {"refresh", "clear-cache"}


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_message_is_understood_somehow(message):
    assert heard(message).intent in Intent


@pytest.mark.parametrize(
    ("message", "part"),
    [
        ("the status page has the API in red, but it's chatgpt.com in my browser that gives me 502", "web"),
        ("502 bad gateway in the chatgpt web page. people say the api is down", "web"),
        ("502 from the api, the website is fine", "api"),
    ],
)
def test_the_part_that_fails_is_meant_where_others_are_named(message, part):
    assert heard(message).area == part


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("i don't care about the outage, show me the steps anyway", False),
        ("i do not care about the maintenance, just give me the steps", False),
        ("show me where the cache is", True),
    ],
)
def test_who_insists_on_steps_asks_nothing(message, asks):
    understood = heard(message)
    assert (understood.question, understood.asks_anyway) == (asks, not asks)


def test_a_part_that_is_only_asked_about_is_not_the_one_in_use():
    assert heard("is it because of the api thing?", area="web").area == "web"
    assert heard("my script calls the api", area="web").area == "api"
