"""The panel in Chatwoot's frame: two numbers of an unsigned message are believed, and only from an allowed page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from playwright.async_api import Browser, Frame, Page, expect

from tests.e2e.conftest import LISTEN
from tests.e2e.desk import DRAFT, Desk, brief, desk_serving
from tests.e2e.listening import listening
from tests.e2e.sitting import sign_in
from tests.status.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

ASK = "chatwoot-dashboard-app:fetch-info"
PAGE = """<!doctype html><title>A helpdesk</title><iframe id="app" width="700" height="700"></iframe>
<script src="/helpdesk.js"></script>"""
SCRIPT = """
window.asked = [];
addEventListener("message", (event) => window.asked.push(event.data));
window.tell = (data) => document.querySelector("#app").contentWindow.postMessage(data, "*");
"""


def context(conversation: int = 7, account: int = 3, message: int = 1, **more: Any) -> str:
    """What Chatwoot posts, with the words and names that we leave alone."""
    said = {"id": message, "content": "<script>window.hit=1</script>", "message_type": 0, "private": True}
    found = {"id": conversation, "account_id": account, "messages": [said], "meta": {"sender": {"email": "a@b.c"}}}
    return json.dumps({"event": "appContext", "data": {"conversation": found, "contact": {"name": "Ana"}, **more}})


@asynccontextmanager
async def helpdesk() -> AsyncIterator[str]:
    """Run a helpdesk; yields its origin."""
    app = FastAPI()
    app.add_api_route("/", lambda: HTMLResponse(PAGE))
    app.add_api_route("/helpdesk.js", lambda: Response(SCRIPT, media_type="text/javascript"))
    async with listening(app) as origin:
        yield origin


@asynccontextmanager
async def framed(browser: Browser, *, allowed: bool = True, **changes: Any) -> AsyncIterator[tuple[Desk, Page, Frame]]:
    """Open the panel in the frame of a helpdesk of another site."""
    async with helpdesk() as far:
        origins = [far] if allowed else ["https://other.example"]
        async with desk_serving(frame_origins=origins, **changes) as desk:
            page = await browser.new_page()
            await page.add_init_script(LISTEN)
            faults: list[str] = []
            page.on("pageerror", lambda error: faults.append(str(error)))
            await page.goto(far)
            await page.locator("#app").evaluate("(frame, to) => { frame.src = to; }", f"{desk.origin}/assist")
            await until(lambda: len(page.frames) > 1)
            yield desk, page, page.frames[1]
            await page.context.close()
            assert faults == []


async def tell(page: Page, words: Any) -> None:
    await page.evaluate("(words) => tell(words)", words)


async def test_the_loop_in_chatwoot_ends_in_the_clipboard(browser: Browser) -> None:
    async with framed(browser) as (desk, page, panel):
        await expect(panel.locator("#brief")).to_contain_text("Waiting for Chatwoot")
        await tell(page, context())
        await expect(panel.locator("#draft")).to_have_value(DRAFT)
        await panel.locator("#draft").fill("Please restart it.")
        await panel.locator("#insert").click()
        await expect(panel.locator("#draft-state")).to_have_text("Copied. Paste it into the reply field of Chatwoot.")
        assert desk.made("/v1/assist/suggest") == [{"chatwoot": {"conversation_id": 7, "account_id": 3}}]
        assert [one for one in desk.calls if one.path.endswith("/replies")] == []
        await until(lambda: bool(desk.events("edited")))
        assert {one["kind"] for one in desk.made("/v1/assist/events")} == {"shown", "inserted", "edited"}
        await expect(panel.locator("#send, .lists, .talk")).to_have_count(0)
        assert await panel.evaluate("window.refused") == []
        assert await panel.evaluate("window.hit") is None


async def test_it_asks_until_chatwoot_has_said_something(browser: Browser) -> None:
    async with framed(browser) as (_, page, panel):
        await expect(panel.locator("#brief")).to_contain_text("Waiting for Chatwoot")
        async with asyncio.timeout(20):
            while await page.evaluate("window.asked.length") < 2:  # noqa: ASYNC110 - the page announces nothing
                await asyncio.sleep(0.1)
        await tell(page, context())
        await expect(panel.locator("#draft")).to_have_value(DRAFT)
        assert set(await page.evaluate("window.asked")) == {ASK}


@pytest.mark.parametrize(
    "words",
    [
        "not JSON",
        json.dumps({"event": "somethingElse", "data": {}}),
        json.dumps({"event": "appContext"}),
        context(conversation=-1),
        context().replace('"id": 7', '"id": "7"'),
        context().replace('"account_id": 3', '"account_id": "../../x"'),
        {"event": "appContext", "data": {"conversation": {"id": 7, "account_id": 3}}},
        None,
    ],
)
async def test_what_is_no_context_is_left_alone(browser: Browser, words: Any) -> None:
    async with framed(browser) as (desk, page, panel):
        await expect(panel.locator("#brief")).to_contain_text("Waiting for Chatwoot")
        await tell(page, words)
        await tell(page, context(conversation=9))
        await expect(panel.locator("#draft")).to_have_value(DRAFT)
        assert desk.made("/v1/assist/suggest") == [{"chatwoot": {"conversation_id": 9, "account_id": 3}}]


async def test_another_window_is_not_believed(browser: Browser) -> None:
    """The message comes from the right origin, but from a frame beside ours."""
    async with framed(browser) as (desk, page, panel):
        await expect(panel.locator("#brief")).to_contain_text("Waiting for Chatwoot")
        await panel.evaluate("(words) => window.postMessage(words, '*')", context(conversation=13))
        await tell(page, context(conversation=9))
        await expect(panel.locator("#draft")).to_have_value(DRAFT)
        assert [one["chatwoot"]["conversation_id"] for one in desk.made("/v1/assist/suggest")] == [9]


async def test_another_conversation_replaces_the_brief_and_the_same_one_does_not(browser: Browser) -> None:
    async with framed(browser, briefs=[brief(), brief("g_2", "For the other one.")]) as (desk, page, panel):
        await expect(panel.locator("#brief")).to_contain_text("Waiting for Chatwoot")
        await tell(page, context())
        await expect(panel.locator("#draft")).to_have_value(DRAFT)
        await tell(page, context(theme="dark"))
        await tell(page, context(conversation=8))
        await expect(panel.locator("#draft")).to_have_value("For the other one.")
        assert [one["chatwoot"]["conversation_id"] for one in desk.made("/v1/assist/suggest")] == [7, 8]


async def test_a_message_that_came_meanwhile_makes_the_suggestion_stale(browser: Browser) -> None:
    async with framed(browser, briefs=[brief(), brief("g_2", "It knows the new message.")]) as (_, page, panel):
        await expect(panel.locator("#brief")).to_contain_text("Waiting for Chatwoot")
        await tell(page, context())
        await expect(panel.locator("#draft")).to_have_value(DRAFT)
        await tell(page, context(message=2))
        await expect(panel.locator(".notice.stale")).to_contain_text("The customer has written since")
        await panel.get_by_role("button", name="Use it").click()
        await expect(panel.locator("#draft")).to_have_value("It knows the new message.")


async def test_signing_in_within_a_frame_asks_for_a_cookie_that_a_frame_may_send(browser: Browser) -> None:
    async with framed(browser, signed_in=False) as (desk, _, panel):
        await sign_in(panel, "sk_right")  # type: ignore[arg-type] - a frame is used as a page is
        await expect(panel.locator("#brief")).to_contain_text("Waiting for Chatwoot")
        assert desk.made("/v1/session") == [{"key": "sk_right", "embedded": True}]


async def test_a_page_that_is_not_allowed_cannot_frame_the_panel(browser: Browser) -> None:
    async with framed(browser, allowed=False) as (desk, page, _):
        await asyncio.sleep(1)
        assert desk.calls == []
        assert await page.frames[1].locator("#desk").count() == 0
