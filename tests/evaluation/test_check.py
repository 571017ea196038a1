"""Each expectation of a dialogue fails when it should, in words that help."""

import pytest

from evaluation.check import broken
from evaluation.records import Expectation
from tests.evaluation.builders import a_reply, heard

GOOD = a_reply(steps=["refresh"], cited=["refresh", "steps"], attempts=heard(clear_cache="did_not_work"))


def judged(reply=GOOD, **expect):
    return broken(Expectation.model_validate(expect), reply)


@pytest.mark.parametrize(
    "expect",
    [
        {},
        {"outcome": ["answered_steps", "clarify"]},
        {"verdict": ["just_you/unconfirmed"]},
        {"steps": True},
        {"offers_any": ["vpn", "refresh"]},
        {"never_offers": ["clear-cache"]},
        {"only_offers": ["refresh"]},
        {"attempts": {"clear-cache": "did_not_work"}},
        {"lacks_attempts": ["vpn"]},
        {"cites_any": ["steps"]},
        {"text_has": ["reload the PAGE"]},
        {"text_lacks": ["router"]},
        {"escalation": False},
        {"language": "en"},
    ],
)
def test_what_holds_is_not_reported(expect):
    assert judged(**expect) == ()


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"outcome": ["resolved"]}, "outcome answered_steps, not resolved"),
        ({"verdict": ["everyone/confirmed"]}, "verdict just_you/unconfirmed, not everyone/confirmed"),
        ({"steps": False}, "steps offered: refresh"),
        ({"offers_any": ["vpn"]}, "offers refresh, none of vpn"),
        ({"never_offers": ["refresh"]}, "must not be offered: refresh"),
        ({"only_offers": []}, "may not be offered now: refresh"),
        ({"attempts": {"clear-cache": "worked"}}, "attempt not known: clear-cache worked"),
        ({"attempts": {"refresh": "did_not_work"}}, "attempt not known: refresh did_not_work"),
        ({"no_attempts": True}, "attempts nobody made: clear-cache"),
        ({"lacks_attempts": ["clear-cache"]}, "attempt taken back or never made: clear-cache"),
        ({"cites_any": ["vpn"]}, "cites refresh, steps, none of vpn"),
        ({"text_has": ["router"]}, "text lacks “router”"),
        ({"text_lacks": ["Reload"]}, "text has “Reload”"),
        ({"escalation": True}, "no way to a person given"),
        ({"language": "de"}, "answered in en, not de"),
    ],
)
def test_what_does_not_hold_is_said_in_a_few_words(expect, words):
    assert judged(**expect) == (words,)


def test_no_step_where_one_was_due():
    assert judged(a_reply(), steps=True) == ("no step offered",)


def test_a_step_without_variant_stands_for_all_of_them():
    reply = a_reply(steps=["vpn/on"], attempts=heard(vpn="did_not_work"))
    assert judged(reply, never_offers=["vpn"]) == ("must not be offered: vpn/on",)
    assert judged(reply, never_offers=["vpn/off"]) == ()
    assert judged(reply, attempts={"vpn/off": "did_not_work"}) == ()


def test_only_the_first_three_citations_count():
    reply = a_reply(cited=["a", "b", "c", "vpn"])
    assert judged(reply, cites_any=["vpn"]) != ()


def test_several_broken_expectations_are_all_reported():
    assert len(judged(outcome=["resolved"], language="fr", escalation=True)) == 3
