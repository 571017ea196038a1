"""What was asked of which guide is kept beside the results."""

import json

from evaluation.ask import ABOUT, about


def test_a_report_says_what_it_was_asked_of(tmp_path):
    said = {"asked_at": "2026-11-22 14:30 UTC", "generation": "g-1", "mode": "hybrid", "languages": ["en", "de"]}
    (tmp_path / ABOUT).write_text(json.dumps(said), encoding="utf-8")
    assert about(tmp_path) == "Asked 2026-11-22 14:30 UTC, generation g-1, search mode hybrid, guide in en, de."


def test_results_of_unknown_origin_are_said_to_be(tmp_path):
    assert about(tmp_path).startswith("Asked at an unknown time, generation unknown")
