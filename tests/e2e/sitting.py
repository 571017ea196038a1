"""What an agent does at the panel, in a word each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import watched
from tests.e2e.desk import DRAFT, Desk, desk_serving


@asynccontextmanager
async def sitting(browser: Browser, **changes: Any) -> AsyncIterator[tuple[Desk, Page]]:
    """Open the panel on a scripted desk, signed in unless said otherwise."""
    async with desk_serving(**changes) as desk, watched(browser, desk.origin) as page:
        await page.goto("/assist")
        yield desk, page


@asynccontextmanager
async def opened(browser: Browser, **changes: Any) -> AsyncIterator[tuple[Desk, Page]]:
    """Open the first conversation of a scripted desk, and wait for its suggestion."""
    async with sitting(browser, **changes) as (desk, page):
        await page.locator(".row-button").first.click()
        await expect(page.locator("#draft")).to_have_value(DRAFT)
        yield desk, page


async def sign_in(page: Page, key: str) -> None:
    """Enter a key."""
    await page.get_by_label("Agent key").fill(key)
    await page.get_by_role("button", name="Sign in").click()


def draft(page: Page) -> Any:
    return page.locator("#draft")


def reply(page: Page) -> Any:
    return page.locator("#reply")
