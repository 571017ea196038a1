"""Where the evaluation reads and writes."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

_HERE = Path(__file__).parent


class EvaluationSettings(BaseSettings):
    """`EVALUATION_DATA`, `EVALUATION_RESULTS` and `EVALUATION_BASELINE`; the defaults lie beside this file."""

    model_config = SettingsConfigDict(env_prefix="EVALUATION_", frozen=True)

    data: Path = _HERE / "data"
    results: Path = _HERE / "results"
    baseline: Path = _HERE / "baseline.json"
