"""The demonstration: a visitor chooses a calm day, an outage or a recovery, and page and chat follow at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import ask, newest, open_chat, visit
from tests.e2e.conftest import watched
from tests.e2e.server import staged_server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

SCREENS = Path(__file__).parent / "screens"
CALM, OUTAGE, RECOVERY = "A calm day", "An outage", "A recovery"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def staged(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with staged_server(tmp_path_factory.mktemp("staged")) as origin:
        yield origin


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, staged: str) -> AsyncIterator[Page]:
    """A new page on the demonstration, on a calm day."""
    async with watched(browser, staged) as page:
        await page.goto("/demo")
        await chosen(page, CALM)
        yield page


async def chosen(page: Page, day: str) -> None:
    """Press the day, and wait until the page says that it is played."""
    button = page.get_by_role("button", name=day)
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")


async def asks(page: Page, words: str) -> Any:
    """Ask once more, and return the answer when it is there."""
    before = await page.locator(".turn.you").count()
    await ask(page, words)
    await expect(page.locator(".turn.you")).to_have_count(before + 1)
    return await newest(page)


async def test_each_day_changes_launcher_status_and_answer(page: Page) -> None:
    status = page.locator("#status")
    await open_chat(page)
    await expect(status).to_have_attribute("data-state", "ok")
    await expect((await asks(page, "chatgpt says 502")).locator("li.step")).to_have_count(1)
    await chosen(page, OUTAGE)
    await expect(status).to_have_attribute("data-state", "outage")
    answer = await asks(page, "is it down right now?")
    await expect(answer).to_contain_text("on their side")
    await expect(answer.locator("li.step")).to_have_count(0)
    await expect(answer.get_by_role("button", name="Tell me when it is over")).to_be_visible()
    await chosen(page, RECOVERY)
    await expect(status).to_have_attribute("data-state", "recovering")
    await expect(await asks(page, "is it down right now?")).to_contain_text("a fix is in place")


async def test_the_launcher_shows_the_outage_before_any_question(page: Page) -> None:
    await expect(page.locator("#dot")).to_be_hidden()
    await chosen(page, OUTAGE)
    await expect(page.locator("#dot")).to_be_visible()
    await chosen(page, CALM)
    await expect(page.locator("#dot")).to_be_hidden()


async def test_the_days_are_chosen_by_keyboard_and_the_focus_stays(page: Page) -> None:
    await page.get_by_role("button", name=OUTAGE).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=OUTAGE)).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name=OUTAGE)).to_be_focused()


async def test_another_visitor_finds_the_day_that_is_played(page: Page) -> None:
    await chosen(page, RECOVERY)
    await page.reload()
    await expect(page.get_by_role("button", name=RECOVERY)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 800, 1280])
async def test_the_page_of_the_demonstration_fits_every_screen(page: Page, width: int, scheme: Any) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.emulate_media(color_scheme=scheme)
    for day in (CALM, OUTAGE):
        await chosen(page, day)
        name = day.split()[-1]
        await page.screenshot(path=SCREENS / f"demo-{name}-{width}-{scheme}.png", full_page=True)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await visit(page)
    await asks(page, "chatgpt says 502")
    await page.screenshot(path=SCREENS / f"demo-open-{width}-{scheme}.png")
