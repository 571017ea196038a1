"""Good news in a talk ends it, in whatever words; what only sounds like it does not."""

from dataclasses import replace

import pytest

from bot.models import Author, Intent, Question, Turn
from bot.understand import understand
from tests.builders import NOW, a_conversation, the_guide


def wanted(message):
    talk = replace(a_conversation(offered=("refresh:",)), turns=(Turn(NOW, Author.USER, "chatgpt 502"),))
    return understand(Question(message), talk, the_guide()).intent


@pytest.mark.parametrize(
    "message",
    [
        "nvm it's back",
        "never mind, sorted itself out",
        "ok we're back",
        "the router did it",
        "clearing the cookies did it, thank you so much",
        "it's okay now",
        "error's gone after the second reload",
        "no more 502, cheers",
        "chat's back!",
        "hey it's alive again",
        "false alarm, it's fine",
        "can log in again, thanks",
        "managed to get in with edge",
        "you're a lifesaver, works",
        "aaand it just let me through :)",
        "switched off all the add-ons and ChatGPT is chatting away again",
    ],
)
def test_good_news_is_heard_within_a_sentence(message):
    assert wanted(message) is Intent.SOLVED


@pytest.mark.parametrize(
    "message",
    [
        "not working again",
        "it's not back up",
        "still not loading fine",
        "worked for a second, now down again",
        "is it back up again?",
        "chatgpt never answers again",
        "it works on my phone but not here",
        "nothing is fixed",
    ],
)
def test_what_denies_asks_or_is_about_elsewhere_is_no_good_news(message):
    assert wanted(message) is not Intent.SOLVED


def test_a_first_message_that_tells_of_good_times_is_no_end():
    heard = understand(Question("chatgpt was working fine again, now bad gateway"), a_conversation(), the_guide())
    assert heard.intent is not Intent.SOLVED


def test_the_last_thing_that_was_done_is_what_helped():
    talk = replace(a_conversation(offered=("refresh:",)), turns=(Turn(NOW, Author.USER, "chatgpt 502"),))
    understood = understand(Question("rebooted the router, cleared the cookies and it goes again"), talk, the_guide())
    assert [(one.step_id, one.result.value) for one in understood.attempts] == [
        ("restart-connection", "did_not_work"),
        ("clear-cache", "worked"),
    ]


@pytest.mark.parametrize(
    "message", ["cache gone, error not gone", "ok, got in. now it says bad gateway", "it's back but now 502 again"]
)
def test_good_news_that_is_denied_or_taken_back_ends_nothing(message):
    assert wanted(message) is not Intent.SOLVED


@pytest.mark.parametrize(
    "message",
    [
        "ok and now?",
        "and after that one?",
        "fine, what else can i do about the error",
        "cant do that. something else please",
    ],
)
def test_who_asks_for_what_comes_next_asks_no_question_about_the_guide(message):
    talk = replace(a_conversation(offered=("refresh:",)), turns=(Turn(NOW, Author.USER, "chatgpt 502"),))
    understood = understand(Question(message), talk, the_guide())
    assert (understood.intent, understood.wants_more, understood.question) == (Intent.FIX, True, False)
