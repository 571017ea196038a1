"""What people report, for the operator's Prometheus and agents' dashboards: before anybody else hears a warning."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.warning import EarlyWarning


class Surges(Collector):
    """Tells how many different callers report each symptom, what is usual at this hour, and where a warning is out."""

    def __init__(self, warning: EarlyWarning) -> None:
        self._warning = warning

    def collect(self) -> Iterable[Metric]:
        """Return the gauges as of now; symptoms are ids of the product file."""
        callers = GaugeMetricFamily("signpost_reports_callers", "Different callers in 15 minutes.", labels=["symptom"])
        usual = GaugeMetricFamily("signpost_reports_usual", "The same at this hour of other days.", labels=["symptom"])
        raised = GaugeMetricFamily("signpost_early_warning", "1 while a warning is out.", labels=["symptom"])
        for level in self._warning.levels(datetime.now(UTC)):
            callers.add_metric([level.symptom], level.callers)
            usual.add_metric([level.symptom], level.usual)
            raised.add_metric([level.symptom], float(level.raised))
        return callers, usual, raised

    def describe(self) -> Iterable[Metric]:
        """Name nothing in advance, so that registering does not count."""
        return ()
