"""One row a line; a bad one is named by file and line."""

import pytest

from evaluation.jsonl import BadRowError, read, write
from evaluation.records import QuestionRecord
from tests.evaluation.builders import a_question


def test_what_was_written_is_read_back(tmp_path):
    rows = (a_question("q-1", text="größer?\nzweite Zeile"), a_question("q-2", text="是"))
    write(tmp_path / "deep" / "rows.jsonl", rows)
    assert read(tmp_path / "deep" / "rows.jsonl", QuestionRecord) == rows


def test_writing_replaces_what_was_there(tmp_path):
    path = tmp_path / "rows.jsonl"
    write(path, [a_question("q-1"), a_question("q-2")])
    write(path, [a_question("q-3")])
    assert [row.id for row in read(path, QuestionRecord)] == ["q-3"]
    assert [one.name for one in tmp_path.iterdir()] == ["rows.jsonl"]


def test_a_bad_row_is_named_by_file_line_and_field(tmp_path):
    path = tmp_path / "rows.jsonl"
    good = a_question().model_dump_json()
    path.write_text(f"{good}\n\n{good.replace('fact', 'rumour')}\n", encoding="utf-8")
    with pytest.raises(BadRowError, match=r"rows\.jsonl:3: kind: "):
        read(path, QuestionRecord)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "q-1"}', '{"surprise": 1}'])
def test_what_is_no_row_is_refused(tmp_path, line):
    path = tmp_path / "rows.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadRowError, match=r"rows\.jsonl:1"):
        read(path, QuestionRecord)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadRowError, match=r"none\.jsonl cannot be read"):
        read(tmp_path / "none.jsonl", QuestionRecord)
