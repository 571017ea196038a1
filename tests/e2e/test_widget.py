"""The help page on the real server: what a person finds there, and a conversation from the first word to the last."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.browsing import announced, ask, asked, becomes_true, conversation_id, newest, visit
from tests.e2e.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "chatgpt says 502, I already cleared the cache"
MOST_STEPS = 25
MACHINE_WORDS = re.compile(r"just.you|unconfirmed|answered_|already_tried|incident_open|did_not_work|extractive|\bc_\w")


async def told(page: Page, server: Server) -> list[dict[str, Any]]:
    """Return the answers of the page's conversation as the API keeps them."""
    kept = (await server.conversation(await conversation_id(page))).json()
    return [turn["answer"] for turn in kept["turns"] if turn["answer"]]


async def tab_to(page: Page, target: Locator, *, backwards: bool = False) -> None:
    """Press Tab until the target has the focus; it must come within sixty presses."""
    for _ in range(60):
        if await target.evaluate("(element) => element === element.getRootNode().activeElement"):
            return
        await page.keyboard.press("Shift+Tab" if backwards else "Tab")
    pytest.fail("the keyboard does not reach it")


async def test_says_that_it_is_an_ai_before_the_first_message(page: Page) -> None:
    await visit(page)
    talk = page.get_by_role("dialog", name="Help assistant")
    await expect(talk.get_by_text("You are talking to an AI assistant, not a person.")).to_be_visible()
    await expect(talk.get_by_role("group", name="Questions to start with").get_by_role("button")).to_have_count(4)


async def test_keeps_nothing_in_the_browser_before_the_first_message(page: Page) -> None:
    await visit(page)
    assert await page.evaluate("sessionStorage.length + localStorage.length + document.cookie.length") == 0
    await ask(page, QUESTION)
    await newest(page)
    assert await page.evaluate("[sessionStorage.length, localStorage.length + document.cookie.length]") == [1, 0]


@pytest.mark.parametrize(
    ("state", "word", "words"),
    [
        ("ok", "operational", "No open incident is posted"),
        ("degraded", "degraded_performance", "Slow or failing for some people"),
        ("outage", "full_outage", "Outage posted"),
        ("maintenance", "under_maintenance", "Maintenance is under way"),
    ],
)
async def test_status_line_says_the_state_in_words_with_source_age_and_link(
    page: Page, server: Server, state: str, word: str, words: str
) -> None:
    await server.posts(state, word)
    await visit(page)
    line = page.get_by_role("region", name="Service status")
    await expect(line.locator("strong")).to_have_text(words)
    await expect(line.locator("svg").first).to_be_visible()
    await expect(line.locator(".status-line")).to_contain_text(
        re.compile(r"OpenAI status, read (just now|\d+ seconds)")
    )
    await expect(line.get_by_role("link", name="Status page")).to_have_attribute("href", f"{server.page.url}/")


async def test_an_open_incident_is_shown_and_the_steps_are_held_back_with_reasons(
    troubled: Page, troubled_server: Server
) -> None:
    answer = await asked(troubled, "chatgpt says 502")
    news = troubled.locator("#status .news li").filter(has_text="Elevated errors in Conversations")
    await expect(news).to_contain_text("being investigated · since")
    await expect(news).to_contain_text("We look into it.")
    incident = re.compile(f"^{troubled_server.page.url}/incidents/")
    await expect(news.get_by_role("link")).to_have_attribute("href", incident)
    await expect(answer.locator("li.step")).to_have_count(0)
    await expect(answer.get_by_text("not needed while the incident is open").first).to_be_hidden()
    await answer.locator("details.held summary").click()
    await expect(answer.get_by_text("not needed while the incident is open").first).to_be_visible()


