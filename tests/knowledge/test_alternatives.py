"""Alternatives write many names in one line."""

import pytest

from knowledge.alternatives import MOST, expand


def test_every_choice_is_a_phrase_of_its_own():
    assert expand(["(cleared|wiped) (|the )cache"]) == (
        "cleared cache",
        "cleared the cache",
        "wiped cache",
        "wiped the cache",
    )


@pytest.mark.parametrize("phrase", ["plain", "in (brackets) only", "a|b"])
def test_what_is_no_choice_stays_as_it_is(phrase):
    assert expand([phrase]) == (phrase,)


def test_a_phrase_stands_once_however_often_it_is_made():
    assert expand(["(a|a)", "a"]) == ("a",)


def test_too_many_at_once_are_refused_in_words():
    with pytest.raises(ValueError, match=str(MOST)):
        expand(["(a|b|c|d|e|f|g|h|i|j) " * 4])
