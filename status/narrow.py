"""Narrows a report to the components that matter: on a large page something is always broken somewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from status.judge import judge
from status.models import Component, ComponentState, State, StatusReport


def narrow(report: StatusReport, names: Collection[str], now: datetime) -> StatusReport:
    """Return the report as if its page had only these components, each `Group/Name` or `Name`; all of it without names.

    Incidents that name no component stay. Where the page has none of the names, nothing is known.
    """
    if not names:
        return report
    wanted = {name.casefold() for name in names}
    components = tuple(one for one in report.components if _is_wanted(one, wanted))
    incidents = tuple(one for one in report.incidents if one.components is None or _any(one.components, wanted))
    complete = not report.partial or report.state is State.OK
    windows = tuple(one for one in report.maintenances if _any(one.components or (), wanted))
    return replace(
        report,
        state=judge(components, incidents, windows, ComponentState.OK, complete, now),
        components=components,
        incidents=incidents,
        maintenances=windows,
    )


def _any(components: Iterable[Component], wanted: Collection[str]) -> bool:
    return any(_is_wanted(one, wanted) for one in components)


def _is_wanted(one: Component, wanted: Collection[str]) -> bool:
    return one.name.casefold() in wanted or f"{one.group}/{one.name}".casefold() in wanted
