"""Attempts are heard the way people report them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hearing.attempts import find_attempts
from bot.hearing.lexicon import lexicon
from bot.hearing.names import StepNames
from tests.builders import the_guide

NAMES = StepNames(place.step for place in the_guide().steps("en"))


def hear(message, offered=(), known=()):
    heard = find_attempts(message, NAMES, lexicon("en"), offered=offered, known=known)
    return {(one.step_id, one.variant): one.result.value for one in heard.attempts}


def steps(message, **context):
    return {step for step, _ in hear(message, **context)}


@pytest.mark.parametrize(
    ("message", "tried"),
    [
        ("chatgpt says 502, I already cleared my cache", {"clear-cache"}),
        ("cleared cache, other browser too, haven't touched the VPN", {"clear-cache", "other-browser"}),
        ("tried clearing the cache and restarting the router, no luck", {"clear-cache", "restart-connection"}),
        ("cache, cookies, vpn. nothing", {"clear-cache", "vpn"}),
        (
            "I've disabled my adblocker; the router has been rebooted as well",
            {"disable-extensions", "restart-connection"},
        ),
        (
            "refreshed like 20 times, cahce cleared, extentions off, still bad gateway",
            {"refresh", "clear-cache", "disable-extensions"},
        ),
        ("why is it still 502 after clearing the cache?", {"clear-cache"}),
        ("done steps 1 to 3", {"refresh", "clear-cache", "other-browser"}),
        ("did the first two steps", {"refresh", "clear-cache"}),
        ("I flushed my dns and updated chrome, same error", {"flush-dns", "update-software"}),
    ],
)
def test_what_was_done_is_heard(message, tried):
    assert steps(message) == tried


@pytest.mark.parametrize(
    "message",
    [
        "should I clear the cache or restart the router?",
        "I will restart the router tonight",
        "haven't tried the vpn or the router yet",
        "does clearing the cache delete my chats",
        "do I restart the modem or the router first",
        "how do I disable extensions",
        "tried everything except the vpn",
        "what if I use another browser",
    ],
)
def test_questions_intentions_and_denials_are_no_attempts(message):
    assert steps(message) == set()


def test_a_success_is_told_from_a_failure():
    assert hear("vpn off fixed it") == {("vpn", "off"): "worked"}
    assert hear("I restarted my router and it works now") == {("restart-connection", None): "worked"}


def test_what_cannot_be_done_is_kept_as_such():
    assert hear("I can't restart the router, it's my landlord's") == {("restart-connection", None): "cannot_do"}


def test_both_variants_count_as_the_whole_step():
    assert hear("with vpn on or off same") == {("vpn", None): "did_not_work"}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("still the same", {"refresh", "vpn"}),
        ("that one too", {"vpn"}),
        ("the first one did nothing", {"refresh"}),
        ("all of it, no luck", {"refresh", "vpn"}),
        ("can't do that", {"refresh", "vpn"}),
        ("what else", set()),
    ],
)
def test_short_answers_speak_of_what_was_offered(message, expected):
    assert steps(message, offered=[("refresh", None), ("vpn", "off")]) == expected


def test_a_correction_takes_the_last_attempt_back():
    heard = find_attempts("actually i did not clear it", NAMES, lexicon("en"), known=[("clear-cache", None)])
    assert heard.attempts == ()
    assert heard.not_done == (("clear-cache", None),)


def test_words_are_kept_as_said():
    heard = find_attempts("chatgpt says 502, I already cleared my cache", NAMES, lexicon("en"))
    assert heard.attempts[0].said_as == "I already cleared my cache"


DONE = [
    "cleared my cache",
    "tried another browser",
    "restarted the router",
    "disabled my extensions",
    "reloaded the page",
]


@given(st.permutations(DONE), st.sampled_from([", ", "; ", ". ", " and "]))
def test_the_order_of_a_list_changes_nothing(pieces, joint):
    assert steps(joint.join(f"I {piece}" for piece in pieces)) == {
        "clear-cache",
        "other-browser",
        "restart-connection",
        "disable-extensions",
        "refresh",
    }


@given(st.text(max_size=400))
def test_any_text_is_heard_without_an_error(message):
    find_attempts(message, NAMES, lexicon("en"), offered=[("refresh", None)])


def test_many_threads_hear_at_once():
    """A shared stemmer once mixed up the words of two questions."""
    message = "I cleared the cookies, restarted routers, disabled extensions and refreshed pages"
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(steps, [message] * 200))
    assert all(one == heard[0] for one in heard)
