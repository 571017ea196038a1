"""Records say what they mean, and refuse what they cannot mean."""

import pytest
from pydantic import ValidationError

from bot.models import Result
from evaluation.records import AttemptRef, DialogueTurn, among, pair
from tests.evaluation.builders import a_verdict


def test_step_words_name_a_step_and_its_variant():
    assert pair("refresh") == ("refresh", None)
    assert pair("vpn/off") == ("vpn", "off")


def test_a_listed_step_stands_for_all_its_variants():
    assert among(("vpn", "on"), {("vpn", None)})
    assert not among(("vpn", "on"), {("vpn", "off")})
    assert not among(("vpn", None), {("vpn", "off")})


def test_any_covers_every_variant_and_every_result():
    one = AttemptRef(step_id="vpn", variant="any", result="any")
    assert one.covers("vpn", "on", Result.UNCLEAR)
    assert one.covers("vpn", None, Result.WORKED)
    assert not one.covers("refresh", None, Result.WORKED)


def test_an_exact_attempt_covers_only_itself():
    one = AttemptRef(step_id="vpn", variant="off", result="did_not_work")
    assert one.covers("vpn", "off", Result.DID_NOT_WORK)
    assert not one.covers("vpn", "on", Result.DID_NOT_WORK)
    assert not one.covers("vpn", "off", Result.WORKED)


@pytest.mark.parametrize("turn", [{"expect": {}}, {"says": "hi", "presses": {"refresh": "worked"}, "expect": {}}])
def test_a_turn_either_says_or_presses(turn):
    with pytest.raises(ValidationError, match="either says"):
        DialogueTurn.model_validate(turn)


def test_an_expectation_with_a_misspelt_word_is_refused():
    """A typo would otherwise be an expectation that nobody checks."""
    with pytest.raises(ValidationError, match="never_ofers"):
        DialogueTurn.model_validate({"says": "hi", "expect": {"never_ofers": ["refresh"]}})


@pytest.mark.parametrize("words", ["everyone", "just_you/sure", "them/likely"])
def test_a_verdict_is_two_words_of_the_contract(words):
    with pytest.raises(ValidationError):
        a_verdict(accept=[words])
