"""What a language model was asked, how it ended and what it cost, for the operator's Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.writers.usage import BOUNDS, Usage


class ModelUsage(Collector):
    """Reads the counts of a process; labels are our own words, never what a model or a user wrote."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    def collect(self) -> Iterable[Metric]:
        """Return the counts as of now."""
        ended = CounterMetricFamily("signpost_model_calls", "Answers a model was meant to write.", labels=["ended"])
        for name, count in self._usage.ended.items():
            ended.add_metric([name], count)
        dropped = CounterMetricFamily("signpost_model_dropped", "Sentences that did not hold.", labels=["check"])
        for name, count in self._usage.dropped.items():
            dropped.add_metric([name], count)
        tokens = CounterMetricFamily("signpost_model_tokens", "Tokens of the model.", labels=["direction"])
        tokens.add_metric(["in"], self._usage.tokens_in)
        tokens.add_metric(["out"], self._usage.tokens_out)
        calls = self._usage.ended.total()
        buckets = [(str(bound), float(self._usage.within[bound])) for bound in BOUNDS]
        seconds = HistogramMetricFamily("signpost_model_seconds", "Time of the model's part.")
        seconds.add_metric([], [*buckets, ("+Inf", float(calls))], self._usage.seconds)
        return ended, dropped, tokens, seconds

    def describe(self) -> Iterable[Metric]:
        """Name nothing in advance, so that registering does not count."""
        return ()
