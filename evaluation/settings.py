"""Where the evaluation reads and writes."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

_HERE = Path(__file__).parent


class EvaluationSettings(BaseSettings):
    """`EVALUATION_DATA`, `EVALUATION_RESULTS` and `EVALUATION_BASELINE`; the defaults lie beside this file.

    `EVALUATION_BENCHMARKS` is a folder of public data sets; what needs one of them is skipped without it.
    """

    model_config = SettingsConfigDict(env_prefix="EVALUATION_", env_ignore_empty=True, frozen=True)

    data: Path = _HERE / "data"
    results: Path = _HERE / "results"
    baseline: Path = _HERE / "baseline.json"
    benchmarks: Path | None = None
