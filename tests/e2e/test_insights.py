"""The owner's page on a real server: pictures with their numbers, gaps marked as covered, keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import watched
from tests.e2e.looking import HOSTILE, Watched, a_past, enter, say_empty

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def past(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    async with a_past(tmp_path_factory.mktemp("insights")) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, past: Watched) -> AsyncIterator[Page]:
    async with watched(browser, past.origin) as opened:
        yield opened


async def test_nothing_is_shown_before_somebody_signs_in(page: Page) -> None:
    await page.goto("/insights")
    await expect(page.get_by_label("Agent key")).to_be_visible()
    await expect(page.locator(".card")).to_have_count(0)


async def test_every_picture_says_in_words_what_it_shows_and_has_its_numbers_behind_it(
    page: Page, past: Watched
) -> None:
    await enter(page, past.key)
    for section in ("outcomes", "verdicts", "deflection", "feedback", "steps", "times"):
        place = page.locator(f"#{section}")
        assert await place.locator("svg[role=img]").first.get_attribute("aria-label")
        await place.locator(".behind summary").click()
        await expect(place.locator(".behind tbody tr").first).to_be_visible()
    await expect(page.locator("#outcomes svg rect.fill").first).to_be_attached()


async def test_the_counted_conversations_can_be_read_by_their_reference(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    place = page.locator("#deflection")
    await expect(place.locator(".figure")).to_contain_text("1 of")
    await place.locator(".behind summary").click()
    first = place.locator(".behind tbody tr").first
    await expect(first).to_contain_text("Deflected")
    await expect(first.locator("code")).to_contain_text("r_")


async def test_what_customers_wrote_is_masked_and_never_read_as_a_page(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    await expect(page.get_by_text("I am [email]")).to_be_visible()
    await expect(page.get_by_text(HOSTILE).first).to_be_visible()
    await expect(page.locator("img")).to_have_count(0)


async def test_marking_a_gap_as_covered_shows_what_flipped(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    gap = page.locator(".gap", has_text="502 bad gateway")
    await gap.get_by_role("button", name="Mark as covered").click()
    await expect(gap.locator(".covering.settled")).to_contain_text("the guide answers the question now")
    await expect(gap.locator("tbody tr")).to_contain_text("declined as not covered")
    await expect(gap.locator(".yes")).to_contain_text("steps offered")
    await expect(gap.locator("h3")).to_be_focused()
    await expect(page.locator("#announce")).to_contain_text("Covered")
    await page.reload()
    await expect(page.locator(".gap").last).to_contain_text("Covered")


async def test_a_gap_that_cannot_be_marked_says_so_and_can_be_tried_again(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    await page.route("**/covered", lambda route: route.abort())
    gap = page.locator(".gap", has_text="toaster")
    mark = gap.get_by_role("button", name="Mark as covered")
    await mark.click()
    await expect(gap.get_by_role("alert")).to_contain_text("did not work just now")
    await expect(mark).to_have_attribute("aria-disabled", "false")


async def test_the_span_is_chosen_by_keyboard_and_stays_in_the_address(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    await page.get_by_role("button", name="30 days").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="90 days")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("#announce")).to_have_text("90 days shown")
    await expect(page.locator("#lede")).to_contain_text("kept for 30 days")
    await page.reload()
    await expect(page.get_by_role("button", name="90 days")).to_have_attribute("aria-pressed", "true")


async def test_a_table_is_opened_and_a_gap_marked_without_a_mouse(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    await page.locator("#outcomes summary").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#outcomes tbody tr").first).to_be_visible()
    gap = page.locator(".gap", has_text="toaster")
    await gap.get_by_role("button").focus()
    await page.keyboard.press("Space")
    await expect(gap.locator(".covering")).to_be_visible()


async def test_a_week_without_anybody_is_told_in_words(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    await say_empty(page)
    await expect(page.locator("svg[role=img]")).to_have_count(0)
    await expect(page.locator(".nothing")).to_have_count(9)


async def test_numbers_that_cannot_be_read_are_asked_for_again(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    await page.route("**/v1/insights?days=7", lambda route: route.abort())
    await page.get_by_role("button", name="7 days").click()
    await expect(page.get_by_role("alert")).to_contain_text("cannot be read right now")
    await page.unroute("**/v1/insights?days=7")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator("#gaps")).to_be_visible()


async def test_a_table_comes_as_a_file(page: Page, past: Watched) -> None:
    await enter(page, past.key)
    async with page.expect_download() as download:
        await page.locator("#gaps .csv").click()
    assert (await download.value).suggested_filename.startswith("signpost-gaps-")


async def test_the_page_loads_nothing_but_its_own_files_and_is_framed_by_nobody(past: Watched) -> None:
    async with httpx2.AsyncClient(base_url=past.origin) as client:
        policy = (await client.get("/insights")).headers["content-security-policy"]
        foreign = await client.get("/insights/..%2Fsettings.py")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert foreign.status_code == 404
