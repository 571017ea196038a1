"""Keyword search: words, stems, scripts without word breaks, and scores that mean the same for every question."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import LexicalIndex, Words


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("en", "Clearing the CACHES, please!", ["clear", "the", "cach", "pleas"]),
        ("en", "can't can’t cant", ["cant", "cant", "cant"]),
        ("fr", "l'erreur", ["l", "erreur"]),
        ("de", "Browser-Verläufe löschen", ["brows", "verlauf", "losch"]),
        ("en", "error 502: x_1 v2.5", ["error", "502", "x", "1", "v2", "5"]),
        ("zh", "清除缓存502错误", ["清除", "除缓", "缓存", "502", "错误"]),
        ("ja", "エラー", ["エラ", "ラー"]),
        ("zh", "网", ["网"]),
        ("hi", "गेटवे त्रुटि", ["गेटवे", "त्रुटि"]),
        ("pt-BR", "conexões", ["conexõ"]),
        ("tlh", "Qapla' words", ["qapla", "words"]),
        ("en", "ＦＵＬＬ ｗｉｄｔｈ", ["full", "width"]),
        ("en", " \n\t—…", []),
    ],
)
def test_texts_are_cut_into_terms(language, text, terms):
    assert Words(language).terms(text) == terms


@given(st.text(max_size=200), st.sampled_from(["en", "de", "zh", "ar", "th", ""]))
def test_any_text_can_be_cut(text, language):
    assert all(term.strip() for term in Words(language).terms(text))


TEXTS = ["Clear your browser cache", "Restart the router", "", "What does 502 mean", "清除浏览器缓存"]


def test_the_text_with_the_words_of_the_question_scores_highest():
    scores = LexicalIndex(TEXTS, "en").scores("how do I clear the cache?")
    assert scores.argmax() == 0
    assert 0 < scores[0] < 1


def test_a_text_that_attains_all_a_question_can_scores_one():
    assert LexicalIndex(TEXTS, "en").scores("clearing caches")[0] == pytest.approx(1.0)


def test_words_the_guide_does_not_know_count_against_every_text():
    index = LexicalIndex(TEXTS, "en")
    known, half_known = index.scores("restart the router"), index.scores("restart the flux capacitor")
    assert half_known[1] < known[1] / 2


def test_script_without_word_breaks_is_found_by_pairs_of_characters():
    assert LexicalIndex(TEXTS, "zh").scores("怎么清除缓存").argmax() == 4


@pytest.mark.parametrize("query", ["", "?!", "zebra", "\x00"])
def test_a_question_without_a_known_word_scores_nothing(query):
    assert LexicalIndex(TEXTS, "en").scores(query).tolist() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("texts", [[], [""], ["", "..."]])
def test_a_guide_without_words_answers_too(texts):
    assert LexicalIndex(texts, "en").scores("anything").tolist() == [0.0] * len(texts)


@given(st.text(max_size=80))
def test_scores_stay_between_nothing_and_one(query):
    scores = LexicalIndex(TEXTS, "en").scores(query)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_many_threads_may_stem_at_once():
    """The stemmer works in its own fields; unguarded, threads get each other's stems."""
    words, wrong = Words("en"), []
    lines = [f"connection{i} refreshing{i} caches{i}" for i in range(200)]
    right = {line: Words("en").terms(line) for line in lines}

    def work():
        wrong.extend(line for line in lines if words.terms(line) != right[line])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
