"""Learning when evidence supports a sentence, on small sets laid out like the public ones."""

import json

import numpy as np

from bot import support as judged
from evaluation import support
from knowledge.embedders.hashing import HashingEmbedder

HEAD = "model_name\tdata_source\tknowledge\tmessage\tresponse\tbegin_label"
KNOWN = "The old mill was built in 1820. It burned down twice."


def a_folder(path):
    """Write a folder with both sets, a few rows each."""
    (path / "begin").mkdir()
    (path / "wice").mkdir()
    rows = [
        f"m\ts\t{KNOWN}\thi\tthe mill was built in 1820\tFully attributable",
        f"m\ts\t{KNOWN}\thi\tI like tea\tGeneric",
    ]
    for part in ("dev", "test"):
        (path / "begin" / f"begin_{part}_x.tsv").write_text("\n".join([HEAD, *rows * 6]) + "\n")
        told = [("It burned down twice.", "supported"), ("It was never built.", "not_supported")]
        lines = [json.dumps({"label": label, "claim": claim, "evidence": [KNOWN]}) for claim, label in told * 6]
        (path / "wice" / f"claim_{part}.jsonl").write_text("\n".join(lines))
    return path


def test_both_sets_are_read_with_what_people_found(tmp_path):
    folder = a_folder(tmp_path)
    begin, wice = (list(read(folder, "dev")) for read in (support.read_begin, support.read_wice))
    assert [pair.supported for pair in begin[:2]] == [pair.supported for pair in wice[:2]] == [True, False]
    assert begin[0].grounds == ("The old mill was built in 1820.", "It burned down twice.")


def test_what_is_learnt_separates_what_it_was_learnt_from(tmp_path):
    folder = a_folder(tmp_path)
    pairs = [*support.read_begin(folder, "dev"), *support.read_wice(folder, "dev")]
    dev = support.table(pairs, HashingEmbedder())
    told = support.compare(dev, {"small": dev})
    assert told["measured"]["small"]["likelihood"]["precision"] >= support.PRECISION
    assert told["measured"]["small"]["pairs"] == len(pairs)
    assert set(told["words"]["weights"]) == set(support.WORDS)


def test_the_threshold_is_the_lowest_that_is_precise_enough():
    scores, truth = np.array([0.1, 0.4, 0.4, 0.8, 0.9]), np.array([False, True, False, True, True])
    assert support.threshold(scores, truth) == 0.8
    assert support.threshold(scores, ~truth) == 0.9


def test_a_measure_counts_what_is_let_through():
    found = support.judge(np.array([0.9, 0.8, 0.1]), np.array([True, False, True]), 0.5)
    assert (found["precision"], found["recall"]) == (0.5, 0.5)


def test_tampering_changes_numbers_denies_and_swaps():
    assert support.tamper("The bridge was opened in 1931.") == (
        "The bridge was opened in 1932.",
        "The bridge was not opened in 1931.",
        "The opened was bridge in 1931.",
    )
    assert support.tamper("Yes.") == ()


def test_the_check_catches_tampering_that_overlap_does_not():
    grounds = ("The bridge was opened in 1931.",)
    told = support.caught((support.Pair(grounds[0], grounds, True),), 1.0)
    assert told["the check, words"] == 1.0
    assert told["word overlap"] < 1.0
    assert judged.broken(grounds[0], grounds, judged.speech("en")) == ""


def test_without_the_folder_it_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.delenv("EVALUATION_BENCHMARKS", raising=False)
    support.main()
    assert "EVALUATION_BENCHMARKS" in capsys.readouterr().out
