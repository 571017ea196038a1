"""No rule of axe is broken in any state: light and dark, desktop and narrow phone, English, Japanese and Arabic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e import samples
from tests.e2e.browsing import ask, newest, open_chat
from tests.e2e.scripted import Site, gives, refuses, says
from tests.e2e.test_widget_looks import WISH

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .map(({ id, nodes }) => `${id}: ${nodes.map((one) => one.target.join(" ")).join(", ")}`)
"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe; without it the tests are skipped and say why."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm install --prefix tests/e2e")
    return AXE.read_text("utf-8")


class Eye:
    """Looks at the page again and again, and remembers what was wrong in which state."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: dict[str, Any] = {}

    async def looks(self, state: str) -> None:
        if found := await self.page.evaluate(VIOLATIONS):
            self.wrong[state] = found


async def load(page: Page, axe: str, path: str) -> None:
    """Open a page and put axe into it, past the page's policy."""
    await page.goto(path)
    await expect(page.locator("#panel")).to_be_attached()
    tools = await page.context.new_cdp_session(page)
    await tools.send("Runtime.evaluate", {"expression": axe})


async def every_state(page: Page, site: Site, eye: Eye) -> None:
    await eye.looks("closed")
    await open_chat(page)
    await eye.looks("welcome with an incident")
    site.chat += [
        says(samples.steps()),
        says(samples.outage()),
        says(samples.escalated()),
        refuses(429, 30),
        refuses(500),
    ]
    site.handoff += [gives(samples.packet()), gives(samples.packet())]
    for state in ("steps", "outage", "escalated"):
        await ask(page, state)
        await expect(page.locator(".turn.you").last).to_contain_text(state)
        answer = await newest(page)
        for fold in await answer.locator("details").all():
            await fold.evaluate("(element) => { element.open = true; }")
        await eye.looks(state)
    for state in ("limited", "broken"):
        await ask(page, state)
        await expect(page.locator(".turn .trouble .row.latest")).to_be_visible()
        await eye.looks(state)
    await page.locator("#message").fill("x" * 2001)
    await eye.looks("too long")
    await page.locator("#to-person").click()
    await expect(page.locator(".note")).to_be_visible()
    await eye.looks("person")
    await page.locator(".reach .first").click()
    await expect(page.locator("#person code")).to_be_visible()
    await eye.looks("sent")
    await page.locator("#start-over").click()
    await eye.looks("erase")


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "en"), (320, "dark", "ja"), (1280, "dark", "en"), (320, "light", "ar")],
)
async def test_axe_finds_nothing(scripted: Page, site: Site, axe: str, width: int, scheme: Any, language: str) -> None:
    site.status = samples.status("outage", incidents=[samples.incident()])
    await scripted.set_viewport_size({"width": width, "height": 800})
    await scripted.emulate_media(color_scheme=scheme)
    await scripted.add_init_script(
        f"document.addEventListener('readystatechange', () => {{ document.documentElement.lang = '{language}'; }})"
    )
    await load(scripted, axe, "/demo")
    eye = Eye(scripted)
    await every_state(scripted, site, eye)
    assert eye.wrong == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#ffe600", "#0a0a2a"])
async def test_axe_finds_nothing_whatever_accent_a_page_wishes(
    scripted: Page, site: Site, axe: str, accent: str, scheme: Any
) -> None:
    site.status = samples.status("outage", incidents=[samples.incident()])
    await scripted.emulate_media(color_scheme=scheme)
    await load(scripted, axe, "/demo")
    await scripted.evaluate(WISH, ["accent", accent])
    eye = Eye(scripted)
    await every_state(scripted, site, eye)
    assert eye.wrong == {}


async def test_axe_finds_nothing_on_the_hosted_page_while_the_server_is_down(
    scripted: Page, site: Site, axe: str
) -> None:
    await scripted.route("**/v1/**", lambda route: route.abort())
    await load(scripted, axe, "/chat")
    await expect(scripted.locator("#status .first-steps")).to_be_visible()
    eye = Eye(scripted)
    await eye.looks("down")
    assert eye.wrong == {}
