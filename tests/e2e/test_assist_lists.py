"""Long lists come part by part, stay as long as they were made, and are looked at without losing one's place."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.e2e import samples
from tests.e2e.desk import REF, brief, row
from tests.e2e.sitting import opened, sitting
from tests.status.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

MANY = 300


def rows(count: int = MANY) -> list[Any]:
    return [row(REF if not n else f"r_{n:04}", f"Number {n}") for n in range(count)]


def a_handoff(n: int) -> Any:
    made = {"ref": f"r_{n:04}", "handoff_id": f"h_{n}", "created_at": samples.now(), "updated_at": samples.now()}
    said = {"summary": f"Handoff number {n}", "language": "en", "channel": "widget", "symptom": "bad-gateway"}
    return {**made, **said, "claimed_by": None, "claimed_at": None, "closed_at": None, "contact": False}


async def test_more_of_three_hundred_conversations_comes_by_keyboard_and_stays(browser: Browser) -> None:
    async with sitting(browser, rows=rows()) as (desk, page):
        shown, more = page.locator(".row-button"), page.get_by_role("button", name="More")
        await expect(shown).to_have_count(50)
        await more.focus()
        await page.keyboard.press("Enter")
        await expect(shown).to_have_count(100)
        await expect(shown.nth(50)).to_be_focused()
        desk.rows = [row("r_new", "Just now"), *desk.rows]
        await expect(shown.first).to_contain_text("Just now")
        await expect(shown).to_have_count(100)
        await expect(page.locator('[data-ref="r_0050"]')).to_be_focused()
        for count in (150, 200, 250, 300, 301):
            await more.click()
            await expect(shown).to_have_count(count)
        await expect(more).to_have_count(0)
        await expect(shown.last).to_contain_text("Number 299")


async def test_a_row_shows_what_the_customer_wrote_and_whether_a_person_answered(browser: Browser) -> None:
    answered = row(REF, "It says 502", last={"author": "agent", "text": "We look into it."})
    async with sitting(browser, rows=[answered, row("r_2", "Nothing loads")]) as (_, page):
        first, second = page.locator(".row-button").nth(0), page.locator(".row-button").nth(1)
        await expect(first).to_contain_text("It says 502")
        await expect(first).to_contain_text("a person answered last")
        await expect(second).to_contain_text("Nothing loads")
        await expect(second).not_to_contain_text("answered last")
        await expect(page.locator(".rows")).not_to_contain_text("take over from here")


async def test_another_list_begins_with_its_first_part_again(browser: Browser) -> None:
    async with sitting(browser, rows=rows()) as (_, page):
        await page.get_by_role("button", name="More").click()
        await expect(page.locator(".row-button")).to_have_count(100)
        await page.get_by_role("button", name="All", exact=True).click()
        await expect(page.locator(".row-button")).to_have_count(50)


async def test_at_five_hundred_it_says_that_there_are_more(browser: Browser) -> None:
    async with sitting(browser, rows=rows(520)) as (_, page):
        for count in range(50, 500, 50):
            await expect(page.locator(".row-button")).to_have_count(count)
            await page.get_by_role("button", name="More").click()
        await expect(page.locator(".list")).to_contain_text("The first 500 are shown.")
        await expect(page.locator(".row-button")).to_have_count(500)


async def test_no_part_that_is_asked_for_is_longer_than_a_hundred(browser: Browser) -> None:
    async with sitting(browser, rows=rows()) as (desk, page):
        for count in (50, 100, 150):
            await expect(page.locator(".row-button")).to_have_count(count)
            await page.get_by_role("button", name="More").click()
        await expect(page.locator(".row-button")).to_have_count(200)
        limits = {int(one) for one in desk.limits}
        assert max(limits) == 100


async def test_more_handoffs_come_the_same_way(browser: Browser) -> None:
    async with sitting(browser, queue=[a_handoff(n) for n in range(120)]) as (_, page):
        await page.get_by_role("button", name="Handoffs").click()
        await expect(page.locator(".handoff")).to_have_count(50)
        await page.get_by_role("button", name="More").click()
        await expect(page.locator(".handoff")).to_have_count(100)
        await expect(page.locator(".handoff").nth(50).get_by_role("button", name="Open")).to_be_focused()
        await page.get_by_role("button", name="More").click()
        await expect(page.locator(".handoff")).to_have_count(120)


async def test_everybody_who_waits_is_listed_and_gets_the_message_once_though_a_part_fails(browser: Browser) -> None:
    down = brief(status=samples.status("outage", incidents=[samples.incident()]))
    async with opened(browser, briefs=[down], waiting=rows(250), broken_at=2) as (desk, page):
        await page.locator("#broadcast").click()
        dialog = page.get_by_role("dialog", name="Message everyone waiting")
        await expect(dialog.get_by_role("checkbox")).to_have_count(250)
        await dialog.get_by_role("button", name="Choose none").click()
        await expect(dialog.get_by_role("button", name="Send to 0 conversations")).to_be_disabled()
        await dialog.get_by_role("button", name="Choose all").click()
        await dialog.get_by_role("button", name="Send to 250 conversations").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Something went wrong on our side")
        await dialog.get_by_role("button", name="Send to 150 conversations").click()
        await expect(dialog).to_contain_text("Sent to 250 conversations.")
        await until(lambda: len(desk.made("/v1/assist/broadcast")) == 4)
        sent = [one for one in desk.calls if one.path == "/v1/assist/broadcast"]
        assert [len(one.body["refs"]) for one in sent] == [100, 100, 100, 50]
        keys = [one.headers["idempotency-key"] for one in sent]
        assert keys[1] == keys[2]
        assert len(set(keys)) == 3
        arrived = [ref for one in (sent[0], *sent[2:]) for ref in one.body["refs"]]
        assert sorted(arrived) == sorted(one["ref"] for one in desk.waiting)
