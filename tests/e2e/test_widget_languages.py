"""Arabic runs from right to left, Hindi stands high: each is whole in its own script, whatever way the page runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e import samples
from tests.e2e.browsing import ask, asked, newest, visit
from tests.e2e.conftest import watched
from tests.e2e.scripted import Site, refuses, says
from tests.e2e.server import START_SECONDS, Server
from tests.e2e.test_widget_looks import fits_and_is_legible

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

HOST = """<!doctype html><html lang="{page}" dir="{way}"><meta charset="utf-8"><title>Host</title><h1>Host</h1>
<script type="module" src="/widget/signpost.js" data-lang="{chat}"></script>"""
QUESTIONS = {
    "ar": "يظهر في ChatGPT الخطأ 502 وقد مسحت ذاكرة التخزين المؤقت",
    "hi": "ChatGPT में 502 आ रहा है, मैंने कैश साफ़ कर लिया है",
}
WAYS = {"ar": "rtl", "hi": "ltr"}
# Lines that are cut off by the box around them: what stands above or below a letter counts.
CLIPPED = """
() => [...document.querySelector("signpost-chat").shadowRoot.querySelectorAll(":is(h2, h3, h4, p, button, summary)")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen"))
  .filter((one) => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY !== "visible")
  .map((one) => one.textContent)
"""


@pytest.fixture
def page(scripted: Page) -> Page:
    """Most tests here play a script."""
    return scripted


def speaks(language: str) -> str:
    """A script that makes the demonstration a page in this language."""
    wish = f"Object.assign(document.documentElement, {{ lang: '{language}', dir: '{WAYS[language]}' }})"
    return f"document.addEventListener('readystatechange', () => {wish})"


async def warm(server: Server, language: str) -> None:
    """Ask once in this language: the first question in one takes the server longest."""
    async with httpx2.AsyncClient(base_url=server.origin, timeout=START_SECONDS) as client:
        (await client.post("/v1/chat", json={"message": QUESTIONS[language]})).raise_for_status()


@asynccontextmanager
async def reading(browser: Browser, server: Server, language: str, scheme: Any) -> AsyncIterator[Page]:
    """Open a page in this language and colour scheme, on a server that is warm."""
    await warm(server, language)
    async with watched(browser, server.origin) as page:
        await page.emulate_media(color_scheme=scheme)
        await page.add_init_script(speaks(language))
        yield page


async def runs(page: Page, selector: str) -> str:
    return str(await page.locator(selector).first.evaluate("(one) => getComputedStyle(one).direction"))


@pytest.mark.parametrize(
    ("language", "way", "chat", "expected"), [("en", "ltr", "ar", "rtl"), ("ar", "rtl", "en", "ltr")]
)
async def test_the_words_say_which_way_the_chat_runs_not_the_page(
    page: Page, site: Site, language: str, way: str, chat: str, expected: str
) -> None:
    site.page = HOST.format(page=language, way=way, chat=chat)
    await visit(page)
    await expect(page.locator("#frame")).to_have_attribute("lang", chat)
    assert await runs(page, "#panel") == expected
    send, field = await page.locator("#send").bounding_box(), await page.locator("#message").bounding_box()
    assert send
    assert field
    assert (send["x"] < field["x"]) is (expected == "rtl")


async def test_the_field_runs_as_its_words_do_and_as_the_chat_while_it_is_empty(page: Page, site: Site) -> None:
    site.page = HOST.format(page="ar", way="rtl", chat="ar")
    await visit(page)
    assert await runs(page, "#message") == "rtl"
    await page.locator("#message").fill("502 Bad Gateway")
    assert await runs(page, "#message") == "ltr"


async def test_numbers_have_the_digits_that_the_answers_have(page: Page, site: Site) -> None:
    site.page = HOST.format(page="ar", way="rtl", chat="ar")
    site.status = samples.status(freshness="stale", age_seconds=720)
    site.chat.append(refuses(429, retry_after=30))
    await visit(page)
    await expect(page.locator("#status .age")).to_have_text("، قرئت قبل 12 دقيقة، وربما تغيرت بعدها")
    await ask(page, "502")
    await expect(page.locator(".turn .trouble button")).to_have_text("حاول مرة أخرى خلال 30 ثانية")


@pytest.mark.parametrize(("count", "words"), [(1, "خطوة واحدة"), (2, "خطوتان"), (3, "3 خطوات"), (11, "11 خطوة")])
async def test_arabic_counts_in_its_own_forms(page: Page, site: Site, count: int, words: str) -> None:
    held = [{"id": f"step-{n}", "title": "خطوة", "variant": None, "reason": "already_tried"} for n in range(count)]
    site.page = HOST.format(page="ar", way="rtl", chat="ar")
    site.chat.append(says(samples.steps(held_back=held)))
    answer = await asked(page)
    await expect(answer.locator(".held summary")).to_contain_text(words)


async def test_a_step_s_variant_is_named_in_words_and_reported_as_it_came(page: Page, site: Site) -> None:
    site.page = HOST.format(page="hi", way="ltr", chat="hi")
    site.chat += [says(samples.steps(steps=[samples.VPN])), says(samples.answer())]
    answer = await asked(page)
    await expect(answer.locator("li.step h4")).to_contain_text("– बंद")
    await answer.locator("[data-result=worked]").click()
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    assert site.calls("POST", "/v1/chat")[1].body["attempts"][0]["variant"] == "off"


async def test_foreign_words_in_quotation_marks_keep_together(page: Page, site: Site) -> None:
    site.page = HOST.format(page="ar", way="rtl", chat="ar")
    site.chat.append(says(samples.answer(language="ar", text="آخر ما قالوه، 02:53 UTC: “We **look** into it.” انتظر.")))
    answer = await asked(page)
    quoted = answer.locator(".words bdi")
    await expect(quoted).to_have_text("“We look into it.”")
    assert await quoted.evaluate("(one) => getComputedStyle(one).direction") == "ltr"
    assert await quoted.evaluate("(one) => getComputedStyle(one.parentElement).direction") == "rtl"


async def test_the_hosted_page_speaks_and_runs_like_the_chat_on_it(page: Page) -> None:
    await page.goto("/chat?lang=ar")
    await expect(page).to_have_title("مساعد الدعم")
    await expect(page.locator("h1")).to_have_text("مساعد الدعم")
    assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", WAYS)
async def test_steps_fit_and_are_legible_in_every_width(
    browser: Browser, server: Server, language: str, scheme: Any
) -> None:
    async with reading(browser, server, language, scheme) as page:
        answer = await asked(page, QUESTIONS[language])
        await expect(answer.locator(".words")).to_have_attribute("lang", language)
        await expect(answer.locator("li.step")).to_have_count(1)
        await fits_and_is_legible(page, f"steps-{language}", scheme)
        card = answer.locator("li.step")
        assert await card.evaluate("(one) => getComputedStyle(one).direction") == WAYS[language]
        beside = {"ltr": "paddingLeft", "rtl": "paddingRight"}[WAYS[language]]
        assert await card.locator("h4").evaluate(f"(one) => getComputedStyle(one).{beside}") == "43px"  # the number
        assert await page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", WAYS)
async def test_an_open_incident_fits_and_is_legible_in_every_width(
    browser: Browser, troubled_server: Server, language: str, scheme: Any
) -> None:
    async with reading(browser, troubled_server, language, scheme) as page:
        await visit(page)
        await page.locator("#status details > summary").click()
        await ask(page, QUESTIONS[language])
        await newest(page)
        await fits_and_is_legible(page, f"incident-{language}", scheme)
        await page.locator("#to-person").click()
        await expect(page.locator(".note dl")).to_be_visible()
        await fits_and_is_legible(page, f"person-{language}", scheme)
        assert await page.evaluate(CLIPPED) == []
