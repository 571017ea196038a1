"""No rule of axe is broken on the owner's page in any state; nothing is cut off, too small or too pale."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import watched
from tests.e2e.looking import Watched, a_past, enter, say_empty
from tests.e2e.test_assist_axe import Sight
from tests.e2e.test_widget_axe import AXE

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]
# A shape of a picture whose colour is hard to tell from the card behind it (WCAG 2.2, 1.4.11), but for what is meant
# to stay in the background.
FAINT = """
() => {
  const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map((one) => {
    const c = Number(one) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const card = light(rgb(getComputedStyle(document.querySelector(".card")).backgroundColor));
  return [...new Set([...document.querySelectorAll("rect.fill:not(.quiet, .line), circle")]
    .filter((one) => {
      const [a, b] = [card, light(rgb(getComputedStyle(one).fill))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05) < 2;
    })
    .map((one) => one.getAttribute("class")))];
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def past(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm install --prefix tests/e2e")
    async with a_past(tmp_path_factory.mktemp("insights-axe")) as served:
        yield served


async def load_axe(page: Page) -> None:
    """Put axe into the page, past its policy."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})


async def every_state(page: Page, past: Watched, eye: Sight) -> None:
    await page.goto("/insights")
    await expect(page.get_by_label("Agent key")).to_be_visible()
    await load_axe(page)
    await eye.looks("sign in")
    await enter(page, past.key)
    await load_axe(page)
    await eye.looks("folded")
    for fold in await page.locator("details").all():
        await fold.evaluate("(element) => { element.open = true; }")
    await expect(page.locator("#deflection tbody tr").first).to_be_visible()
    await eye.looks("open")
    eye.wrong |= {"faint": faint} if (faint := await page.evaluate(FAINT)) else {}
    gap = page.locator(".gap", has_text="export")
    await gap.get_by_role("button", name="Mark as covered").or_(gap.get_by_role("button", name="Ask again")).click()
    await expect(gap.locator(".covering tbody tr").first).to_be_visible()
    await eye.looks("covered")
    await say_empty(page)
    await eye.looks("empty")
    await page.route("**/v1/insights?days=90", lambda route: route.abort())
    await page.get_by_role("button", name="90 days").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await eye.looks("broken")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark"), (320, "light")])
async def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, past: Watched, width: int, scheme: Any
) -> None:
    async with watched(browser, past.origin) as page:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        eye = Sight(page)
        await every_state(page, past, eye)
        assert eye.wrong == {}


async def test_in_forced_colours_the_parts_of_a_picture_are_still_told_apart(browser: Browser, past: Watched) -> None:
    async with watched(browser, past.origin) as page:
        await page.emulate_media(forced_colors="active")
        await enter(page, past.key)
        fills = await page.locator("#outcomes rect.fill").evaluate_all(
            "(all) => [...new Set(all.map((one) => getComputedStyle(one).fill))]"
        )
        assert len(fills) > 1
