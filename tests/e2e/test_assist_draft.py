"""What an agent wrote is theirs: new, late and stale suggestions never take it away, and nothing stale slips out."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.desk import DRAFT, OTHER, REF, brief, row
from tests.e2e.sitting import draft, opened, reply, sitting

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

NEWER = "Please switch your VPN off and try again."


async def test_an_untouched_draft_gives_way_when_the_agent_asks_for_another(browser: Browser) -> None:
    async with opened(browser, briefs=[brief(), brief("g_2", NEWER)]) as (_, page):
        await page.locator("#again").click()
        await expect(draft(page)).to_have_value(NEWER)


async def test_a_changed_draft_survives_and_the_new_one_is_offered_beside(browser: Browser) -> None:
    async with opened(browser, briefs=[brief(), brief("g_2", NEWER)]) as (_, page):
        await draft(page).fill("My own words.")
        await page.keyboard.press("Alt+r")
        notice = page.locator(".notice.offered")
        await expect(notice).to_contain_text("New suggestion ready")
        await expect(draft(page)).to_have_value("My own words.")
        await expect(draft(page)).to_be_focused()
        await notice.get_by_role("button", name="Use it").click()
        await expect(draft(page)).to_have_value(NEWER)
        await page.get_by_role("button", name="Bring it back").click()
        await expect(draft(page)).to_have_value("My own words.")


async def test_a_late_answer_of_an_older_request_never_replaces_a_newer_one(browser: Browser) -> None:
    late = asyncio.Event()
    free = asyncio.Event()
    free.set()
    briefs = [brief(), brief("g_slow", "The older one, much too late."), brief("g_3", NEWER)]
    async with opened(browser, briefs=briefs, waits=[free, late]) as (desk, page):
        await page.locator("#again").click()
        await expect(page.locator("#brief")).to_contain_text("Looking again")
        await page.locator("#again").click()
        await expect(draft(page)).to_have_value(NEWER)
        late.set()
        await asyncio.sleep(0.5)
        await expect(draft(page)).to_have_value(NEWER)
        assert len(desk.made("/v1/assist/suggest")) == 3
        assert [one["suggestion_id"] for one in desk.events("shown")] == ["g_1", "g_3"]


async def test_a_suggestion_for_the_conversation_before_is_dropped(browser: Browser) -> None:
    late = asyncio.Event()
    briefs = [brief("g_first", "For the first one."), brief("g_2", NEWER)]
    rows = [row(), row(OTHER, "another one")]
    async with sitting(browser, briefs=briefs, waits=[late], rows=rows) as (_, page):
        await page.locator(".row-button").nth(0).click()
        await expect(page.locator("#brief")).to_contain_text("Reading the conversation")
        await page.locator(".row-button").nth(1).click()
        await expect(draft(page)).to_have_value(NEWER)
        late.set()
        await asyncio.sleep(0.5)
        await expect(draft(page)).to_have_value(NEWER)


async def test_what_was_changed_is_there_again_when_the_agent_comes_back(browser: Browser) -> None:
    async with opened(browser, rows=[row(), row(OTHER, "another one")]) as (_, page):
        await draft(page).fill("Half a thought")
        await reply(page).fill("and a reply")
        await page.locator(".row-button").nth(1).click()
        await expect(draft(page)).to_have_value(DRAFT)
        await expect(reply(page)).to_have_value("")
        await page.locator(".row-button").nth(0).click()
        await expect(draft(page)).to_have_value("Half a thought")
        await expect(reply(page)).to_have_value("and a reply")


@pytest.mark.parametrize(
    ("because", "words"),
    [
        ("customer_wrote", "The customer has written since this was suggested."),
        ("status_changed", "The status page says something else since this was suggested."),
    ],
)
async def test_a_stale_suggestion_says_why_and_has_a_new_one_ready(browser: Browser, because: str, words: str) -> None:
    async with opened(browser, briefs=[brief(), brief("g_2", NEWER)]) as (desk, page):
        desk.stale["g_1"] = because
        await expect(page.locator(".notice.stale")).to_contain_text(words)
        await expect(page.locator(".notice.offered")).to_be_visible()
        await expect(draft(page)).to_have_value(DRAFT)
        await page.get_by_role("button", name="Use it").click()
        await expect(draft(page)).to_have_value(NEWER)
        await expect(page.locator(".notice.stale")).to_have_count(0)


async def test_a_suggestion_that_says_the_same_again_is_no_longer_stale(browser: Browser) -> None:
    async with opened(browser, briefs=[brief(), brief("g_2")]) as (desk, page):
        await draft(page).fill(f"{DRAFT} Thanks.")
        desk.stale["g_1"] = "status_changed"
        await expect(page.locator("#announce")).to_have_text("The suggestion still holds")
        await expect(page.locator(".notice")).to_have_count(0)
        await expect(draft(page)).to_have_value(f"{DRAFT} Thanks.")
        await page.locator("#insert").click()
        await page.locator("#send").click()
        await expect(reply(page)).to_have_value("")
        assert desk.made(f"/v1/conversations/{REF}/replies")[0]["suggestion_id"] == "g_2"


async def test_a_stale_reply_is_sent_only_after_a_question(browser: Browser) -> None:
    """The race: the customer writes between the last look and the press."""
    async with opened(browser) as (desk, page):
        await page.locator("#insert").click()
        desk.stale["g_1"] = "customer_wrote"
        await page.locator("#send").click()
        dialog = page.get_by_role("dialog", name="Send it all the same?")
        await expect(dialog).to_contain_text("The customer has written since")
        await expect(dialog.get_by_role("button", name="Look first")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(dialog).to_have_count(0)
        await expect(reply(page)).to_have_value(DRAFT)
        assert desk.made(f"/v1/conversations/{REF}/replies") == []
        await page.locator("#send").click()
        await dialog.get_by_role("button", name="Send it all the same").click()
        await expect(reply(page)).to_have_value("")
        assert len(desk.made(f"/v1/conversations/{REF}/replies")) == 1


async def test_what_was_sent_is_said_to_be_and_gives_way_to_the_next_suggestion(browser: Browser) -> None:
    async with opened(browser, briefs=[brief(), brief("g_2", NEWER)]) as (desk, page):
        await page.locator("#insert").click()
        await page.locator("#send").click()
        await expect(page.locator(".draft .notice")).to_contain_text("You have sent this.")
        await expect(draft(page)).to_have_value(DRAFT)
        desk.stale["g_1"] = "customer_wrote"
        await expect(draft(page)).to_have_value(NEWER)
        await expect(page.locator(".notice")).to_have_count(0)


async def test_what_is_changed_after_it_was_sent_is_the_agents_again(browser: Browser) -> None:
    async with opened(browser, briefs=[brief(), brief("g_2", NEWER)]) as (desk, page):
        await page.locator("#insert").click()
        await page.locator("#send").click()
        await draft(page).fill("One more thing:")
        await expect(page.locator(".draft .notice")).to_have_count(0)
        desk.stale["g_1"] = "customer_wrote"
        await expect(page.locator(".notice.offered")).to_be_visible()
        await expect(draft(page)).to_have_value("One more thing:")


async def test_where_the_guide_has_nothing_it_says_so_and_what_to_ask(browser: Browser) -> None:
    nothing = brief(text="", abstained="The guide has nothing about this.", next_step=None)
    async with sitting(browser, briefs=[nothing]) as (desk, page):
        await page.locator(".row-button").first.click()
        await expect(page.locator(".draft .notice")).to_contain_text("No suggestion. The guide has nothing about this.")
        await expect(draft(page)).to_have_value("")
        await page.get_by_role("button", name="Does it also fail").click()
        await page.locator("#insert").click()
        await expect(reply(page)).to_have_value("Does it also fail on mobile data with Wi-Fi off?")
        assert desk.events("shown") == []


async def test_a_suggestion_that_failed_says_so_in_words_and_is_asked_for_again(browser: Browser) -> None:
    async with sitting(browser) as (desk, page):
        await expect(page.locator(".row-button")).to_be_visible()
        desk.broken = True
        await page.locator(".row-button").first.click()
        alert = page.locator("#brief [role=alert]")
        await expect(alert).to_contain_text("Something went wrong on our side")
        await expect(page.locator("body")).not_to_contain_text("Secret words")
        desk.broken = False
        await alert.get_by_role("button", name="Try again").click()
        await expect(draft(page)).to_have_value(DRAFT)


async def test_markdown_becomes_the_words_a_person_would_type(browser: Browser) -> None:
    written = brief(text="**Restart**\n\n- Unplug it. [1]\n- Wait for `30` seconds. [2]")
    async with sitting(browser, briefs=[written]) as (_, page):
        await page.locator(".row-button").first.click()
        await expect(draft(page)).to_have_value("Restart\n\n- Unplug it.\n- Wait for 30 seconds.")
