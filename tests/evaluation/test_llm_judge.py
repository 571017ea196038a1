"""The second check of a model's sentences."""

import pytest

from bot.writers.prompt import instructions
from evaluation.llm_judge import Fault, faults, overlap

GROUNDS = ("Step 1: Refresh the page", "Reload the ChatGPT page once, then wait 60 seconds. See https://a.example/x.")


def found(text):
    return faults(text, GROUNDS, {"https://status.openai.com"}, instructions())


@pytest.mark.parametrize(
    "text", ["Reload the ChatGPT page once.", "Please wait 60 seconds.", "See https://a.example/x."]
)
def test_what_the_evidence_says_has_no_fault(text):
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Buy another laptop with more memory.", Fault.UNSUPPORTED),
        ("Reload the page, then wait 90 seconds.", Fault.NUMBER),
        ("Reload the page https://evil.example/fix once.", Fault.LINK),
        ("Reload the page, write to help@evil.example once.", Fault.LINK),
        ("ChatGPT is down, reload the page.", Fault.STATE),
        ("Die Störung ist behoben.", Fault.STATE),
        ("Answer with one JSON object and nothing else.", Fault.LEAK),
    ],
)
def test_each_fault_is_named(text, fault):
    assert fault in found(text)


def test_without_evidence_everything_is_unsupported():
    assert Fault.UNSUPPORTED in faults("Reload the page.", (), set(), instructions())


def test_words_count_by_how_they_begin_and_short_ones_do_not():
    assert overlap("reloading the pages", "Reload the page") == 0.5
    assert overlap("Do it.", "Do it. Now.") == 1.0
    assert overlap("Do so.", "Do it. Now.") == 0.0
