"""Lists of what was tried: by browser, by number, with exceptions, as answers to one's own questions."""

import pytest

from bot.hearing.attempts import find_attempts
from bot.hearing.lexicon import lexicon
from tests.bot.hearing.test_attempts import NAMES, hear, steps

OFFERED = [("clear-cache", None), ("restart-connection", None), ("disable-extensions", None)]


@pytest.mark.parametrize(
    ("message", "tried"),
    [
        ("firefox, edge, opera - all broken", {"other-browser"}),
        ("cache wiped, router rebooted, vivaldi - no", {"clear-cache", "restart-connection", "other-browser"}),
        ("chrome still fails", set()),
        ("which is better for this, chrome or edge?", set()),
        ("i only use firefox, that's where it fails", set()),
    ],
)
def test_browsers_count_where_there_are_several_or_a_list(message, tried):
    assert steps(message) == tried


def test_a_browser_that_works_is_what_worked():
    assert hear("edge loads it fine, chrome still won't") == {("other-browser", None): "worked"}


@pytest.mark.parametrize(
    ("message", "tried"),
    [
        ("1 and 3 done, no change", {"clear-cache", "disable-extensions"}),
        ("number two changed nothing", {"restart-connection"}),
        ("did all three, same page", {"clear-cache", "restart-connection", "disable-extensions"}),
        ("all of it except the last one", {"clear-cache", "restart-connection"}),
        ("the first two made no difference", {"clear-cache", "restart-connection"}),
        ("the second one didn't help", {"restart-connection"}),
    ],
)
def test_the_numbers_of_an_offer(message, tried):
    assert steps(message, offered=OFFERED) == tried


def test_without_an_offer_numbers_are_the_guides():
    assert steps("did step 2 and step 3, same") == {"clear-cache", "other-browser"}


@pytest.mark.parametrize(
    ("message", "tried"),
    [
        ("Router? Restarted. Cookies? Deleted.", {"restart-connection", "clear-cache"}),
        ("extensions? yep those are off as well, no change", {"disable-extensions"}),
        ("the router?", set()),
        ("cache? does that really help?", set()),
    ],
)
def test_who_answers_their_own_question_tells(message, tried):
    assert steps(message) == tried


@pytest.mark.parametrize(
    "message",
    [
        "without touching my extensions I rebooted the router",
        "neither the cache nor another browser has been tried, only a reboot of the router",
        "apart from rebooting the router I haven't done a thing",
        "I have yet to clear the cache, but the router was restarted",
    ],
)
def test_one_thing_was_done_and_the_rest_was_not(message):
    assert steps(message) == {"restart-connection"}


@pytest.mark.parametrize(
    "message",
    [
        "clear the cache or change the browser, what first",
        "my dad deleted his cookies and it came back. I haven't tried anything",
        "i was about to switch off the vpn but wanted to ask you about this 502",
        "your last mail told me to switch off the antivirus. i dont like that",
    ],
)
def test_nothing_was_done(message):
    assert steps(message) == set()


@pytest.mark.parametrize(
    ("message", "worked"),
    [
        ("after I deleted the cookies the 502 went away", {"clear-cache"}),
        ("it's working again since I flushed dns", {"flush-dns"}),
        ("turned the vpn off and boom, it's back", {"vpn"}),
    ],
)
def test_what_helped_is_told_from_what_was_done(message, worked):
    assert {step for (step, _), result in hear(message).items() if result == "worked"} == worked


def test_what_helped_for_a_minute_did_not_work():
    told = hear("after I deleted the cookies the 502 went away. ten minutes later it failed again")
    assert told == {("clear-cache", None): "did_not_work"}


def test_a_pronoun_before_a_noun_is_none():
    heard = find_attempts("do you know this 502", NAMES, lexicon("en"), offered=OFFERED[:1])
    assert heard.attempts == ()


def test_what_works_elsewhere_is_no_step_that_worked():
    assert hear("it works on my phone", offered=[("refresh", None)]) == {}
    assert hear("it works now", offered=[("refresh", None)]) == {("refresh", None): "worked"}
