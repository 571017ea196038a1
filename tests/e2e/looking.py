"""A real server whose database holds conversations, and the guide's owner in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Page, expect

from api.auth import KeyScope, make_key
from bot.conversations.sql import SqlStore
from tests.bot.insights.seeding import Seeds, a_step, a_url, tried
from tests.e2e.server import Server, real_server
from tests.status.scenarios import Scenario

HOSTILE = "<img src=x onerror=alert(1)> does it run on my toaster"
EMPTY = {
    "from": "2026-11-14T00:00:00Z",
    "to": "2026-11-20T15:00:00Z",
    "kept_days": 30,
    **{
        name: [] for name in ("outcomes", "verdicts", "status_timeline", "incidents", "steps", "gaps", "early_warnings")
    },
    "deflection": {"definition": "What counts.", "conversations": 0, "counts": {}, "rate": None, "refs": []},
    "feedback": {"counts": {}, "by_outcome": {}, "comments": []},
    "seconds": {"answers": 0, "p50": None, "p95": None, "days": [], "stages": {}, "slowest": None},
    "suggestions": {
        **dict.fromkeys(("shown", "inserted_as_is", "edited", "copied", "sent", "dismissed"), 0),
        "mean_distance": None,
        "reasons": {},
    },
    "gaps_left_out": 0,
}


@dataclass
class Watched:
    """A running server with a past, and the key that opens its pages."""

    server: Server
    key: str

    @property
    def origin(self) -> str:
        return self.server.origin


@asynccontextmanager
async def a_past(folder: Path) -> AsyncIterator[Watched]:
    """Write conversations of the last days, then serve them."""
    store = SqlStore(a_url(folder))
    await store.open()
    now = datetime.now(UTC)
    key, token = make_key("Kim", [KeyScope.ASSIST], now)
    await store.add_key(key)
    await _converse(Seeds(store), now)
    await store.aclose()
    async with real_server(folder, Scenario()) as server:
        yield Watched(server, token)


async def _converse(seeds: Seeds, now: datetime) -> None:
    yesterday, earlier = now - timedelta(days=1), now - timedelta(days=3)
    worked = (tried("clear-cache", "worked", earlier),)
    await seeds.says(("502", "answered_steps"), ("it works", "resolved"), at=earlier, step=a_step(), attempts=worked)
    _, (voted,) = await seeds.says(("502", "answered_status"), at=yesterday, status="outage", step=a_step())
    await seeds.votes(voted, "down", comment="I am kim@example.com")
    for place, text in enumerate(("how do I export my chats", "can I export my chats to a file")):
        await seeds.says((text, "declined_not_covered"), at=yesterday + timedelta(minutes=place))
    await seeds.says(("chatgpt says 502 bad gateway", "declined_not_covered"), at=yesterday)
    await seeds.says((HOSTILE, "declined_not_covered"), at=yesterday)


async def enter(page: Page, key: str, path: str = "/insights") -> None:
    """Open the page, show the key, and wait for the picture."""
    await page.goto(path)
    await page.get_by_label("Agent key").fill(key)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.locator("#found")).to_have_attribute("aria-busy", "false")


async def say_empty(page: Page) -> None:
    """Let the server tell of a week in which nothing happened."""
    await page.route("**/v1/insights?days=7", lambda route: route.fulfill(json=EMPTY))
    await page.get_by_role("button", name="7 days").click()
    await expect(page.get_by_text("No conversations yet.")).to_be_visible()
