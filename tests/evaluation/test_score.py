"""What is stored is scored, and what is not stored counts for nothing."""

import pytest

from evaluation.datasets import DataSets
from evaluation.jsonl import BadRowError, write
from evaluation.results import Answered
from evaluation.score import Stored, score, stored
from tests.evaluation.builders import a_question, a_reply


def test_only_the_stages_asked_for_are_read(tmp_path):
    write(tmp_path / "answers.jsonl", [Answered(id="q-1", reply=a_reply())])
    (tmp_path / "dialogues.jsonl").write_text("broken", encoding="utf-8")
    results = stored(["answers"], tmp_path)
    assert [one.id for one in results.answers] == ["q-1"]
    assert results.dialogues == ()


def test_a_stage_that_stored_nothing_is_named(tmp_path):
    with pytest.raises(BadRowError, match="understanding"):
        stored(["understanding"], tmp_path)


def test_rows_of_records_that_are_gone_count_for_nothing():
    sets = DataSets((a_question("q-2"),), (), (), (), ())
    assert score(sets, Stored(answers=(Answered(id="q-1", reply=a_reply()),))) == ()


def test_a_stored_reply_reads_back_as_it_was(tmp_path):
    row = Answered(id="q-1", reply=a_reply(steps=["vpn/off"], cited=["advanced:flush-dns"], timings={"seconds": 0.2}))
    write(tmp_path / "answers.jsonl", [row])
    assert stored(["answers"], tmp_path).answers == (row,)
