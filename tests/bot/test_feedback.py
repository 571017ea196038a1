"""What people say about an answer."""

import pytest

from bot.feedback import COMMENT_LENGTH, Rating, make_vote
from tests.builders import NOW


def test_a_comment_is_masked_before_it_is_cut():
    long = "x" * (COMMENT_LENGTH - 10) + " joe.doe@example.test"
    comment = make_vote("a_1", Rating.DOWN, None, long, NOW).comment
    assert "joe" not in comment
    assert len(comment) <= COMMENT_LENGTH


@pytest.mark.parametrize("empty", [None, "", "  \n "])
def test_no_words_are_no_comment(empty):
    assert make_vote("a_1", Rating.UP, "refresh", empty, NOW).comment is None


def test_a_rating_is_one_of_four():
    assert make_vote("a_1", "solved", None, None, NOW).rating is Rating.SOLVED
    with pytest.raises(ValueError, match="great"):
        make_vote("a_1", "great", None, None, NOW)
