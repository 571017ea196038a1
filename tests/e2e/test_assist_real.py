"""The panel, the server and the help page together: a person's reply arrives, and the assistant is silent meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.child import run_script
from tests.e2e.browsing import ask, asked
from tests.e2e.conftest import watched
from tests.e2e.server import SERVE, Server, real_server
from tests.e2e.sitting import draft, reply, sign_in
from tests.status.scenarios import Scenario

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PROBLEM = "ChatGPT shows 502 bad gateway, I already cleared my cache and it did not help"
Key = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(chromium: str, data_dir: Path) -> AsyncIterator[Server]:
    """A server of its own: its conversations are listed, and those of other tests would be among them."""
    async with real_server(data_dir, Scenario()) as server:
        yield server


@pytest.fixture
def key(data_dir: Path) -> Key:
    """Makes an agent's key as an operator does."""

    async def make(name: str) -> str:
        words = ("keys", "create", "--name", name, "--scope", "assist", "--json")
        done = await asyncio.to_thread(run_script, SERVE, *words, DATA_DIR=data_dir)
        return str(json.loads(done.stdout)["token"])

    return make


@asynccontextmanager
async def customer_of(browser: Browser, desk: Server, *words: str) -> AsyncIterator[Page]:
    """Open the help page and say this, one message after the other."""
    async with watched(browser, desk.origin) as page:
        await asked(page, words[0])
        for count, message in enumerate(words[1:], 2):
            await ask(page, message)
            await expect(page.locator(".turn.assistant .feedback")).to_have_count(count)
        yield page


@asynccontextmanager
async def agent(browser: Browser, desk: Server, token: str) -> AsyncIterator[Page]:
    """Open the panel and sign in, and look at every conversation."""
    async with watched(browser, desk.origin) as page:
        await page.goto("/assist")
        await sign_in(page, token)
        await page.get_by_role("button", name="All", exact=True).click()
        yield page


async def open_newest(page: Page) -> None:
    """Open the conversation that was touched last, and wait for its suggestion."""
    await page.locator(".row-button").first.click()
    await expect(page.locator("#brief .status")).to_be_visible()


async def test_a_reply_reaches_the_help_page_and_the_assistant_is_silent(
    browser: Browser, desk: Server, key: Key
) -> None:
    said = (PROBLEM, "That did not help. I want to talk to a person.")
    async with customer_of(browser, desk, *said) as customer, agent(browser, desk, await key("Mia")) as panel:
        await open_newest(panel)
        await expect(panel.locator("#brief")).to_contain_text("cleared my cache")
        await expect(panel.locator(".log")).to_contain_text(PROBLEM)
        await draft(panel).fill("This is Mia. I look into it for you.")
        await panel.keyboard.press("Alt+i")
        await panel.keyboard.press("Alt+Enter")
        await expect(customer.locator(".turn.agent")).to_contain_text("This is Mia. I look into it for you.")

        await ask(customer, "Thank you! It still shows 502.")
        await expect(customer.locator(".turn.assistant").last).to_contain_text("A person has this conversation")
        await expect(panel.locator(".turn.user").last).to_contain_text("Thank you! It still shows 502.")
        await expect(panel.locator(".holder").first).to_contain_text("You have this conversation")

        await panel.locator("#hold").click()
        await expect(panel.locator(".holder").first).to_contain_text("The assistant answers here")
        await ask(customer, "Is ChatGPT down right now?")
        await expect(customer.locator(".turn.assistant").last).to_contain_text("has nothing posted")


async def test_what_the_customer_adds_makes_the_suggestion_stale(browser: Browser, desk: Server, key: Key) -> None:
    said = "502 bad gateway on my laptop since noon"
    async with customer_of(browser, desk, said) as customer, agent(browser, desk, await key("Noa")) as panel:
        await open_newest(panel)
        await expect(draft(panel)).not_to_have_value("")
        before = await draft(panel).input_value()
        await ask(customer, "I restarted my router now, no change")
        await expect(panel.locator(".notice.stale")).to_contain_text("The customer has written since")
        await expect(draft(panel)).to_have_value(before)
        await panel.get_by_role("button", name="Use it").click()
        await expect(panel.locator("#brief .attempts")).to_contain_text("I restarted my router")


async def test_a_suggestion_is_explained_and_its_sentences_have_sources(
    browser: Browser, desk: Server, key: Key
) -> None:
    said = "502 bad gateway in Firefox"
    async with customer_of(browser, desk, said), agent(browser, desk, await key("Ida")) as panel:
        await open_newest(panel)
        await expect(panel.locator(".sentence .number").first).to_be_visible()
        await panel.locator(".sentence:has(.number)").first.focus()
        await expect(panel.locator("#quote blockquote").first).not_to_be_empty()
        await panel.locator("#explain").click()
        trace = panel.locator(".trace")
        for words in ("Hits (", "Rejected hits (", "Checks (", "Timings (", "Status report"):
            await expect(trace).to_contain_text(words)


async def test_two_agents_on_one_conversation(browser: Browser, desk: Server, key: Key) -> None:
    async with (
        customer_of(browser, desk, "502 on two computers"),
        agent(browser, desk, await key("Eva")) as first,
        agent(browser, desk, await key("Ben")) as second,
    ):
        await open_newest(first)
        await open_newest(second)
        await first.locator("#hold").click()
        await expect(second.locator(".holder").first).to_contain_text("Eva has this conversation")
        await second.locator("#hold").click()
        await expect(second.locator(".talk [role=alert]")).to_contain_text("Eva has this conversation")
        await reply(second).fill("Hello from Ben")
        await second.locator("#send").click()
        await expect(second.locator(".talk [role=alert]")).to_contain_text("Eva has this conversation")
        await expect(reply(second)).to_have_value("Hello from Ben")
        await first.locator("#hold").click()
        await expect(second.locator(".holder").first).to_contain_text("The assistant answers here")
        await second.locator("#send").click()
        await expect(first.locator(".turn.agent")).to_contain_text("Hello from Ben")