async def test_a_conversation_by_keyboard_alone(page: Page, server: Server) -> None:
    await page.goto("/demo")
    await tab_to(page, page.locator("#launcher"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Your question")).to_be_focused()
    await page.keyboard.type("chatgpt says 502")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("I already cleared the cache")
    await page.keyboard.press("Enter")
    answer = await newest(page)
    await expect(page.locator(".turn.you .said")).to_have_text("chatgpt says 502\nI already cleared the cache")
    failed = answer.get_by_role("button", name="Did not work")
    await tab_to(page, failed, backwards=True)
    await page.keyboard.press("Space")
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    await expect(failed).to_be_focused()
    marker = page.locator(".turn.assistant").last.locator(".marker").first
    await tab_to(page, marker)
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn.assistant").last.locator(".sources blockquote").first).to_be_visible()
    person = page.get_by_role("button", name="Talk to a person").last
    await tab_to(page, person)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="A person can take over")).to_be_focused()
    await expect(page.locator(".note")).to_contain_text("I already cleared the cache")
    await tab_to(page, page.get_by_label("How can support reach you?"))
    await page.keyboard.type("me@example.com")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="A person can take over")).to_be_focused()
    await expect(announced(page)).to_contain_text("The note is with support.")
    await tab_to(page, page.get_by_role("button", name="Back to the conversation"), backwards=True)
    await page.keyboard.press("Enter")
    await expect(person).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#panel")).to_be_hidden()
    await expect(page.locator("#launcher")).to_be_focused()


async def test_a_starter_asks_its_words_and_leaves_the_focus_at_the_question(page: Page) -> None:
    await visit(page)
    await page.get_by_role("button", name="Is it down for everyone right now?").click()
    await newest(page)
    await expect(page.locator(".turn.you")).to_be_focused()
    await expect(page.locator(".turn.you")).to_contain_text("Is it down for everyone right now?")
    await expect(page.get_by_role("group", name="Questions to start with")).to_be_hidden()


@pytest.mark.parametrize(
    ("button", "result"), [("This worked", "worked"), ("Did not work", "did_not_work"), ("Can’t do this", "cannot_do")]
)
async def test_a_step_s_button_reports_the_step_and_its_result(
    page: Page, server: Server, button: str, result: str
) -> None:
    answer = await asked(page, QUESTION)
    [step] = (await told(page, server))[0]["steps"]
    pressed = answer.get_by_role("button", name=button)
    async with page.expect_request("**/v1/chat") as sent:
        await pressed.click()
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    assert (await sent.value).post_data_json == {
        "message": "",
        "attempts": [{"step_id": step["id"], "variant": step["variant"], "result": result}],
        "conversation_id": await conversation_id(page),
        "locale": "en",
        "channel": "widget",
    }
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    await expect(answer.locator("[aria-pressed=true]")).to_have_count(1)


async def test_pressing_on_leads_through_new_steps_to_a_person(page: Page, server: Server) -> None:
    await asked(page, QUESTION)
    for pressed in range(1, MOST_STEPS):
        await page.locator("li.step").last.get_by_role("button", name="Did not work").click()
        await expect(page.locator(".turn.you")).to_have_count(pressed + 1)
        answer = await newest(page)
        if not await answer.locator("li.step").count():
            break
    offered = [(step["id"], step["variant"]) for one in await told(page, server) for step in one["steps"]]
    assert len(offered) == len(set(offered)) > 5
    block = answer.locator(".escalation")
    await expect(block.get_by_role("link", name="Contact support")).to_have_attribute("href", re.compile("^https://"))
    await block.get_by_role("button", name="Show the note for support").click()
    for title in {step["title"] for one in await told(page, server) for step in one["steps"]}:
        await expect(page.locator(".note")).to_contain_text(title)


async def test_an_answer_says_everything_of_its_text_and_nothing_twice(page: Page, server: Server) -> None:
    answer = await asked(page, QUESTION)
    [whole] = await told(page, server)
    for fold in await answer.locator(".words details").all():
        await fold.evaluate("(element) => { element.open = true; }")
    shown = " ".join((await answer.locator(".words").inner_text()).split())
    sentences = re.split(r"(?<=[.?!])\s+", re.sub(r"\s*\[\d+\]|\*\*", "", whole["text"]).replace("\n\n", ". "))
    for sentence in sentences:
        assert shown.count(sentence.strip(". ")) == 1


async def test_a_marker_opens_its_source_and_the_source_leads_back(page: Page, server: Server) -> None:
    answer = await asked(page, QUESTION)
    citation = (await told(page, server))[0]["citations"][0]
    marker = answer.get_by_role("button", name=f"Source 1: {citation['section']}").first
    await marker.click()
    source = answer.locator(".sources details").first
    await expect(source.locator("summary")).to_be_focused()
    await expect(source.locator("summary")).to_contain_text(citation["section"])
    await expect(source.locator("blockquote")).to_have_text(citation["quote"])
    await expect(source.get_by_role("link", name="Read the section")).to_have_attribute("href", citation["url"])
    await source.get_by_role("button", name="Back to the text").click()
    await expect(marker).to_be_focused()


