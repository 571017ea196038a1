"""The way to a person, the wish to be told, and what comes into the conversation unasked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e import samples
from tests.e2e.browsing import announced, ask, asked, newest, visit
from tests.e2e.conftest import watched
from tests.e2e.scripted import Site, gives, refuses, remembers, says
from tests.e2e.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

HANDOFF = f"/v1/conversations/{samples.CONVERSATION}/handoff"
NOTIFY = f"/v1/conversations/{samples.CONVERSATION}/notify"
BEFORE_A_LOOK_MS = 6_000
BEFORE_A_GLANCE_MS = 31_000


@pytest_asyncio.fixture(loop_scope="session")
async def page_of_server(browser: Browser, server: Server) -> AsyncIterator[Page]:
    """A new page on the real server."""
    async with watched(browser, server.origin) as page:
        yield page


@pytest.fixture
def page(scripted: Page) -> Page:
    """Every test here plays a script, but for the last ones."""
    return scripted


def said(author: str, message: str, answer: Any = None) -> dict[str, Any]:
    return {"at": "2026-03-02T14:00:00Z", "author": author, "message": message, "answer": answer}


async def test_the_note_is_shown_before_anything_is_handed_over(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    site.handoff.append(gives(samples.packet()))
    await asked(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await expect(page.get_by_role("heading", name="A person can take over")).to_be_focused()
    await expect(page.locator(".note")).to_contain_text("three steps did not help")
    [preview] = site.calls("POST", HANDOFF)
    assert preview.query == "preview=true"


@pytest.mark.parametrize(("contact", "sent"), [("", {}), (" me@example.com ", {"contact": "me@example.com"})])
async def test_the_note_is_sent_with_a_contact_or_without_one(
    page: Page, site: Site, contact: str, sent: dict[str, str]
) -> None:
    site.chat.append(says(samples.steps()))
    site.handoff += [gives(samples.packet()), gives(samples.packet())]
    await asked(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await page.get_by_label("How can support reach you?").fill(contact)
    await page.get_by_role("button", name="Send the note to support").click()
    await expect(page.locator("#person")).to_contain_text("The note is with support.")
    await expect(page.locator("#person code")).to_have_text("h_7f3a")
    await expect(announced(page)).to_contain_text("The note is with support.")
    _, handed = site.calls("POST", HANDOFF)
    assert (handed.query, handed.body) == ("", sent)


async def test_a_contact_that_is_refused_is_said_and_the_field_keeps_it(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    site.handoff += [gives(samples.packet()), refuses(422, detail="contact must be an address or a number.")]
    await asked(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await page.get_by_label("How can support reach you?").fill("nowhere")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("contact must be an address or a number.")
    await expect(page.get_by_label("How can support reach you?")).to_have_value("nowhere")


async def test_before_any_question_a_person_can_be_reached_without_us(page: Page, site: Site) -> None:
    await visit(page)
    await page.get_by_role("button", name="Talk to a person").click()
    link = page.locator("#person").get_by_role("link", name="Contact support")
    await expect(link).to_have_attribute("href", samples.basics()["contact_url"])
    assert site.calls("POST", HANDOFF) == []


async def test_typing_a_message_leads_back_into_the_conversation(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer()))
    await visit(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await page.get_by_label("Your question").fill("502")
    await page.keyboard.press("Enter")
    await newest(page)
    await expect(page.locator("#person")).to_be_hidden()


async def test_an_agent_s_reply_appears_by_itself_and_once(page: Page, site: Site) -> None:
    answer = samples.escalated()
    turns = [said("user", "502"), said("assistant", "", answer)]
    site.chat.append(says(answer))
    site.handoff += [gives(samples.packet()), gives(samples.packet())]
    await page.clock.install()
    await asked(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await page.get_by_role("button", name="Send the note to support").click()
    await page.get_by_role("button", name="Back to the conversation").click()
    reply = said("agent", "Mira here: please try again now.")
    site.conversation += [remembers(*turns, reply), remembers(*turns, reply)]
    for _ in range(2):
        async with page.expect_response(lambda response: response.request.method == "GET"):
            await page.clock.run_for(BEFORE_A_LOOK_MS)
    await expect(page.locator(".turn.agent")).to_have_text("A person from supportMira here: please try again now.")
    await expect(announced(page)).to_have_text("New message: Mira here: please try again now.")


async def test_a_reply_that_comes_while_the_panel_is_closed_shows_on_the_launcher(page: Page, site: Site) -> None:
    answer = samples.outage()
    site.chat.append(says(answer))
    site.notify.append(gives({"asked_at": samples.now(), "waits_for": ["Elevated errors"]}, 202))
    await page.clock.install()
    await asked(page)
    await page.get_by_role("button", name="Tell me when it is over").click()
    await expect(announced(page)).to_contain_text("You will be told here when it is over.")
    await page.keyboard.press("Escape")
    over = said("assistant", "The status page shows this as over.")
    site.conversation.append(remembers(said("user", "502"), said("assistant", "", answer), over))
    async with page.expect_response("**/v1/conversations/*"):
        await page.clock.run_for(BEFORE_A_LOOK_MS)
    await expect(page.locator("#launcher")).to_have_accessible_name("Ask for help , there is something new for you")
    await expect(page.locator("#dot")).to_be_visible()
    await page.locator("#launcher").click()
    await expect(page.locator(".turn.assistant").last).to_contain_text("The status page shows this as over.")


async def test_the_wish_to_be_told_can_be_taken_back(page: Page, site: Site) -> None:
    site.chat.append(says(samples.outage()))
    site.notify += [gives({"asked_at": samples.now(), "waits_for": []}, 202), gives(None)]
    await asked(page)
    wish = page.get_by_role("button", name="Tell me when it is over")
    await wish.click()
    await expect(wish).to_have_attribute("aria-pressed", "true")
    await wish.click()
    await expect(wish).to_have_attribute("aria-pressed", "false")
    assert [one.method for one in site.asked if one.path == NOTIFY] == ["POST", "DELETE"]


async def test_nothing_to_wait_for_is_said(page: Page, site: Site) -> None:
    site.chat.append(says(samples.outage()))
    site.notify.append(refuses(409))
    await asked(page)
    await page.get_by_role("button", name="Tell me when it is over").click()
    await expect(page.locator(".notify-row")).to_contain_text("is open any more")


async def test_no_wish_is_offered_where_nothing_is_open(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    await asked(page)
    await expect(page.get_by_role("button", name="Tell me when it is over")).to_have_count(0)


async def test_the_launcher_tells_of_an_open_incident_before_any_question(page: Page, site: Site) -> None:
    site.status = samples.status("outage", incidents=[samples.incident()])
    await page.goto("/demo")
    await expect(page.locator("#dot")).to_be_visible()
    await expect(page.locator("#launcher")).to_have_accessible_name("Ask for help , an incident is open")
    await page.locator("#launcher").click()
    await expect(page.locator("#status .news")).to_contain_text("Elevated errors in Conversations")


async def test_who_answers_is_said_beside_the_field_as_long_as_a_person_does(page: Page, site: Site) -> None:
    held = samples.answer("a_held", outcome="escalated_requested", text="A person has this conversation.", citations=[])
    site.chat += [says(samples.steps()), says(held), says(samples.answer("a_again"))]
    who = page.locator("#with")
    await asked(page)
    await expect(who).to_be_hidden()
    await ask(page, "still 502")
    await expect(who).to_have_text("A person from support answers here. The assistant stays quiet.")
    await expect(announced(page)).to_have_text("A person has this conversation.")
    await expect(page.locator(".turn.assistant").last.locator(".feedback")).to_have_count(0)
    await ask(page, "and now?")
    await newest(page)
    await expect(who).to_be_hidden()


async def test_after_a_reload_it_is_still_said_that_a_person_answers(page: Page, site: Site) -> None:
    answer = samples.steps()
    site.chat.append(says(answer))
    site.conversation.append(remembers(said("user", "502"), said("assistant", "", answer), said("agent", "Mira here.")))
    await asked(page)
    await page.reload()
    await expect(page.locator(".turn.agent")).to_contain_text("Mira here.")
    await expect(page.locator("#with")).to_be_visible()


async def test_who_asked_for_nobody_hears_from_an_agent_too_and_then_more_often(page: Page, site: Site) -> None:
    answer = samples.steps()
    turns = [said("user", "502"), said("assistant", "", answer)]
    first, second = said("agent", "Mira here: we see it too."), said("agent", "It is mended.")
    site.chat.append(says(answer))
    site.conversation += [remembers(*turns, first), remembers(*turns, first, second)]
    await page.clock.install()
    await asked(page)
    await page.clock.run_for(BEFORE_A_LOOK_MS)
    assert site.conversation[1:] != []
    for wait, count in ((BEFORE_A_GLANCE_MS, 1), (BEFORE_A_LOOK_MS, 2)):
        async with page.expect_response("**/v1/conversations/*"):
            await page.clock.run_for(wait)
        await expect(page.locator(".turn.agent")).to_have_count(count)


async def test_an_agent_of_the_real_server_answers_here_named_as_a_person(page_of_server: Page, server: Server) -> None:
    page = page_of_server
    await asked(page, "chatgpt says 502")
    ref = await server.newest()
    await server.agent(f"/v1/conversations/{ref}/replies", {"text": "Mira here: I am looking into it."})
    agent = page.locator(".turn.agent")
    await expect(agent).to_contain_text("Mira here: I am looking into it.", timeout=45_000)
    await expect(agent.get_by_role("heading")).to_have_text("A person from support")
    await expect(page.locator("#with")).to_be_visible()
    await ask(page, "thank you, still 502")
    await expect(page.locator(".turn.assistant").last).to_contain_text("A person has this conversation")
    await expect(page.locator(".turn.assistant").last.locator("li.step")).to_have_count(0)
    await server.agent(f"/v1/assist/conversations/{ref}/hold", {"held": False})
    await ask(page, "is it down right now?")
    await newest(page)
    await expect(page.locator("#with")).to_be_hidden()


async def test_the_real_server_takes_the_wish_and_the_note(troubled: Page, troubled_server: Server) -> None:
    await asked(troubled, "chatgpt says 502")
    wish = troubled.get_by_role("button", name="Tell me when it is over")
    await wish.click()
    await expect(wish).to_have_attribute("aria-pressed", "true")
    await troubled.locator("#to-person").click()
    await expect(troubled.locator(".note")).to_contain_text("chatgpt says 502")
    await troubled.get_by_role("button", name="Send the note to support").click()
    await expect(troubled.locator("#person")).to_contain_text("The note is with support.")


async def test_typing_while_the_note_is_shown_keeps_the_focus_in_the_field(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer()))
    await visit(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await ask(page, "502")
    await newest(page)
    await expect(page.get_by_label("Your question")).to_be_focused()


async def test_a_note_is_sent_once_however_often_its_button_is_pressed(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    site.handoff += [gives(samples.packet()), gives(samples.packet()), gives(samples.packet())]
    await asked(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await page.get_by_role("button", name="Send the note to support").dblclick()
    await expect(page.locator("#person code")).to_have_text("h_7f3a")
    assert [one.query for one in site.calls("POST", HANDOFF)] == ["preview=true", ""]


async def test_a_screen_reader_hears_that_the_note_is_there_and_then_that_it_is_sent(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    site.handoff += [gives(samples.packet()), gives(samples.packet())]
    await asked(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await expect(announced(page)).to_contain_text("This note goes to support when you send it")
    await page.get_by_role("button", name="Send the note to support").click()
    await expect(announced(page)).to_contain_text("The note is with support.")
    await expect(page.get_by_role("heading", name="A person can take over")).to_be_focused()


async def test_the_note_goes_with_the_conversation_that_is_erased(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    site.handoff.append(gives(samples.packet()))
    site.conversation.append(gives(None))
    await asked(page)
    await page.get_by_role("button", name="Talk to a person").click()
    await expect(page.locator(".note")).to_contain_text("three steps did not help")
    await page.get_by_role("button", name="Clear conversation").click()
    await page.get_by_role("dialog").get_by_role("button", name="Erase it").click()
    await expect(page.get_by_text("You are talking to an AI assistant")).to_be_visible()
    await expect(page.locator("#person")).to_be_empty()


async def test_a_conversation_that_is_gone_is_not_asked_for_again_and_again(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    site.conversation += [refuses(404), remembers(said("agent", "Too late."))]
    await page.clock.install()
    await asked(page)
    async with page.expect_response("**/v1/conversations/*") as refused:
        await page.clock.run_for(BEFORE_A_GLANCE_MS)
    # The page has to have read the refusal before its clock goes on.
    await (await refused.value).finished()
    await page.evaluate("() => new Promise((done) => queueMicrotask(done))")
    await page.clock.run_for(3 * BEFORE_A_GLANCE_MS)
    await expect(page.locator(".turn.agent")).to_have_count(0)
