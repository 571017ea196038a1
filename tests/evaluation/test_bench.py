"""The benchmark measures a real server and the real flow, and writes down what it found; how fast is not asserted."""

import re

import pytest

from evaluation.bench import run
from evaluation.bench_page import Row, page, table
from tests.knowledge.guides import write_guide

WAYS = ("bare embedding", "answer, distinct questions", "answer, repeated questions")
NUMBER = re.compile(r"[\d.]+")


@pytest.fixture
def small(hashing, monkeypatch, tmp_path):
    """A small guide and no model, so that a run takes seconds."""
    monkeypatch.setenv("KNOWLEDGE_GUIDES", str(write_guide(tmp_path / "guides")))
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'theirs.db'}")


@pytest.mark.slow
def test_a_run_measures_answers_a_server_and_the_index_and_writes_the_page(small, tmp_path):
    said = []
    target = tmp_path / "performance.md"
    assert run(target, 12, said.append) == 0
    text = target.read_text("utf-8")
    rows = {cells[1].strip(): cells[2].strip() for line in text.splitlines() if len(cells := line.split("|")) == 6}
    measures = {name: value for name, value in rows.items() if name not in ("measure", "---")}
    assert set(measures) == {
        *(f"{what}, {part}" for what in WAYS for part in ("p50", "p95")),
        *("start: port open", "start: first answer", "start: ready"),
        *("memory when ready", "memory after 25 questions"),
        *("distinct questions, one client", "repeated questions, one client"),
        *("distinct questions, 8 clients", "repeated questions, 8 clients"),
        *("index from nothing", "index again, nothing changed"),
    }
    numbers = {name: float(found[0]) for name, value in measures.items() if (found := NUMBER.match(value))}
    assert [name for name, value in numbers.items() if value <= 0 and not name.startswith(("bare", "index"))] == []
    assert numbers["start: port open"] <= numbers["start: first answer"]
    assert said[-1] == table_of(text)
    assert not (tmp_path / "theirs.db").exists(), "questions were kept among somebody's conversations"


def table_of(text):
    return "\n".join(line for line in text.splitlines() if line.startswith("|"))


def test_a_row_holds_its_measure_its_ratio_and_how_it_was_taken():
    rows = [Row("answer, p50", "20.0 ms", "1.5", "in this process"), Row("memory", "700 MB")]
    assert table(rows).splitlines()[2:] == [
        "| answer, p50 | 20.0 ms | 1.5 | in this process |",
        "| memory | 700 MB |  |  |",
    ]


def test_the_page_says_where_it_was_measured_and_what_a_ratio_is():
    text = page([Row("memory", "700 MB")], "2 processors")
    assert text.startswith("# Performance\n")
    assert "2 processors" in text
    assert "a ratio is a value divided by the median" in text
    assert text.endswith("| memory | 700 MB |  |  |\n")


@pytest.mark.slow
def test_a_server_that_does_not_come_up_ends_the_run_and_no_page_is_written(small, monkeypatch, tmp_path):
    """A wrong setting is read by the server alone: the flow in this process does not know it."""
    monkeypatch.setenv("API_RATE_LIMIT", "60")
    monkeypatch.setenv("API_LOG_LEVEL", "loud")
    target = tmp_path / "performance.md"
    assert run(target, 12, lambda _line: None) == 1
    assert not target.exists()
