"""Deeds are heard whatever verb tells of them, and what only describes a thing is none."""

import pytest

from tests.bot.hearing.test_attempts import hear, steps

CHROME = [("other-browser", None), ("restart-connection", None)]


@pytest.mark.parametrize(
    ("message", "tried"),
    [
        ("yanked the router, still 502", {"restart-connection"}),
        ("we power-drained the modem last night", {"restart-connection"}),
        ("silenced my adblocker", {"disable-extensions"}),
        ("torched the browser cache", {"clear-cache"}),
    ],
)
def test_any_verb_in_the_past_before_a_step_tells_that_it_was_done(message, tried):
    assert steps(message) == tried


@pytest.mark.parametrize(
    "message",
    [
        "my outdated browser cache is maybe the problem",
        "they recommended a vpn",
        "somebody mentioned the router",
        "I wondered about the cache",
    ],
)
def test_a_verb_that_describes_a_thing_or_only_speaks_tells_of_no_deed(message):
    assert steps(message) == set()


@pytest.mark.parametrize(
    "message",
    [
        "the router was not restarted",
        "chatgpt 502, I have not reloaded yet",
        "cache was never cleared",
        "not rebooted the modem",
    ],
)
def test_a_deed_that_is_denied_is_not_done(message):
    assert steps(message) == set()


def test_did_it_says_that_what_was_offered_is_done_and_not_that_it_helped():
    assert hear("did it", offered=CHROME[1:]) == {("restart-connection", None): "unclear"}
    assert hear("that did it", offered=CHROME[1:]) == {("restart-connection", None): "worked"}


def test_what_was_done_after_an_offer_is_what_was_offered_where_nothing_else_is_named():
    flush = [("flush-dns", None)]
    tried = hear("pasted that into the terminal, typed my password, no change whatsoever", offered=flush)
    assert tried == {("flush-dns", None): "did_not_work"}
    assert hear("typed my password, no", offered=flush) == {}
    assert hear("my kids are loud, no change whatsoever", offered=flush) == {}