async def test_what_was_tried_stands_in_chips_by_name_with_the_newest_answer_only(page: Page) -> None:
    await asked(page, QUESTION)
    await expect(page.locator(".attempts li")).to_have_text("Clear your browser cachedid not work")
    await page.get_by_role("button", name="Did not work").click()
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    await expect(page.locator(".attempts")).to_have_count(1)
    await expect(page.locator(".attempts li")).to_have_count(2)


async def test_a_suggested_reply_goes_on_with_the_conversation(page: Page, server: Server) -> None:
    answer = await asked(page, QUESTION)
    await answer.get_by_role("group", name="Suggested replies").get_by_role("button").first.click()
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    assert len(await told(page, server)) == 2
    await expect(answer.get_by_role("group", name="Suggested replies")).to_have_count(0)


async def test_machine_words_are_never_shown(page: Page) -> None:
    await asked(page, QUESTION)
    await page.get_by_role("button", name="Talk to a person").click()
    await expect(page.locator(".note dl")).to_be_visible()
    for fold in await page.locator("details").all():
        await fold.evaluate("(element) => { element.open = true; }")
    assert MACHINE_WORDS.findall(await page.locator("body").inner_text()) == []


async def test_a_vote_is_kept_and_the_last_one_counts(page: Page) -> None:
    answer = await asked(page, QUESTION)
    up, down = answer.get_by_role("button", name="Yes, it helped"), answer.get_by_role("button", name="No, it did not")
    for pressed, other in ((up, down), (down, up)):
        async with page.expect_response("**/v1/feedback") as reply:
            await pressed.click()
        assert (await reply.value).ok
        await expect(pressed).to_have_attribute("aria-pressed", "true")
        await expect(other).to_have_attribute("aria-pressed", "false")
    await expect(announced(page)).to_have_text("Thank you, noted.")


async def test_one_polite_region_tells_that_an_answer_is_ready(page: Page, server: Server) -> None:
    await asked(page, QUESTION)
    await expect(announced(page)).to_have_text(re.compile(r"^Answer ready, 1 step, \d sources?$"))
    await expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")
    live = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]"
    await expect(page.locator(live)).to_have_count(1)


async def test_reload_brings_the_conversation_back(page: Page) -> None:
    await asked(page, QUESTION)
    await page.get_by_role("button", name="Did not work").click()
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    before = await page.get_by_role("log").inner_text()
    await page.reload()
    await expect(page.locator(".turn")).to_have_count(4)
    assert await page.get_by_role("log").inner_text() == before
    await expect(page.locator(".report[aria-pressed=true]")).to_have_count(1)
    await expect(page.get_by_text("You are talking to an AI assistant")).to_be_hidden()


async def test_start_over_erases_the_conversation_here_and_on_the_server(page: Page, server: Server) -> None:
    await asked(page, QUESTION)
    conversation = await conversation_id(page)
    start_over = page.get_by_role("button", name="Clear conversation")
    await start_over.click()
    await page.keyboard.press("Escape")
    assert (await server.conversation(conversation)).is_success
    await start_over.click()
    await page.get_by_role("dialog").get_by_role("button", name="Erase it").click()
    await expect(page.locator(".turn")).to_have_count(0)
    await expect(page.get_by_label("Your question")).to_be_focused()
    await expect(announced(page)).to_contain_text("The conversation is erased.")
    assert (await server.conversation(conversation)).status_code == 404
    assert await page.evaluate("sessionStorage.length") == 0
    await ask(page, QUESTION)
    await newest(page)
    await start_over.click()
    await page.keyboard.press("Escape")
    await ask(page, "still not working")
    await newest(page)
    await expect(page.locator(".turn")).to_have_count(4)
    assert (await server.conversation(await conversation_id(page))).is_success


async def test_a_conversation_erased_elsewhere_can_be_begun_anew(page: Page, server: Server) -> None:
    await asked(page, QUESTION)
    erased = await conversation_id(page)
    await page.evaluate("(id) => fetch(`/v1/conversations/${id}`, { method: 'DELETE' })", erased)
    await ask(page, "still 502")
    await page.get_by_role("button", name="Ask in a new conversation").click()
    await newest(page)
    assert await conversation_id(page) != erased
    await page.evaluate("(id) => fetch(`/v1/conversations/${id}`, { method: 'DELETE' })", await conversation_id(page))
    await page.reload()
    await expect(page.get_by_text("You are talking to an AI assistant")).to_be_visible()
    await becomes_true(page, "sessionStorage.length === 0")
