"""One call asks, scores, compares and reports; its ending says how it went."""

import json

import pytest

from bot.models import Outcome
from evaluation.compare import Baseline, read_baseline, write_baseline
from evaluation.jsonl import read, write
from evaluation.measures import STAGES
from evaluation.results import Answered
from evaluation.run import BROKEN, GOOD, WORSE, run


@pytest.fixture
def ready(hashing, work, tmp_path, monkeypatch):
    """Two rows of every set were asked; results and index are there, the baseline is a test's own."""
    monkeypatch.setenv("EVALUATION_RESULTS", str(work))
    monkeypatch.setenv("EVALUATION_BASELINE", str(tmp_path / "baseline.json"))
    if not (work / "dialogues.jsonl").exists():
        assert run(["--first", "2"], say=lambda _: None) == GOOD
    return tmp_path / "baseline.json"


def said(argv):
    lines = []
    return run(argv, say=lines.append), lines


def test_every_stage_is_asked_and_told(ready, work):
    told = []
    code = run(["--first", "1"], progress=lambda *step: told.append(step), say=lambda _: None)
    assert code == GOOD
    assert [stage for stage, *_ in told] == ["retrieval", "understanding", "answers", "answers", "answers", "dialogues"]
    assert {f"{stage}.jsonl" for stage in STAGES} | {"about.json", "report.html"} <= {
        one.name for one in work.iterdir()
    }
    assert json.loads((work / "about.json").read_text("utf-8"))["generation"]


def test_the_table_and_the_report_are_named(ready, work):
    code, lines = said(["--rescore", "--first", "2"])
    assert code == GOOD
    assert lines[0].startswith("measure")
    assert any(line.startswith("one of the first three right") for line in lines)
    assert lines[-1] == f"The report is in {work / 'report.html'}"


def test_json_is_one_document_and_nothing_else(ready):
    code, lines = said(["--rescore", "--first", "2", "--json"])
    assert code == GOOD
    document = json.loads("\n".join(lines))
    assert {"measure", "slice", "split", "value", "low", "high", "of"} == set(document["measures"][0])
    assert document["worse"] == []


def test_scoring_again_asks_nothing(ready, work):
    before = (work / "answers.jsonl").read_bytes()
    told = []
    run(["--rescore", "--first", "2"], progress=lambda *step: told.append(step), say=lambda _: None)
    assert told == []
    assert (work / "answers.jsonl").read_bytes() == before


def test_scores_follow_the_stored_results(ready, work):
    path = work / "answers.jsonl"
    kept = read(path, Answered)
    refused = [
        one.model_copy(update={"reply": one.reply.model_copy(update={"outcome": Outcome.DECLINED_OFF_TOPIC})})
        for one in kept
    ]
    try:
        write(path, refused)
        _, lines = said(["--rescore", "--stage", "answers", "--json"])
    finally:
        write(path, kept)
    shares = {row["measure"]: row["value"] for row in json.loads(lines[0])["measures"]}
    assert shares["answers.covered_refused"] == shares["answers.declined"] == 1.0


def test_a_run_worse_than_the_baseline_fails_and_says_where(ready):
    write_baseline(
        ready,
        Baseline(values={"answers.ghost|en|dev": 1.0, "answers.first_right|en|dev": 9.0}),
    )
    code, lines = said(["--rescore", "--stage", "answers"])
    assert code == WORSE
    assert any(line.startswith("worse: first cited section right (en, dev) is ") for line in lines)
    assert "worse: answers.ghost (en, dev) is not measured any more, was 1.000" in lines


def test_renewing_makes_today_the_baseline(ready):
    assert said(["--rescore", "--renew"])[0] == GOOD
    assert "answers.first_right|en|dev" in read_baseline(ready).values
    assert said(["--rescore"])[0] == GOOD


def test_a_quick_look_is_not_compared(ready):
    write_baseline(ready, Baseline(tolerance=0.0, values={"dialogues.met|en|dev": 9.0}))
    assert said(["--rescore", "--first", "1"])[0] == GOOD


def test_stages_without_results_are_said_to_have_none(hashing, monkeypatch, tmp_path):
    monkeypatch.setenv("EVALUATION_RESULTS", str(tmp_path))
    code, [line] = said(["--rescore"])
    assert code == BROKEN
    assert "retrieval.jsonl cannot be read" in line


def test_broken_data_is_named_before_anything_is_asked(hashing, monkeypatch, tmp_path):
    (tmp_path / "questions.jsonl").write_text("{}\n", encoding="utf-8")
    monkeypatch.setenv("EVALUATION_DATA", str(tmp_path))
    code, [line] = said([])
    assert code == BROKEN
    assert "questions.jsonl:1" in line


@pytest.mark.parametrize(
    ("argv", "code"), [(["--help"], GOOD), (["--stage", "poetry"], BROKEN), (["--first", "many"], BROKEN)]
)
def test_options_that_make_no_sense_end_at_once(argv, code, capsys):
    assert run(argv) == code
    assert "signpost eval" in "".join(capsys.readouterr())
