"""Wires the status room. Another platform is a module of `status.platforms` and one name in PLATFORMS."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from infra.fetch import GuardedFetch
from status.board import PageBeside, StatusBoard
from status.cache import CachedStatus
from status.models import StatusReport, unreadable
from status.platforms import (
    betterstack,
    cachet,
    feed,
    incidentio,
    instatus,
    statusio,
    statuspage,
    upptime,
    uptimekuma,
)
from status.platforms.fixed import FixedFile, NothingToRead
from status.ports import Platform, StatusSource, StatusUnreadable
from status.read import PageSource
from status.settings import DEFAULT_PAGE, StatusSettings
from status.staged import StagedStatus

# In the order in which they are tried: incident.io answers Statuspage's paths too, so it comes first, and every page
# may have a feed, which knows least, so that comes last.
PLATFORMS: tuple[Platform, ...] = (
    incidentio,
    statuspage,
    instatus,
    betterstack,
    statusio,
    uptimekuma,
    upptime,
    cachet,
    feed,
)
BACKGROUND_SECONDS, WAITING_SECONDS = 10.0, 4.0


def build_status(settings: StatusSettings, data_dir: Path) -> CachedStatus:
    """Return the status room's one object; `await start()` it, `await aclose()` it. Never raises on odd settings."""
    if settings.staged:
        return StagedStatus(settings)
    return CachedStatus(build_source(settings), settings, data_dir / "status" / "last-good.json")


def build_board(settings: StatusSettings, data_dir: Path) -> StatusBoard:
    """Return the product's page with the pages beside it, which are read once `follow` has named them."""
    own = build_status(settings, data_dir)

    def open_page(page: PageBeside) -> CachedStatus:
        theirs = settings.model_copy(update={"page_url": page.url, "page_name": page.name, "platform": ""})
        return CachedStatus(build_source(theirs), theirs)

    return StatusBoard(own, open_page if settings.reads_beside else None)


def build_source(settings: StatusSettings, total: float = BACKGROUND_SECONDS) -> StatusSource:
    """Return what reads the configured page; each request may take `total` seconds."""
    if settings.url_problem:
        return NothingToRead(settings.url_problem)
    platforms = tuple(one for one in PLATFORMS if one.name == settings.platform) or PLATFORMS
    if settings.fixed_path is not None:
        return FixedFile(settings.fixed_path, platforms, settings.page_name)
    url = settings.base_url
    name = settings.page_name or (settings.source_name if url == DEFAULT_PAGE else "")
    scale = min(1.0, settings.ttl_seconds / 60)
    fetch = GuardedFetch(
        _user_agent(settings.contact),
        private_origin=url if settings.allow_private else None,
        total=total,
        pause=(0.3 * scale, 1.0 * scale),
    )
    # A copy of the default page in one's own network keeps the original's name in its paths.
    aliases = (urlsplit(DEFAULT_PAGE).netloc,) if settings.allow_private else ()
    return PageSource(url, fetch, platforms, name, aliases)


async def read_once(url: str | None, settings: StatusSettings) -> StatusReport:
    """Read a page now, somebody is waiting: the configured one, or the one at `url`. An unreadable one is a value."""
    chosen = settings.model_copy(update={"page_url": url, "page_name": "", "platform": ""}) if url else settings
    source = build_source(chosen, WAITING_SECONDS)
    try:
        return await source.read()
    except StatusUnreadable as failed:
        told = str(failed).replace("STATUS_PAGE_URL", "The address") if url else str(failed)
        return unreadable(chosen.source_name, chosen.public_url, told)
    finally:
        await source.aclose()


@cache
def _version() -> str:
    try:
        return version("signpost")
    except PackageNotFoundError:
        return "0"


def _user_agent(contact: str) -> str:
    told = " ".join(contact.split()) or "support assistant, reads this page about twice a minute"
    return f"Signpost/{_version()} (+{told})".encode("ascii", "ignore").decode()
