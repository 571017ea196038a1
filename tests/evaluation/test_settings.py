"""The defaults lie beside the code; the environment may move them."""

from pathlib import Path

import evaluation
from evaluation.settings import EvaluationSettings


def test_the_defaults_lie_beside_the_code(hashing):
    home = Path(evaluation.__file__).parent
    settings = EvaluationSettings()
    assert (settings.data, settings.results, settings.baseline) == (
        home / "data",
        home / "results",
        home / "baseline.json",
    )


def test_the_environment_moves_them(monkeypatch, tmp_path):
    monkeypatch.setenv("EVALUATION_RESULTS", str(tmp_path))
    assert EvaluationSettings().results == tmp_path
