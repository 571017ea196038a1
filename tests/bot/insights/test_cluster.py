"""Questions about one thing come together whatever their order, and a group keeps its name."""

import random
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insights.cluster import bare, by_letters, cluster, middle, name_groups
from bot.insights.models import OpenQuestion
from knowledge.embedders.hashing import HashingEmbedder
from tests.bot.insights.seeding import NOW
from tests.real_model import the_model

NAMES = ("ChatGPT", "OpenAI", "chat gpt")
GROUPS = (
    ("how do I export my chats", "can I export my chats to a file", "export all my chatgpt chats please"),
    ("the microphone in voice mode is not heard", "voice mode does not hear my microphone"),
    ("does it run on my toaster",),
)
MEANT = (
    ("how do I export my chats", "is there a way to download all my conversations"),
    ("I forgot my password", "the mail to reset my chatgpt password never arrives"),
    ("cancel my subscription", "please stop chatgpt plus and refund me"),
)


def by_twin(texts):
    return np.array(HashingEmbedder().embed_documents(list(texts)), dtype=np.float32)


def questions(*texts, language="en"):
    return [
        OpenQuestion(f"a_{language}_{n}", "r_1", NOW + timedelta(minutes=n), language, text, "clarify", ())
        for n, text in enumerate(texts)
    ]


def texts_of(groups):
    return {frozenset(question.text for question in group) for group in groups}


@pytest.mark.parametrize("vectorise", [by_twin, by_letters], ids=["twin", "letters"])
def test_questions_in_the_same_words_come_together_from_the_first_one_on(vectorise):
    found = cluster(questions(*(text for group in GROUPS for text in group)), NAMES, vectorise)
    assert texts_of(found) == {frozenset(group) for group in GROUPS}


def test_the_model_brings_together_what_is_meant_alike_in_other_words():
    model = the_model()

    def vectorise(texts):
        return np.array(model.embed_documents(list(texts)), dtype=np.float32)

    found = cluster(questions(*(text for group in MEANT for text in group)), NAMES, vectorise)
    assert texts_of(found) == {frozenset(group) for group in MEANT}


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_questions_are_handed_in_is_of_no_matter(chance: random.Random):
    asked = questions(*(text for group in GROUPS for text in group))
    shuffled = asked[:]
    chance.shuffle(shuffled)
    assert cluster(shuffled, NAMES, by_twin) == cluster(asked, NAMES, by_twin)


def test_languages_are_not_mixed():
    both = [*questions("export chats"), *questions("export chats", language="de")]
    assert len(cluster(both, NAMES, by_twin)) == 2


def test_nothing_gives_no_group():
    assert cluster([], NAMES, by_twin) == ()


def test_the_product_s_names_do_not_make_questions_alike():
    assert bare("How do I pay for ChatGPT, by chat gpt?", NAMES) == "how do i pay for , by ?"
    assert bare("ChatGPT", NAMES) == "chatgpt"
    assert bare("chatgptish", NAMES) == "chatgptish"


def test_the_middle_is_the_question_most_like_the_others():
    group = tuple(questions("export my chats", "export my chats now", "something else entirely"))
    assert middle(group, NAMES, by_twin).text in {"export my chats", "export my chats now"}


def test_a_new_group_is_named_by_its_first_question_and_keeps_the_name():
    one, two, three = questions("a", "b", "c")
    (first,) = name_groups([(one,)], {})
    assert name_groups([(one, two)], {}) == (first,)
    assert name_groups([(two, three)], {"a_en_1": first}) == (first,)


def test_of_two_groups_with_a_claim_to_a_name_the_larger_claim_has_it():
    one, two, three = questions("a", "b", "c")
    had = {question.answer_id: "gap_old" for question in (one, two, three)}
    names = name_groups([(three,), (one, two)], had)
    assert names[1] == "gap_old"
    assert names[0] != "gap_old"


def test_a_name_that_is_taken_is_not_made_again():
    one, two = questions("a", "b")
    (first,) = name_groups([(one,)], {})
    names = name_groups([(two,), (one,)], {two.answer_id: first})
    assert names[0] == first
    assert names[1] != first
