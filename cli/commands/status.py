"""`signpost status`: read a status page now and say what was understood."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cli.session import complain, console, print_json

if TYPE_CHECKING:
    from status.models import StatusReport


def status(url: str | None, as_json: bool) -> int:
    """Read the page once; exit code 0 only when it could be read."""
    from api.settings import SettingsError, read_settings
    from status.factory import read_once

    try:
        settings = read_settings().status
    except SettingsError as error:
        return complain(str(error))
    with console().status("Reading the status page…"):
        report = asyncio.run(read_once(url or settings.page_url, settings))
    if as_json:
        from api.present import present_status
        from bot.wording import status_summary

        print_json(present_status(report, status_summary(report, "en")))
    else:
        _print(report)
    return 0 if report.checked_at else 1


def _print(report: StatusReport) -> None:
    from rich.console import Console

    from bot.wording import status_summary

    out = Console(highlight=False, soft_wrap=True)
    out.print(status_summary(report, "en"), style="bold", markup=False)
    if report.reason:
        out.print(f"  {report.reason}", markup=False)
    for component in report.components:
        name = f"{component.group} / {component.name}" if component.group else component.name
        out.print(f"  {component.state.value:<12} {name}", markup=False)
    for incident in report.incidents:
        out.print(f"  incident     {incident.title} ({incident.state.value})", markup=False)
    for window in report.maintenances:
        out.print(f"  maintenance  {window.title} ({window.state.value})", markup=False)
    for warning in report.warnings:
        out.print(f"  note         {warning}", style="dim", markup=False)
