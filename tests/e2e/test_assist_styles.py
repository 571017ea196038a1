"""An agent may have the draft worded otherwise, where a language model writes; what they changed stays theirs."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.desk import DRAFT, OTHER, brief, row
from tests.e2e.sitting import draft, opened

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

ALL = ["plain", "shorter", "friendlier"]
SHORT = "Restart your router."


def worded(suggestion_id: str, text: str, style: str = "plain", writer: str = "llm") -> Any:
    made = brief(suggestion_id, text, style=style, styles=ALL)
    return {**made, "answer": {**made["answer"], "writer": writer}}


def styles(page: Page) -> Any:
    return page.get_by_role("group", name="Wording").get_by_role("button")


def asked(desk: Any) -> list[str | None]:
    return [one.get("style") for one in desk.made("/v1/assist/suggest")]


async def test_a_shorter_draft_is_asked_for_by_keyboard_and_the_choice_holds_for_the_next_one(browser: Browser) -> None:
    briefs = [worded("g_1", DRAFT), worded("g_2", SHORT, "shorter"), worded("g_3", DRAFT, "shorter")]
    async with opened(browser, briefs=briefs, rows=[row(), row(OTHER, "another one")]) as (desk, page):
        await expect(styles(page)).to_have_text(["Plain", "Shorter", "Friendlier"])
        await styles(page).nth(1).focus()
        await page.keyboard.press("Enter")
        await expect(draft(page)).to_have_value(SHORT)
        await expect(styles(page).nth(1)).to_have_attribute("aria-pressed", "true")
        await expect(styles(page).nth(1)).to_be_focused()
        await page.locator(".row-button").nth(1).click()
        await expect(draft(page)).to_have_value(DRAFT)
        await styles(page).nth(0).click()
        await expect(page.locator("#brief")).not_to_have_attribute("aria-busy", "true")
        assert asked(desk) == [None, "shorter", "shorter", None]


async def test_a_changed_draft_is_never_reworded_but_offered_the_new_one_beside(browser: Browser) -> None:
    briefs = [worded("g_1", DRAFT), worded("g_2", SHORT, "shorter")]
    async with opened(browser, briefs=briefs) as (_, page):
        await draft(page).fill("My own words.")
        await styles(page).nth(1).click()
        await expect(page.locator(".notice.offered")).to_contain_text("New suggestion ready")
        await expect(draft(page)).to_have_value("My own words.")
        await page.get_by_role("button", name="Use it").click()
        await expect(draft(page)).to_have_value(SHORT)


async def test_a_stale_draft_is_renewed_in_the_style_that_was_chosen(browser: Browser) -> None:
    briefs = [worded("g_1", DRAFT), worded("g_2", SHORT, "shorter"), worded("g_3", "Restart it.", "shorter")]
    async with opened(browser, briefs=briefs) as (desk, page):
        await styles(page).nth(1).click()
        await expect(draft(page)).to_have_value(SHORT)
        desk.stale["g_2"] = "customer_wrote"
        await expect(page.locator(".notice.offered")).to_be_visible()
        assert asked(desk) == [None, "shorter", "shorter"]


async def test_a_model_that_gave_nothing_is_said_in_words(browser: Browser) -> None:
    briefs = [worded("g_1", DRAFT), worded("g_2", DRAFT, "friendlier", "extractive")]
    async with opened(browser, briefs=briefs) as (_, page):
        await expect(page.locator("#style-why")).to_be_empty()
        await styles(page).nth(2).click()
        await expect(page.locator("#style-why")).to_contain_text("This is the usual wording")
        await expect(draft(page)).to_have_value(DRAFT)


async def test_without_a_model_the_styles_are_not_there_and_the_reason_is(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        await expect(styles(page)).to_have_count(0)
        await expect(page.locator("#style-why")).to_contain_text("needs a language model, and none is configured")


async def test_where_nothing_is_suggested_there_is_nothing_to_word(browser: Browser) -> None:
    nothing = brief(text="", abstained="The guide has nothing about this.", next_step=None, styles=ALL)
    async with opened(browser, briefs=[worded("g_1", DRAFT), nothing]) as (_, page):
        await page.locator("#again").click()
        await expect(page.locator(".draft .notice")).to_contain_text("No suggestion")
        await expect(page.locator(".styles")).to_be_hidden()


async def test_a_style_that_is_refused_gives_way_to_the_plain_wording(browser: Browser) -> None:
    """The server lost its model since: asking again must not be refused for ever."""
    async with opened(browser, briefs=[worded("g_1", DRAFT), brief("g_2", SHORT)]) as (desk, page):
        desk.no_model = True
        await styles(page).nth(1).click()
        alert = page.locator("#brief [role=alert]")
        await expect(alert).to_contain_text("needs a language model")
        await alert.get_by_role("button", name="Try again").click()
        await expect(draft(page)).to_have_value(SHORT)
        assert asked(desk) == [None, "shorter", None]
