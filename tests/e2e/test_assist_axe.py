"""No rule of axe is broken in any state of the panel, light and dark, wide and narrow; and nothing is too small."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e import samples
from tests.e2e.desk import OTHER, REF, Desk, brief, row
from tests.e2e.sitting import draft, reply, sign_in, sitting
from tests.e2e.test_widget_axe import AXE, Eye

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

SMALL = """
const all = [...document.querySelectorAll("button, input, textarea, summary")];
all.filter((one) => one.checkVisibility()).filter((one) => {
  const target = one.matches("input[type=checkbox]") ? one.closest("label") : one;
  const { width, height } = target.getBoundingClientRect();
  return width < 24 || height < 43.5;
}).map((one) => one.outerHTML.slice(0, 90))
"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe; without it the tests are skipped and say why."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm install --prefix tests/e2e")
    return AXE.read_text("utf-8")


class Sight(Eye):
    """Looks at axe's rules, at what is wider than the page, and at what is too small to press."""

    async def looks(self, state: str) -> None:
        await super().looks(state)
        if await self.page.evaluate(WIDER):
            self.wrong[f"{state}: wider than the page"] = await self.page.evaluate(
                "document.documentElement.scrollWidth"
            )
        if small := await self.page.evaluate(SMALL):
            self.wrong[f"{state}: too small"] = small


async def every_state(desk: Desk, page: Page, eye: Sight) -> None:
    await eye.looks("sign in")
    await sign_in(page, "sk_wrong")
    await expect(page.get_by_role("alert")).to_contain_text("not accepted")
    await eye.looks("refused")
    await sign_in(page, "sk_right")
    await expect(page.locator(".row-button")).to_have_count(2)
    await eye.looks("lists")
    await page.get_by_role("button", name="Paste").click()
    await eye.looks("paste")
    await page.get_by_role("button", name="Handoffs").click()
    await expect(page.locator(".handoff")).to_be_visible()
    await eye.looks("queue")
    await page.get_by_role("button", name="Waiting").click()
    await page.locator(".row-button").first.click()
    await expect(page.locator(".sentence").first).to_be_attached()
    await eye.looks("brief")
    await draft(page).fill("Changed by hand.")
    desk.stale["g_1"] = "customer_wrote"
    await expect(page.locator(".notice.offered")).to_be_visible()
    await expect(page.get_by_role("group", name="Wording")).to_be_visible()
    await eye.looks("stale, with styles")
    await page.locator("#dismiss").click()
    await eye.looks("reasons")
    await page.get_by_role("button", name="Keep it").click()
    await page.locator("#hold").click()
    await expect(page.locator(".holder").first).to_contain_text("You have")
    await page.locator("#insert").click()
    desk.stale["g_1"] = "customer_wrote"
    await page.locator("#send").click()
    await expect(page.locator("dialog.ask")).to_be_visible()
    await eye.looks("question")
    await page.keyboard.press("Escape")
    for button, found in (("#explain", ".trace table"), ("#broadcast", ".people"), ("#keys", "dialog.keys dl")):
        await page.locator(button).click()
        await expect(page.locator(found).first).to_be_visible()
        await eye.looks(button)
        await page.keyboard.press("Escape")
    desk.broken = True
    await page.locator("#again").click()
    await expect(page.locator("#brief [role=alert]")).to_be_visible()
    await eye.looks("broken")
    desk.broken = False
    desk.signed_in = False  # the page looks for news by itself, and finds out
    await expect(page.locator("dialog.again")).to_be_visible()
    await eye.looks("signed out")


@pytest.mark.parametrize(("width", "scheme"), [(1240, "light"), (320, "dark"), (960, "dark"), (320, "light")])
async def test_axe_finds_nothing(browser: Browser, axe: str, width: int, scheme: Any) -> None:
    down = samples.status("outage", incidents=[samples.incident()])
    item = {
        "ref": REF,
        "handoff_id": "h_1",
        "created_at": samples.now(),
        "updated_at": samples.now(),
        "summary": "502 since this morning, three steps did not help.",
        "language": "en",
        "channel": "widget",
        "symptom": "bad-gateway",
        "claimed_by": "Ben",
        "claimed_at": samples.now(),
        "closed_at": None,
        "contact": True,
    }
    rows = [row(), row(OTHER, "Averylongword" * 12, held_by="Ben")]
    worded = {"status": down, "styles": ["plain", "shorter", "friendlier"], "style": "shorter"}
    briefs = [brief(status=down), brief("g_2", "Another one.", **worded)]
    async with sitting(browser, signed_in=False, rows=rows, briefs=briefs, queue=[item], waiting=rows) as (desk, page):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        tools = await page.context.new_cdp_session(page)
        await tools.send("Runtime.evaluate", {"expression": axe})
        eye = Sight(page)
        await every_state(desk, page, eye)
        assert eye.wrong == {}


async def test_forced_colours_keep_what_is_chosen_visible(browser: Browser) -> None:
    async with sitting(browser) as (_, page):
        await page.emulate_media(forced_colors="active")
        chosen = page.locator(".tab[aria-pressed='true']")
        await expect(chosen).to_have_css("border-top-width", "3px")


async def test_at_900_pixels_the_brief_stands_beside_the_conversation(browser: Browser) -> None:
    async with sitting(browser) as (_, page):
        for width, beside in ((900, True), (899, False)):
            await page.set_viewport_size({"width": width, "height": 800})
            if width == 900:
                await page.locator(".row-button").first.click()
                await expect(page.locator(".sentence").first).to_be_attached()
            talk = await page.locator(".talk").bounding_box()
            found = await page.locator(".brief").bounding_box()
            assert talk is not None
            assert found is not None
            assert (found["x"] >= talk["x"] + talk["width"]) is beside


async def test_beside_each_other_the_columns_scroll_and_the_page_never_does(browser: Browser) -> None:
    """A page that cannot be scrolled by hand must not be by a focus either: its top would be lost."""
    async with sitting(browser, rows=[row(f"r_{n}") for n in range(40)]) as (_, page):
        await page.set_viewport_size({"width": 1240, "height": 600})
        await page.locator(".row-button").first.click()
        await expect(page.locator(".sentence").first).to_be_attached()
        await page.locator("#explain").evaluate("one => one.scrollIntoView({ block: 'start' })")
        await page.locator(".row-button").last.evaluate("one => one.scrollIntoView({ block: 'start' })")
        places = [await page.locator(one).bounding_box() for one in (".lists", ".talk", ".brief")]
        tops = {round(place["y"]) for place in places if place}
        assert len(tops) == 1, "three columns side by side"
        assert await page.evaluate("document.scrollingElement.scrollTop") == 0
        assert await page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


async def test_on_a_phone_the_lists_give_way_and_come_back(browser: Browser) -> None:
    async with sitting(browser) as (_, page):
        await page.set_viewport_size({"width": 320, "height": 700})
        await page.locator(".row-button").first.click()
        await expect(page.locator(".lists")).to_be_hidden()
        await expect(reply(page)).to_be_visible()
        await page.get_by_role("button", name="Back to the lists").click()
        await expect(page.locator(".row-button").first).to_be_visible()
        await expect(page.locator(".talk")).to_be_hidden()
