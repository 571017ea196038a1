"""How the page looks and fits: small screens, dark mode, contrast, target size, motion, forced colours, no script."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e import samples
from tests.e2e.browsing import ask, asked, newest, visit
from tests.e2e.scripted import Site, refuses, says
from tests.e2e.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

SCREENS = Path(__file__).parent / "screens"
WIDTHS = (320, 768, 1280)
QUESTION = "chatgpt says 502, I already cleared the cache"

# The contrast of every visible piece of text against the first opaque background behind it (WCAG 2.2, 1.4.3).
LOW_CONTRAST = """
() => {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement ?? one.getRootNode().host) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  };
  const low = [];
  const chat = document.querySelector("signpost-chat").shadowRoot;
  const walkers = [document.body, chat].map((one) => document.createTreeWalker(one, NodeFilter.SHOW_TEXT));
  const texts = [];
  for (const one of walkers) while (one.nextNode()) texts.push(one.currentNode);
  for (const node of texts) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest(".unseen")) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${node.data.trim().slice(0, 40)}`);
  }
  return low;
}
"""

# Controls lower than 44 pixels; markers (24) and links inside a sentence are the exception that WCAG 2.5.8 makes.
SMALL_TARGETS = """
() => [document, document.querySelector("signpost-chat").shadowRoot]
  .flatMap((one) => [...one.querySelectorAll("button, summary, textarea, input, a")])
  .filter((one) => one.checkVisibility() && !one.closest(".skip"))
  .filter((one) => !one.matches(".words p a, .news a, .brand a"))
  .map((one) => [one, one.getBoundingClientRect(), one.matches(".marker") ? 24 : 44])
  .filter(([, box, least]) => box.height < least - 0.5 || box.width < Math.min(least, 24))
  .map(([one, box]) => `${one.tagName} ${one.textContent.trim().slice(0, 30)} ${box.width} x ${box.height}`)
"""


WISH = """([name, colour]) => document.querySelector("signpost-chat").style.setProperty(`--signpost-${name}`, colour)"""


async def empty(page: Page) -> None:
    await visit(page)


async def steps(page: Page) -> None:
    await asked(page, QUESTION)


async def incident(page: Page) -> None:
    await visit(page)
    await page.locator("#status details > summary").click()
    await ask(page, "chatgpt says 502")
    await newest(page)
    await page.locator("details.held > summary").click()


async def person(page: Page) -> None:
    await asked(page, QUESTION)
    await page.get_by_role("button", name="Can’t do this").click()
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await expect(page.locator(".note dl")).to_be_visible()


async def unreadable(page: Page, site: Site) -> None:
    site.status = samples.unreadable()
    text = f"I could not read [OpenAI status]({samples.STATUS_URL}), so I cannot tell whether others have this too."
    site.chat.append(says(samples.answer(text=text, status=samples.unreadable())))
    await asked(page, "502")


async def trouble(page: Page, site: Site) -> None:
    site.chat.append(refuses(429, retry_after=30))
    await visit(page)
    await ask(page, "502")
    await expect(page.locator(".turn .trouble")).to_be_visible()


async def two_steps(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    await asked(page, f"chatgpt says 502, I already cleared the cache {'andreloaded' * 20}")


async def fits_and_is_legible(page: Page, name: str, scheme: str) -> None:
    """Look at the page in every width, keep a picture of each, and judge what can be measured."""
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        whole = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size({"width": width, "height": whole})
        await page.screenshot(path=SCREENS / f"{name}-{width}-{scheme}.png")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate(SMALL_TARGETS) == []
    assert await page.evaluate(LOW_CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scene", [empty, steps, person], ids=lambda scene: scene.__name__)
async def test_every_state_fits_every_width_and_is_legible(
    page: Page, scene: Callable[[Page], Awaitable[None]], scheme: Any
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await scene(page)
    await fits_and_is_legible(page, scene.__name__, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_open_incident_fits_and_is_legible_too(troubled: Page, scheme: Any) -> None:
    await troubled.emulate_media(color_scheme=scheme)
    await incident(troubled)
    await fits_and_is_legible(troubled, "incident", scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scene", [unreadable, trouble, two_steps], ids=lambda scene: scene.__name__)
async def test_scripted_states_fit_and_are_legible_too(
    scripted: Page, site: Site, scene: Callable[[Page, Site], Awaitable[None]], scheme: Any
) -> None:
    await scripted.emulate_media(color_scheme=scheme)
    await scene(scripted, site)
    await fits_and_is_legible(scripted, scene.__name__, scheme)


WISHES = ("#ffe600", "#f2f2f2", "#7a7a7a", "#0a0a2a", "#ff00aa", "#00c2a8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_accent_that_a_page_wishes_makes_text_illegible(scripted: Page, site: Site, scheme: Any) -> None:
    """Neither as text nor behind text, and whatever a page says should stand on it."""
    await scripted.emulate_media(color_scheme=scheme)
    site.chat += [says(samples.steps()), says(samples.escalated("a_person"))]
    await visit(scripted)
    await ask(scripted, "502")
    await newest(scripted)
    await ask(scripted, "still")
    await expect(scripted.locator(".escalation")).to_be_visible()
    low = {}
    for wish in WISHES:
        await scripted.evaluate(WISH, ["accent", wish])
        await scripted.evaluate(WISH, ["accent-text", wish])
        low[wish] = await scripted.evaluate(LOW_CONTRAST)
    await scripted.screenshot(path=SCREENS / f"accent-{scheme}.png")
    assert low == {wish: [] for wish in WISHES}


async def test_dark_mode_is_dark(page: Page) -> None:
    await page.emulate_media(color_scheme="dark")
    await visit(page)
    shades = await page.evaluate(
        "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)"
    )
    assert max(shades) < 60


@pytest.mark.parametrize(("motion", "moved"), [("reduce", False), ("no-preference", True)])
async def test_nothing_moves_for_who_wants_no_motion(page: Page, motion: Any, moved: bool) -> None:
    await page.emulate_media(reduced_motion=motion)
    await visit(page)
    await page.locator("#panel").evaluate(
        "(one) => one.addEventListener('animationstart', () => { window.moved = true; })"
    )
    await ask(page, QUESTION)
    answer = await newest(page)
    await answer.get_by_role("button", name="Did not work").click()
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    assert await page.evaluate("window.moved === true") is moved


async def test_the_focus_is_seen_and_never_under_the_question_field(page: Page) -> None:
    await page.set_viewport_size({"width": 768, "height": 600})
    await asked(page, QUESTION)
    await page.get_by_role("link", name="Status page").focus()
    for _ in range(12):
        await page.keyboard.press("Tab")
        outline, bottom, top, inside = await page.evaluate(
            """() => {
              const one = document.querySelector("signpost-chat").shadowRoot.activeElement;
              const box = one.getBoundingClientRect();
              const field = one.getRootNode().getElementById("ask").getBoundingClientRect();
              return [getComputedStyle(one).outlineStyle, box.bottom, field.top, one.closest("#ask") !== null];
            }"""
        )
        assert inside or (outline == "solid" and bottom <= top)


async def test_a_pressed_button_is_told_apart_in_forced_colours(page: Page) -> None:
    await page.emulate_media(forced_colors="active")
    answer = await asked(page, QUESTION)
    pressed, other = answer.locator("[data-result=worked]"), answer.locator("[data-result=did_not_work]")
    await pressed.click()
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    width = "(element) => parseFloat(getComputedStyle(element).borderTopWidth)"
    assert await pressed.evaluate(width) > await other.evaluate(width)


async def test_without_script_the_short_guide_is_there(browser: Browser, server: Server) -> None:
    context = await browser.new_context(base_url=server.origin, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/demo")
    await expect(page.get_by_text("The assistant needs JavaScript")).to_be_visible()
    await expect(page.get_by_role("article")).to_contain_text("60 to 90 seconds")
    await context.close()
