"""A heading in the questions' own words."""

import pytest

from bot.insights.entitle import LONGEST, entitle

NAMES = ("ChatGPT",)


def test_the_words_that_most_questions_share_make_the_heading():
    texts = ["how do I export my chats", "can I export my chats to a file", "please export my chats"]
    assert entitle(texts, texts[0], "en", NAMES) == "Export my chats"


def test_the_product_s_name_opens_no_heading():
    texts = ["ChatGPT voice mode stutters", "my chatgpt voice mode stutters"]
    assert entitle(texts, texts[0], "en", NAMES) == "Voice mode stutters"


@pytest.mark.parametrize(
    ("text", "language", "heading"),
    [
        ("hello, how do I export my chats? I need them.", "en", "How do I export my chats"),
        ("wie exportiere ich meine Chats", "de", "Wie exportiere ich meine Chats"),
        ("如何导出聊天记录?请帮忙。", "zh", "如何导出聊天记录?请帮忙"),
        ("why is status.openai.com red. tell me", "en", "Why is status.openai.com red"),
        ("чаты пропали", "ru", "Чаты пропали"),
        ("chats exportieren", "xx", "Chats exportieren"),
    ],
)
def test_one_question_is_its_own_heading_without_a_greeting(text, language, heading):
    assert entitle([text], text, language, NAMES) == heading


def test_a_long_question_is_cut_between_words():
    text = "why does the window " + "with the many words " * 10
    heading = entitle([text], text, "en", NAMES)
    assert len(heading) <= LONGEST + 2
    assert heading.endswith(" …")
    assert heading[:-2] in text.capitalize()


def test_questions_that_share_only_small_words_get_the_one_in_the_middle():
    texts = ["how do I pay with a card", "how do I leave the team"]
    assert entitle(texts, texts[1], "en", NAMES) == "How do I leave the team"
