"""A timeline is read line by line; a line that is none is named."""

from datetime import UTC, datetime, timedelta

import pytest

from evaluation.jsonl import BadRowError
from evaluation.timeline import Moment, format_line, in_order, load, page_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def said(minute: int, **told) -> Moment:
    return Moment(at=NOON + timedelta(minutes=minute), **told)


def test_a_line_comes_back_as_it_was_written(tmp_path):
    moments = (
        said(0, bodies={"/a": {"x": 1}}),
        said(1, ask="502?", symptom="bad-gateway", truth="broken", posted=True),
    )
    path = tmp_path / "t.jsonl"
    path.write_text("".join(format_line(one) + "\n" for one in moments))
    assert load(path) == moments


@pytest.mark.parametrize(
    "line",
    [
        '{"at": "2026-03-02T12:00:00Z"}',
        '{"at": "2026-03-02T12:00:00Z", "ask": "502?", "unreachable": true}',
        '{"at": "2026-03-02T12:00:00", "ask": "502?"}',
        '{"at": "2026-03-02T12:00:00Z", "bodies": {}, "truth": "fine"}',
        '{"at": "2026-03-02T12:00:00Z", "asked": "502?"}',
    ],
)
def test_a_line_that_is_none_is_named_with_file_and_number(tmp_path, line):
    path = tmp_path / "t.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(BadRowError, match=r"t\.jsonl:2"):
        load(path)


def test_at_one_moment_the_page_speaks_before_anybody_asks():
    asked, spoke = said(0, ask="502?"), said(0, bodies={})
    assert in_order([asked, spoke]) == (spoke, asked)


def test_a_path_left_out_answers_as_before_and_null_takes_it_away():
    moments = (said(0, bodies={"/a": 1, "/b": 2}), said(5, bodies={"/b": None, "/c": 3}), said(9, unreachable=True))
    assert page_of(moments, NOON) == {"/a": 1, "/b": 2}
    assert page_of(moments, NOON + timedelta(minutes=5)) == {"/a": 1, "/c": 3}
    assert page_of(moments, NOON + timedelta(minutes=9)) == {}
    assert page_of((*moments, said(12, bodies={})), NOON + timedelta(minutes=12)) == {"/a": 1, "/c": 3}
