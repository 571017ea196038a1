"""One browser and two real servers for all tests here; a watched page a test, on a real server or a scripted one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.e2e.scripted import Site, serving
from tests.e2e.server import Server, real_server
from tests.status.scenarios import CONVERSATIONS, Happening, Message, Scenario

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Patience, not a measure: two servers and a browser start on whatever machine this is.
LONGEST_MS = 30_000
LONG_WORD = "Averylongwordwithoutanybreak" * 8
# What the policy refuses is told to the page itself; kept where a test can read it.
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="package")
def chromium() -> str:
    """The path of Debian's Chromium; without it every test here is skipped and says why."""
    if not CHROMIUM.exists():
        pytest.skip("no browser: install it with `apt-get install chromium`")
    return str(CHROMIUM)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=LONGEST_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def watched(browser: Browser, origin: str) -> AsyncIterator[Page]:
    """Open a page. Whatever a test does, nothing is thrown, refused by the policy or asked of another host."""
    context = await browser.new_context(
        base_url=origin,
        viewport={"width": 1280, "height": 800},
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    await context.add_init_script(LISTEN)
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"thrown: {error}"))
    page.on("request", lambda request: request.url.startswith((origin, "data:")) or faults.append(request.url))
    page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
    yield page
    refused = await page.evaluate("window.refused ?? []")
    await context.close()
    assert refused == []
    assert faults == []


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def one_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    async with real_server(tmp_path_factory.mktemp("data"), Scenario()) as server:
        yield server


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def troubled_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A second server whose page has incidents open; an incident that ends is remembered, so it has its own."""
    hit = {CONVERSATIONS: "full_outage"}
    news = (Message(12, "investigating", "We look into it."),)
    happenings = tuple(
        Happening(title, "investigating", hit, "critical", news)
        for title in ("Elevated errors in Conversations", LONG_WORD)
    )
    async with real_server(tmp_path_factory.mktemp("troubled"), Scenario(hit, happenings)) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def server(one_server: Server) -> AsyncIterator[Server]:
    """The real server, its status page green when a test begins."""
    await one_server.posts("ok")
    yield one_server


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, server: Server) -> AsyncIterator[Page]:
    """A new page on the real server."""
    async with watched(browser, server.origin) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def troubled(browser: Browser, troubled_server: Server) -> AsyncIterator[Page]:
    """A new page on the real server while incidents are open."""
    async with watched(browser, troubled_server.origin) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    async with serving() as site:
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def scripted(browser: Browser, site: Site) -> AsyncIterator[Page]:
    """A new page on the scripted server, for what the real one does not do on demand."""
    async with watched(browser, site.origin) as page:
        yield page
