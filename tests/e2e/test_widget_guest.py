"""The chat is a guest: it takes attributes, tells events, keeps to itself, and stands beside any page."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e import samples
from tests.e2e.browsing import ask, asked, becomes_true, newest, open_chat, visit
from tests.e2e.scripted import Site, gives, remembers, says

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

HOST = """<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8"><title>Host</title>
<body><h1>Host</h1><button>Theirs</button>{chat}<script type="module" src="/widget/signpost.js" {data}></script>"""
EVENTS = """
window.heard = [];
for (const name of ["ready", "open", "close", "status", "answer", "handoff", "message", "failed"]) {
  addEventListener(`signpost-${name}`, (event) => window.heard.push([name, event.detail]));
}
"""
TABLE = {
    "de": "Hilfe-Assistent",
    "ja": "ヘルプアシスタント",
    "ar": "مساعد الدعم",
    "he": "Help assistant",
    "kok": "Help assistant",
}


@pytest.fixture
def page(scripted: Page) -> Page:
    """Every test here plays a script."""
    return scripted


def host(chat: str = "", data: str = "", language: str = "en", direction: str = "ltr") -> str:
    return HOST.format(chat=chat, data=data, language=language, direction=direction)


async def comes_although_lost_once(page: Page, address: str) -> None:
    """Lose the first request for this address; the chat is there two seconds later."""
    await page.route(address, lambda route: route.abort(), times=1)
    await page.clock.install()
    async with page.expect_event("requestfailed"):
        await page.goto("/demo")
    await becomes_true(page, "document.querySelector('signpost-chat') !== null")
    await page.clock.run_for(2_000)
    await expect(page.locator("#launcher")).to_be_visible()


async def test_one_line_puts_the_chat_on_a_page_with_its_attributes(page: Page, site: Site) -> None:
    site.page = host(data='data-side="start" data-theme="dark" data-starters="One|Two"')
    await visit(page)
    chat = page.locator("signpost-chat")
    await expect(chat).to_have_count(1)
    await expect(chat).to_have_attribute("side", "start")
    await expect(page.locator(".chip")).to_have_text(["One", "Two"])
    box = await page.locator("#panel").bounding_box()
    assert box
    assert box["x"] < 100


async def test_an_element_that_the_page_placed_is_used(page: Page, site: Site) -> None:
    site.page = host(chat="<signpost-chat inline></signpost-chat>")
    await page.goto("/demo")
    await expect(page.get_by_role("region", name="Help assistant")).to_be_visible()
    await expect(page.locator("signpost-chat")).to_have_count(1)
    await expect(page.locator("#launcher")).to_have_count(0)


async def test_the_page_hears_what_happens_and_nothing_of_what_is_said(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    await page.add_init_script(EVENTS)
    await asked(page, "my secret words")
    await page.keyboard.press("Escape")
    heard = await page.evaluate("window.heard")
    assert {name for name, _ in heard} == {"ready", "open", "status", "answer", "close"}
    assert ["answer", {"outcome": "answered_steps", "language": "en"}] in heard
    assert "secret" not in str(heard)


async def test_the_page_can_open_ask_and_close(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    await page.goto("/demo")
    await expect(page.locator("#launcher")).to_be_visible()
    await page.evaluate("document.querySelector('signpost-chat').ask('chatgpt says 502')")
    await newest(page)
    await expect(page.locator(".turn.you")).to_contain_text("chatgpt says 502")
    await page.evaluate("document.querySelector('signpost-chat').removeAttribute('open')")
    await expect(page.locator("#panel")).to_be_hidden()


@pytest.mark.parametrize("language", TABLE)
async def test_speaks_the_language_of_the_page_or_else_english(page: Page, site: Site, language: str) -> None:
    site.page = host(language=language)
    site.chat.append(says(samples.answer(language="de")))
    await page.goto("/demo")
    await open_chat(page)
    await expect(page.locator("#title")).to_have_text(TABLE[language])
    await page.locator("#message").fill("502")
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn.assistant .words")).to_have_attribute("lang", "de")
    assert site.calls("POST", "/v1/chat")[0].body["locale"] == language


async def test_reads_from_right_to_left_where_the_page_does(page: Page, site: Site) -> None:
    site.page = host(language="ar", direction="rtl")
    site.chat.append(says(samples.steps()))
    await asked(page)
    box = await page.locator("#panel").bounding_box()
    send, field = await page.locator("#send").bounding_box(), await page.locator("#message").bounding_box()
    assert box
    assert send
    assert field
    assert box["x"] < 100
    assert send["x"] < field["x"]


async def test_the_page_s_style_sheet_does_not_reach_in(page: Page, site: Site) -> None:
    site.page = host().replace("<title>", "<link rel='stylesheet' href='/demo/demo.css'><title>")
    await page.goto("/demo")
    await open_chat(page)
    title = page.locator("#title")
    assert await title.evaluate("(one) => getComputedStyle(one).fontSize") == "17px"
    await expect(page.get_by_role("button", name="Theirs")).to_be_visible()


async def test_tab_leaves_the_panel_on_a_desktop_and_stays_inside_on_a_phone(page: Page, site: Site) -> None:
    await visit(page)
    last = page.locator("#to-person")
    await last.focus()
    await page.keyboard.press("Tab")
    assert await last.evaluate("(one) => one.getRootNode().activeElement") is None
    await page.set_viewport_size({"width": 320, "height": 700})
    await last.focus()
    await page.keyboard.press("Tab")
    await expect(page.locator("#close")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(last).to_be_focused()
    await expect(page.locator("#panel")).to_have_attribute("aria-modal", "true")


async def test_two_tabs_have_two_conversations(page: Page, site: Site) -> None:
    site.chat += [says(samples.answer("a_1")), says(samples.answer("a_2", conversation_id="c_" + "2" * 32))]
    await asked(page)
    other = await page.context.new_page()
    await asked(other)
    for tab, conversation in ((page, samples.CONVERSATION), (other, "c_" + "2" * 32)):
        assert await tab.evaluate("JSON.parse(sessionStorage.signpost).conversation") == conversation
        await expect(tab.locator(".turn.you")).to_have_count(1)
    await other.close()


async def test_a_tab_that_shares_the_conversation_sees_the_other_s_answer(page: Page, site: Site) -> None:
    site.chat.append(says(samples.outage()))
    site.notify.append(gives({"asked_at": samples.now(), "waits_for": []}, 202))
    await page.clock.install()
    await asked(page)
    await page.get_by_role("button", name="Tell me when it is over").click()
    turns = [
        {"at": samples.now(), "author": "user", "message": "502", "answer": None},
        {"at": samples.now(), "author": "assistant", "message": "", "answer": samples.outage()},
        {"at": samples.now(), "author": "user", "message": "from the other tab", "answer": None},
        {"at": samples.now(), "author": "assistant", "message": "", "answer": samples.answer("a_other")},
    ]
    site.conversation.append(remembers(*turns))
    async with page.expect_response("**/v1/conversations/*"):
        await page.clock.run_for(6_000)
    await expect(page.locator(".turn.you")).to_have_text(["You502", "Youfrom the other tab"])
    await expect(page.locator(".turn")).to_have_count(4)


async def test_the_loader_tries_again_when_the_chat_could_not_be_loaded(page: Page, site: Site) -> None:
    await comes_although_lost_once(page, "**/widget/chat.*.js*")


async def test_the_hosted_page_is_the_whole_chat(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    await page.goto("/chat?lang=de&theme=dark")
    await expect(page.get_by_role("region", name="Hilfe-Assistent")).to_be_visible()
    await page.locator("#message").fill("502")
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn.assistant .step")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollHeight") <= 800


async def test_a_second_question_from_the_page_waits_for_the_first(page: Page, site: Site) -> None:
    whole = asyncio.Event()
    site.chat.append(says(samples.answer(), wait=whole))
    await visit(page)
    await ask(page, "first")
    assert await page.evaluate("document.querySelector('signpost-chat').ask('second')") is False
    whole.set()
    await newest(page)


async def test_an_element_that_left_the_page_asks_for_nothing_and_comes_back(page: Page, site: Site) -> None:
    site.chat.append(says(samples.steps()))
    site.conversation += [remembers()] * 4
    await page.clock.install()
    await asked(page)
    await page.evaluate("window.chat = document.querySelector('signpost-chat'), chat.remove()")
    before = len(site.asked)
    await page.clock.run_for(10 * 60_000)
    assert len(site.asked) == before
    await page.evaluate("document.body.append(window.chat)")
    await expect(page.locator(".turn")).to_have_count(2)
    await expect(page.locator("#status strong")).to_have_text("No open incident is posted")
    assert len(site.asked) > before


async def test_an_element_that_leaves_while_it_is_built_asks_for_nothing(page: Page, site: Site) -> None:
    site.page = host(chat="<signpost-chat></signpost-chat>")
    built = asyncio.Event()

    async def hold(route: Route) -> None:
        await built.wait()
        await route.continue_()

    await page.route("**/widget/words/*", hold)
    async with page.expect_request("**/widget/words/*"):
        await page.goto("/demo")
    await page.evaluate("window.chat = document.querySelector('signpost-chat'), chat.remove(), 0")
    built.set()
    await becomes_true(page, "chat.shadowRoot !== null")
    assert site.calls("GET", "/v1/status") == []
    await page.evaluate("document.body.append(window.chat)")
    await expect(page.locator("#launcher")).to_be_visible()
    await becomes_true(page, "chat.shadowRoot.getElementById('status').dataset.state === 'ok'")
    assert len(site.calls("GET", "/v1/status")) == 1


async def test_words_that_could_not_be_read_are_read_again(page: Page, site: Site) -> None:
    await comes_although_lost_once(page, "**/widget/words/*")


async def test_the_page_s_shortcuts_do_not_hear_what_is_typed_here(page: Page, site: Site) -> None:
    heard = "window.heard = []; addEventListener('keydown', (event) => window.heard.push(event.key))"
    await page.add_init_script(heard)
    await visit(page)
    await page.locator("#message").press_sequentially("/s?")
    await page.keyboard.press("Escape")
    await expect(page.locator("#launcher")).to_be_focused()
    assert await page.evaluate("window.heard") == []
    await page.keyboard.press("x")
    assert await page.evaluate("window.heard") == ["x"]


WISH = "starters=Call%20555-0100&privacy=https%3A%2F%2Fevil.example%2F&theme=dark"


async def test_an_address_alone_puts_no_words_and_no_link_on_the_hosted_page(page: Page) -> None:
    await page.goto(f"/chat?{WISH}")
    await expect(page.locator("signpost-chat")).to_have_attribute("theme", "dark")
    await expect(page.locator(".chip")).to_have_count(4)
    await expect(page.locator(".welcome a")).to_have_count(0)
    await expect(page.locator(".welcome")).not_to_contain_text("555")


async def test_a_page_that_may_frame_the_hosted_page_names_its_own_starters(page: Page, site: Site) -> None:
    async def let_frame(route: Route) -> None:
        whole = await route.fetch()
        await route.fulfill(response=whole, headers={"content-type": "text/html"})

    site.page = f"<!doctype html><title>Host</title><iframe src='/chat?{WISH}'></iframe>"
    await page.route("**/chat?**", let_frame)
    await page.route("**/demo", let_frame)
    await page.goto("/demo")
    chat = page.frame_locator("iframe")
    await expect(chat.locator(".chip")).to_have_text(["Call 555-0100"])
    await expect(chat.locator(".welcome a")).to_have_attribute("href", "https://evil.example/")
