"""What an answer and the status line look like in cases that the real server does not make on demand."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e import samples
from tests.e2e.browsing import ask, asked, newest, visit
from tests.e2e.scripted import Site, refuses, remembers, says

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def page(scripted: Page) -> Page:
    """Every test here plays a script."""
    return scripted


async def test_status_line_shows_open_incidents_with_state_time_and_the_provider_s_words(
    page: Page, site: Site
) -> None:
    started = "2026-01-05T13:02:00Z"
    site.status = samples.status("outage", incidents=[samples.incident("Errors for everyone", started_at=started)])
    await visit(page)
    news = page.locator("#status .news li")
    await expect(news.get_by_role("link")).to_have_attribute("href", f"{samples.STATUS_URL}/incidents/i1")
    await expect(news).to_contain_text("Errors for everyone")
    await expect(news).to_contain_text("being investigated · since 5 Jan, 14:02 CET")
    await expect(news).to_contain_text("We are looking into errors that some people see")


async def test_an_unreadable_page_is_said_as_not_known_never_as_fine(page: Page, site: Site) -> None:
    site.status = samples.unreadable()
    await visit(page)
    line = page.get_by_role("region", name="Service status")
    await expect(line).to_contain_text("Status not known right now")
    await expect(line).to_contain_text("could not be read just now")
    await expect(line).not_to_contain_text("ago")


async def test_an_old_report_says_that_it_may_be_out_of_date(page: Page, site: Site) -> None:
    site.status = samples.status(freshness="stale", age_seconds=720)
    await visit(page)
    await expect(page.locator("#status")).to_contain_text("read 12 minutes ago, may be out of date")


async def test_status_is_read_again_every_minute_and_after_each_answer(page: Page, site: Site) -> None:
    await page.clock.install()
    await visit(page)
    site.status = samples.status("outage")
    await page.clock.run_for(61_000)
    await expect(page.locator("#status")).to_contain_text("Outage posted")
    site.status = samples.status("recovering")
    site.chat.append(says(samples.answer()))
    await ask(page, "Is it over?")
    await expect(page.locator("#status")).to_contain_text("Recovering")


async def test_the_age_of_the_report_grows_while_the_page_is_open(page: Page) -> None:
    await page.clock.install()
    await visit(page)
    await page.clock.run_for(30_000)
    await expect(page.locator("#status")).to_contain_text("read 42 seconds ago")


async def test_the_first_steps_are_there_when_the_server_answers_nothing(page: Page, site: Site) -> None:
    await page.route("**/v1/**", lambda route: route.abort())
    await visit(page)
    first = [f"{step['title']} {step['text']}" for step in samples.basics()["steps"]]
    await expect(page.locator("#status")).to_contain_text("The assistant does not answer just now.")
    await expect(page.locator("#status .first-steps li")).to_have_text(first)
    await page.clock.install()
    await ask(page, "502")
    await page.clock.run_for(30_000)
    await expect(page.locator(".turn .trouble .first-steps li")).to_have_text(first)
    await expect(page.get_by_role("button", name="Try again")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "result"), [("This worked", "worked"), ("Did not work", "did_not_work"), ("Can’t do this", "cannot_do")]
)
async def test_step_button_reports_the_step_its_variant_and_the_result(
    page: Page, site: Site, button: str, result: str
) -> None:
    site.chat += [says(samples.steps()), says(samples.answer(attempts=[samples.attempt("vpn", result, "off")]))]
    answer = await asked(page)
    pressed = answer.locator("li.step").nth(1).get_by_role("button", name=button)
    await pressed.click()
    await expect(page.locator(".turn.assistant")).to_have_count(2)
    await newest(page)
    body = site.calls("POST", "/v1/chat")[1].body
    assert body["message"] == ""
    assert body["attempts"] == [{"step_id": "vpn", "variant": "off", "result": result}]
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    await expect(answer.locator("[aria-pressed=true]")).to_have_count(1)


async def test_steps_are_numbered_cards_with_their_caution_and_nothing_is_said_twice(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    answer = await asked(page)
    cards = answer.get_by_role("list", name="Steps to try").get_by_role("listitem")
    await expect(cards).to_have_count(2)
    await expect(cards.first.get_by_role("heading")).to_contain_text("Restart your internet connection")
    await expect(cards.first).to_contain_text("Take care: Everyone who shares the connection is cut off meanwhile.")
    words = await answer.locator(".words").inner_text()
    for once in ("Unplug your modem", "Everyone who shares", "Restart your internet", "Disconnect your VPN"):
        assert words.count(once) == 1
    assert words.index("I have noted") < words.index("Unplug") < words.index("Tell me how it goes")


async def test_a_report_marks_the_card_of_its_variant_only(page: Page, site: Site) -> None:
    both = [samples.VPN, {**samples.VPN, "variant": "on"}]
    site.chat += [
        says(samples.steps(steps=both)),
        says(samples.answer(attempts=[samples.attempt("vpn", variant="on")])),
    ]
    answer = await asked(page)
    off, on = (answer.locator("li.step").nth(n).get_by_role("button", name="Did not work") for n in (0, 1))
    await on.click()
    await expect(page.locator(".turn.assistant")).to_have_count(2)
    await newest(page)
    await expect(on).to_have_attribute("aria-pressed", "true")
    await expect(off).to_have_attribute("aria-pressed", "false")


async def test_words_that_no_card_says_stay_in_the_text(page: Page, site: Site) -> None:
    extra = "**Restart your internet connection** helps only when your own line is bad."
    site.chat.append(says(samples.steps(text=f"{extra}\n\nNothing else.")))
    answer = await asked(page)
    await expect(answer.locator(".words")).to_contain_text("helps only when your own line is bad.")
    await expect(answer.locator("li.step")).to_have_count(2)


async def test_an_answer_that_is_not_about_steps_does_not_list_those_left_out(page: Page, site: Site) -> None:
    site.chat.append(says(samples.outage(outcome="declined_off_topic")))
    answer = await asked(page)
    await expect(answer.locator("details.held")).to_have_count(0)


async def test_without_an_address_the_words_stand_alone(page: Page, site: Site) -> None:
    site.status = samples.status(url="")
    escalation = {**samples.escalated()["escalation"], "contact_url": ""}
    text = "Please look at [OpenAI status]() yourself."
    site.chat.append(says(samples.escalated(text=text, escalation=escalation, status=site.status)))
    answer = await asked(page)
    await expect(answer.locator(".words")).to_have_text("Please look at OpenAI status yourself.")
    await expect(page.locator("#status a, .escalation a")).to_have_count(0)
    await expect(answer.locator(".escalation")).not_to_contain_text("Contact support")


async def test_an_answer_in_another_language_is_marked_as_such(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer(language="ar", text="لا توجد أعطال معلنة.")))
    answer = await asked(page)
    words = answer.locator(".words")
    await expect(words).to_have_attribute("lang", "ar")
    assert await words.locator("p").evaluate("(element) => getComputedStyle(element).direction") == "rtl"


async def test_a_note_that_cannot_be_had_is_said_kindly(page: Page, site: Site) -> None:
    site.chat.append(says(samples.escalated()))
    site.handoff.append(refuses(503))
    answer = await asked(page)
    await answer.get_by_role("button", name="Show the note for support").click()
    await expect(page.locator("#person")).to_contain_text("Many people are asking at once")
    await expect(page.locator("#person").get_by_role("link", name="Contact support")).to_be_visible()


async def test_reload_brings_the_conversation_back(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    await asked(page)
    later = samples.answer(
        "a_2", text="Noted.", attempts=[*samples.steps()["attempts"], samples.attempt("vpn", variant="off")]
    )
    site.conversation.append(
        remembers(
            {"at": samples.now(), "author": "user", "message": "502", "answer": None},
            {"at": samples.now(), "author": "assistant", "message": "…", "answer": samples.steps()},
            {"at": samples.now(), "author": "user", "message": "", "answer": None},
            {"at": samples.now(), "author": "assistant", "message": "…", "answer": later},
        )
    )
    await page.reload()
    await expect(page.locator(".turn")).to_have_count(4)
    await expect(page.locator(".turn.you").last).to_contain_text(
        "Use a VPN (or disconnect from one) – off: did not work"
    )
    pressed = page.locator("li.step").nth(1).get_by_role("button", name="Did not work")
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_text("You are talking to an AI assistant")).to_be_hidden()


async def test_start_over_erases_nothing_when_it_is_declined_or_the_server_fails(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    site.conversation.append(refuses(503))
    await asked(page)
    start_over = page.get_by_role("button", name="Clear conversation")
    await start_over.click()
    await page.keyboard.press("Escape")
    assert site.calls("DELETE", f"/v1/conversations/{samples.CONVERSATION}") == []
    await start_over.click()
    await page.get_by_role("dialog").get_by_role("button", name="Erase it").click()
    await expect(page.get_by_text("The conversation could not be erased").last).to_be_visible()
    await expect(page.locator(".turn")).to_have_count(2)


async def test_the_status_line_keeps_the_focus_when_it_is_read_again(page: Page, site: Site) -> None:
    await page.clock.install()
    await visit(page)
    link, parts = page.locator("#status a"), page.locator("#status details")
    await parts.locator("summary").focus()
    await page.keyboard.press("Enter")
    await page.clock.run_for(61_000)
    await expect(page.locator("#status .age")).to_have_text(", read 12 seconds ago")
    await expect(parts.locator("summary")).to_be_focused()
    await expect(parts).to_have_attribute("open", "")
    site.status = samples.status("outage")
    await page.clock.run_for(61_000)
    await expect(page.locator("#status")).to_contain_text("Outage posted")
    await expect(link).to_be_focused()


@pytest.mark.parametrize("report", [{}, {"state": "ok"}, [], None])
async def test_a_report_that_makes_no_sense_is_said_as_not_known(page: Page, site: Site, report: Any) -> None:
    site.status = report
    await visit(page)
    await expect(page.locator("#status")).to_contain_text("Status not known right now")
