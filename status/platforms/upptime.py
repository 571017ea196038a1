"""Upptime: `history/summary.json` in the repository that holds the page, as `raw.githubusercontent.com` serves it.

A probe's findings, not a provider's words. What people write stands in the repository's issues and is not read.
"""

from __future__ import annotations

from collections.abc import Collection

from status.assess import assess
from status.models import StatusReport
from status.platforms.fields import Row, Text, as_rows
from status.platforms.raw import RawComponent, RawPage
from status.ports import Bodies, Page

name = "upptime"

SUMMARY = "/history/summary.json"


class Site(Row):
    """One site that is probed."""

    name: Text = ""
    slug: Text = ""
    status: Text = ""


def wants(bodies: Bodies, asked: Collection[str], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the one file there is."""
    return () if SUMMARY in asked else (SUMMARY,)


def recognises(bodies: Bodies) -> bool:
    """Tell whether the file lists sites with their states."""
    rows = as_rows(bodies.get(SUMMARY))
    return bool(rows) and all("slug" in row and "status" in row for row in rows)


def lasting(bodies: Bodies) -> Bodies:
    """Everything may change with the next read."""
    return {}


def parse(bodies: Bodies, page: Page) -> StatusReport:
    """Return the report of the file; nothing in it would tell of an incident."""
    sites = [Site.model_validate(row) for row in as_rows(bodies.get(SUMMARY))]
    raw = RawPage(
        platform=name,
        title="",
        components=tuple(RawComponent(one.slug, one.name, None, one.status) for one in sites),
        events=(),
        complete=bool(sites),
        events_told=False,
    )
    return assess(raw, page)
