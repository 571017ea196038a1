"""What can come between a question and its answer: waiting, broken lines, refusals, reloads, long messages."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e import samples
from tests.e2e.browsing import announced, ask, asked, becomes_true, newest, visit
from tests.e2e.scripted import Site, events, gives, refuses, remembers, says, streams

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def page(scripted: Page) -> Page:
    """Every test here plays a script."""
    return scripted


EVENTS = "/v1/answers/a_1/events"


def keys(site: Site) -> list[str]:
    return [one.headers["idempotency-key"] for one in site.calls("POST", "/v1/chat")]


async def test_progress_and_verified_sentences_show_before_the_answer_is_whole(page: Page, site: Site) -> None:
    whole = asyncio.Event()
    site.chat.append(says(samples.answer(text="First. Second."), "First [1].", "**A title**", "Second.", wait=whole))
    await visit(page)
    await ask(page, "502")
    pending = page.locator(".turn.assistant")
    await expect(pending.locator(".words p")).to_have_text(["First 1.", "A title", "Second."])
    await expect(pending.locator(".progress")).to_have_text("No open incident is posted. Reading the guide…")
    await expect(announced(page)).not_to_contain_text("First")
    whole.set()
    answer = await newest(page)
    await expect(answer.locator(".words p")).to_have_text("First. Second.")
    await expect(page.locator(".progress")).to_have_count(0)


async def test_a_long_wait_says_that_work_goes_on(page: Page, site: Site) -> None:
    whole = asyncio.Event()
    site.chat.append(says(samples.answer(), wait=whole))
    await page.clock.install()
    await visit(page)
    await ask(page, "502")
    await expect(page.locator(".progress")).to_contain_text("Reading the guide…")
    await page.clock.run_for(5_000)
    await expect(page.locator(".progress")).to_have_text("Still reading the guide…")
    await page.clock.run_for(10_000)
    await expect(announced(page)).to_contain_text("This takes longer than usual.")
    whole.set()
    await newest(page)


async def test_a_second_question_waits_for_the_first_and_keeps_its_words(page: Page, site: Site) -> None:
    whole = asyncio.Event()
    site.chat.append(says(samples.answer(), wait=whole))
    await visit(page)
    await ask(page, "first")
    await ask(page, "second")
    await expect(announced(page)).to_contain_text("still on its way")
    await expect(page.get_by_label("Your question")).to_have_value("second")
    whole.set()
    await newest(page)
    assert [one.body["message"] for one in site.calls("POST", "/v1/chat")] == ["first"]


async def test_a_dropped_stream_is_picked_up_where_it_broke_and_nothing_is_asked_twice(page: Page, site: Site) -> None:
    answer = samples.answer()
    opening = events("a_1", ("status", answer["status"]), ("sentence", {"text": "Kept.", "citations": []}))
    cut = asyncio.Event()
    site.chat.append(streams("a_1", opening, broken=True, wait=cut))
    site.resume.append(streams("a_1", events("a_1", ("answer", answer), first=3)))
    await visit(page)
    await ask(page, "502")
    await expect(page.locator(".turn.assistant .words")).to_have_text("Kept.")
    cut.set()
    await newest(page)
    assert len(site.calls("POST", "/v1/chat")) == 1
    [resumed] = site.calls("GET", EVENTS)
    assert resumed.headers["last-event-id"] == "a_1.2"
    assert resumed.headers["accept"] == "text/event-stream"


async def test_a_stream_that_can_no_longer_be_resumed_is_asked_for_with_the_same_key(page: Page, site: Site) -> None:
    opening = events("a_1", ("status", samples.status()), ("sentence", {"text": "Kept.", "citations": []}))
    cut, whole = asyncio.Event(), asyncio.Event()
    site.chat += [
        streams("a_1", opening, broken=True, wait=cut),
        says(samples.answer(text="Whole."), "Anew.", wait=whole),
    ]
    site.resume.append(refuses(404))
    await visit(page)
    await ask(page, "502")
    words = page.locator(".turn.assistant .words")
    await expect(words).to_have_text("Kept.")
    cut.set()
    await expect(words).to_have_text("Anew.")
    whole.set()
    await newest(page)
    await expect(words).to_have_text("Whole.")
    first, second = keys(site)
    assert first == second


async def test_a_lost_request_is_sent_again_with_the_same_key_and_body(page: Page, site: Site) -> None:
    lost: list[tuple[str | None, str | None]] = []

    async def lose_first(route: Route) -> None:
        if lost:
            await route.continue_()
        else:
            lost.append((await route.request.header_value("idempotency-key"), route.request.post_data))
            await route.abort()

    await page.route("**/v1/chat", lose_first)
    site.chat.append(says(samples.answer()))
    await asked(page)
    [sent] = site.calls("POST", "/v1/chat")
    [(key, body)] = lost
    assert sent.headers["idempotency-key"] == key
    assert body is not None
    assert '"message":"502"' in body


async def test_an_answer_still_in_flight_is_waited_for(page: Page, site: Site) -> None:
    site.chat += [refuses(409), says(samples.answer())]
    await asked(page)
    assert len(set(keys(site))) == 1
    assert len(keys(site)) == 2


async def test_too_many_questions_are_told_with_the_wait_and_tried_again_with_the_same_key(
    page: Page, site: Site
) -> None:
    site.chat += [refuses(429, retry_after=30), says(samples.answer())]
    await page.clock.install()
    await visit(page)
    await ask(page, "502")
    trouble = page.locator(".turn .trouble")
    await expect(trouble).to_contain_text("Many questions came from your connection")
    again = trouble.get_by_role("button")
    await expect(again).to_have_text("Try again in 30 seconds")
    await expect(again).to_have_attribute("aria-disabled", "true")
    await expect(announced(page)).to_contain_text("Try again in 30 seconds")
    await again.click(force=True)
    assert len(site.calls("POST", "/v1/chat")) == 1
    await page.clock.run_for(31_000)
    await expect(again).to_have_text("Try again")
    await again.click()
    await newest(page)
    await expect(page.locator(".turn .trouble")).to_have_count(0)
    assert len(set(keys(site))) == 1


async def test_a_busy_server_is_told_kindly(page: Page, site: Site) -> None:
    site.chat.append(refuses(503, retry_after=3))
    await visit(page)
    await ask(page, "502")
    trouble = page.locator(".turn .trouble")
    await expect(trouble).to_contain_text("Your question is kept; you need not type it again.")
    await expect(trouble.get_by_role("button")).to_contain_text("Try again in")


@pytest.mark.parametrize("broken", [refuses(500, detail="Trace of a stack"), None])
async def test_a_broken_server_shows_a_reference_and_none_of_its_own_words(
    page: Page, site: Site, broken: object
) -> None:
    event = events("a_1", ("status", samples.status()), ("error", samples.problem(500, "Trace of a stack")))
    site.chat.append(broken or streams("a_1", event))  # type: ignore[arg-type]
    await visit(page)
    await ask(page, "502")
    trouble = page.locator(".turn .trouble")
    await expect(trouble).to_contain_text("Something went wrong on our side")
    await expect(trouble).to_contain_text("Reference for support: r_42")
    await expect(trouble).not_to_contain_text("Trace")


async def test_a_refused_message_says_why_and_goes_back_into_the_field(page: Page, site: Site) -> None:
    site.chat.append(refuses(422, detail="message must have at least one visible character."))
    await visit(page)
    await ask(page, "\u2060x")
    trouble = page.locator(".turn .trouble")
    await expect(trouble).to_contain_text("message must have at least one visible character.")
    await trouble.get_by_role("button", name="Edit your message").click()
    await expect(page.get_by_label("Your question")).to_have_value("\u2060x")
    await expect(page.get_by_label("Your question")).to_be_focused()
    await expect(page.locator(".turn")).to_have_count(0)


async def test_an_erased_conversation_is_begun_anew_with_the_same_question(page: Page, site: Site) -> None:
    site.chat += [says(samples.answer()), refuses(404), says(samples.answer("a_2"))]
    await asked(page)
    await ask(page, "and now?")
    await page.get_by_role("button", name="Ask in a new conversation").click()
    await newest(page)
    _, refused, fresh = site.calls("POST", "/v1/chat")
    assert refused.body["conversation_id"] == samples.CONVERSATION
    assert fresh.body == {**refused.body, "conversation_id": None}
    assert refused.headers["idempotency-key"] != fresh.headers["idempotency-key"]


async def test_an_offline_question_is_kept_and_goes_out_by_itself(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer()))
    await visit(page)
    await page.context.set_offline(True)
    await ask(page, "502")
    await expect(page.locator(".turn .trouble")).to_contain_text("You seem to be offline")
    await page.context.set_offline(False)
    await newest(page)
    assert [one.body["message"] for one in site.calls("POST", "/v1/chat")] == ["502"]


async def test_a_question_that_failed_is_given_up_when_another_is_asked(page: Page, site: Site) -> None:
    site.chat += [refuses(500), says(samples.answer())]
    await visit(page)
    await ask(page, "first")
    await expect(page.get_by_role("button", name="Try again")).to_be_visible()
    await ask(page, "second")
    await newest(page)
    await expect(page.locator(".turn .trouble")).to_be_visible()
    await expect(page.get_by_role("button", name="Try again")).to_have_count(0)


async def test_a_conversation_that_cannot_be_read_after_a_reload_is_kept_and_said(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer()))
    site.conversation.append(refuses(503))
    await asked(page)
    await page.reload()
    await expect(page.locator(".turn .trouble")).to_contain_text("Many people are asking at once")
    site.conversation.append(remembers({"at": "", "author": "user", "message": "502", "answer": None}))
    await page.get_by_role("button", name="Load the conversation again").click()
    await expect(page.locator(".turn.you")).to_contain_text("502")


async def test_a_reload_while_waiting_asks_with_the_same_key_and_shows_the_answer_once(page: Page, site: Site) -> None:
    never = asyncio.Event()
    site.chat += [says(samples.answer(), wait=never), says(samples.answer())]
    await visit(page)
    await ask(page, "502")
    await expect(page.locator(".progress")).to_contain_text("Reading the guide…")
    await page.reload()
    await newest(page)
    await expect(page.locator(".turn")).to_have_count(2)
    first, second = site.calls("POST", "/v1/chat")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.body == second.body
    never.set()


async def test_an_answer_kept_before_a_reload_is_not_shown_twice(page: Page, site: Site) -> None:
    never = asyncio.Event()
    kept = samples.answer("a_2", text="Kept.")
    site.chat += [says(samples.answer()), says(kept, wait=never), says(kept)]
    site.conversation.append(
        remembers(
            {"at": samples.now(), "author": "user", "message": "502", "answer": None},
            {"at": samples.now(), "author": "assistant", "message": "", "answer": samples.answer()},
            {"at": samples.now(), "author": "user", "message": "and now?", "answer": None},
            {"at": samples.now(), "author": "assistant", "message": "", "answer": kept},
        )
    )
    await asked(page)
    await ask(page, "and now?")
    await expect(page.locator(".progress")).to_contain_text("Reading the guide…")
    await page.reload()
    await expect(page.locator(".turn")).to_have_count(4)
    await becomes_true(page, "!JSON.parse(sessionStorage.signpost).waiting")
    await expect(page.locator(".turn")).to_have_count(4)
    never.set()


async def test_start_over_while_waiting_also_erases_what_comes_late(page: Page, site: Site) -> None:
    whole = asyncio.Event()
    site.chat.append(says(samples.answer(), wait=whole))
    site.conversation.append(gives(None))
    await visit(page)
    await ask(page, "502")
    await expect(page.locator(".progress")).to_contain_text("Reading the guide…")
    await page.get_by_role("button", name="Clear conversation").click()
    await page.get_by_role("dialog").get_by_role("button", name="Erase it").click()
    async with page.expect_response(lambda response: response.request.method == "DELETE"):
        whole.set()
    await expect(page.locator(".turn")).to_have_count(0)
    assert await page.evaluate("sessionStorage.length") == 0


async def test_a_message_of_2000_characters_is_sent_and_one_more_is_not(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer()))
    await visit(page)
    field, left = page.get_by_label("Your question"), page.locator("#left")
    await field.fill("x" * 1799)
    await expect(left).to_have_text("")
    await field.fill("😀" * 1990)
    await expect(left).to_have_text("10 characters left")
    await field.fill("😀" * 2001)
    await expect(left).to_have_text("1 character too many")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await page.keyboard.press("Enter")
    await expect(announced(page)).to_contain_text("1 character too many")
    assert site.calls("POST", "/v1/chat") == []
    await field.fill("  " + "😀" * 2000 + "\n")
    await page.keyboard.press("Enter")
    await newest(page)
    assert len(site.calls("POST", "/v1/chat")[0].body["message"]) == 2000
    await expect(left).to_have_text("")


async def test_an_empty_message_is_not_sent(page: Page, site: Site) -> None:
    await visit(page)
    await ask(page, " \n ")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".turn")).to_have_count(0)
    assert site.calls("POST", "/v1/chat") == []


async def test_enter_that_ends_a_composition_sends_nothing(page: Page, site: Site) -> None:
    await visit(page)
    field = page.get_by_label("Your question")
    await field.fill("つながらない")
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await expect(field).to_have_value("つながらない")
    assert site.calls("POST", "/v1/chat") == []


async def test_the_last_key_of_a_composition_sends_nothing_in_safari_either(page: Page, site: Site) -> None:
    await visit(page)
    field = page.get_by_label("Your question")
    await field.fill("つながらない")
    await field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "bubbles": True})
    await field.dispatch_event("keydown", {"key": "Escape", "isComposing": True, "bubbles": True})
    await expect(field).to_have_value("つながらない")
    await expect(page.locator("#panel")).to_be_visible()
    assert site.calls("POST", "/v1/chat") == []
