"""What an operator's Prometheus reads about answers."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from bot.models import Answer
from infra.telemetry import BUCKETS, Metrics


class AnswerMetrics:
    """Counts answers by how they ended; labels are words of the contract, never what somebody wrote."""

    def __init__(self, metrics: Metrics) -> None:
        registry = metrics.registry
        self._answers = Counter(
            "signpost_answers", "Answers given.", ["outcome", "scope", "writer", "channel"], registry=registry
        )
        self._failed = Counter(
            "signpost_answers_failed", "Answers that failed, by problem.", ["why"], registry=registry
        )
        self._seconds = Histogram(
            "signpost_answer_seconds", "Time to make an answer.", buckets=BUCKETS, registry=registry
        )
        self.open = Gauge("signpost_answers_open", "Answers being made now.", registry=registry)
        self._status_age = Gauge("signpost_status_age_seconds", "Age of the status report.", registry=registry)
        self._ready = Gauge("signpost_ready", "1 ready, 0.5 degraded, 0 starting.", registry=registry)

    def answered(self, answer: Answer, channel: str) -> None:
        """Count one answer."""
        self._answers.labels(answer.outcome.value, answer.verdict.scope.value, answer.writer, channel).inc()
        self._seconds.observe(answer.seconds)

    def failed(self, why: str) -> None:
        """Count one answer that ended in a problem."""
        self._failed.labels(why).inc()

    def note_parts(self, state: str, status_age: float | None) -> None:
        """Write down what is true at the moment of reading; an unknown age is not a number."""
        self._ready.set({"ready": 1.0, "degraded": 0.5}.get(state, 0.0))
        self._status_age.set(float("nan") if status_age is None else status_age)
