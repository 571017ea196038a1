"""`signpost status`: read a status page now and say what was understood."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cli.session import complain, console, print_json

if TYPE_CHECKING:
    from status.models import Component, StatusReport

PLATFORMS = {
    "incidentio": "incident.io",
    "statuspage": "Atlassian Statuspage",
    "instatus": "Instatus",
    "betterstack": "Better Stack",
    "statusio": "status.io",
    "uptimekuma": "Uptime Kuma",
    "upptime": "Upptime",
    "cachet": "Cachet",
    "feed": "an RSS or Atom feed",
}


def status(url: str | None, as_json: bool) -> int:
    """Read the page once; exit code 0 only when it could be read."""
    from api.settings import SettingsError, read_settings
    from bot.wording import status_summary
    from status.factory import read_once

    try:
        settings = read_settings().status
    except SettingsError as error:
        return complain(str(error))
    with console().status("Reading the status page…"):
        report = asyncio.run(read_once(url, settings))
    summary = status_summary(report, "en")
    if as_json:
        from api.present import present_status

        print_json(present_status(report, summary))
    elif report.checked_at is None:
        return complain(f"{summary} {report.reason}".strip())
    else:
        _print(report, summary)
    return 0 if report.checked_at else 1


def _print(report: StatusReport, summary: str) -> None:
    from rich.console import Console

    out = Console(highlight=False, soft_wrap=True)
    out.print(summary, style="bold", markup=False)
    for label, text in _rows(report):
        out.print(f"  {label:<12} {text}", style="dim" if label == "note" else "", markup=False)


def _rows(report: StatusReport) -> list[tuple[str, str]]:
    """Return what was understood: a label and a line for each thing."""
    rows = [("read as", f"{PLATFORMS.get(report.platform, report.platform)}, {_count(report)}")] * bool(report.platform)
    rows += [("note", report.reason)] * bool(report.reason)
    rows += [(one.state.value, _named(one)) for one in report.components]
    for incident in report.incidents:
        hit = ", ".join(_named(one) for one in incident.components or ()) or "does not say what it hits"
        rows.append(("incident", f"{incident.title} ({incident.state.value}; {hit})"))
    rows += [
        ("maintenance", f"{one.title} ({one.state.value}, from {one.starts_at:%Y-%m-%d %H:%M} UTC)")
        for one in report.maintenances
    ]
    return rows + [("note", warning) for warning in report.warnings]


def _count(report: StatusReport) -> str:
    incidents = sum(one.open for one in report.incidents)
    return f"{len(report.components)} components, {incidents} open incidents, {len(report.maintenances)} maintenances"


def _named(component: Component) -> str:
    return f"{component.group} / {component.name}" if component.group else component.name
