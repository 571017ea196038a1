"""What a person does on the help page, in a word each."""

from __future__ import annotations

import asyncio

from playwright.async_api import Locator, Page, expect

LONGEST_SECONDS = 30.0


async def visit(page: Page, path: str = "/demo") -> None:
    """Open the page and the chat on it, and wait until it has read the status."""
    await page.goto(path)
    await open_chat(page)


async def open_chat(page: Page) -> None:
    """Open the chat, where it is not open already, and wait until it has read the status."""
    await expect(page.locator("#panel, #launcher").first).to_be_attached()
    if not await page.locator("#panel").is_visible():
        await page.locator("#launcher").click()
    await expect(page.locator("#status")).not_to_have_attribute("data-state", "waiting")


async def ask(page: Page, words: str) -> None:
    """Type a question and send it."""
    await page.locator("#message").fill(words)
    await page.keyboard.press("Enter")


async def asked(page: Page, words: str = "502") -> Locator:
    """Ask on a new page; returns the answer once it is whole."""
    await visit(page)
    await ask(page, words)
    return await newest(page)


async def newest(page: Page) -> Locator:
    """Return the newest entry of the assistant, once it is a whole answer."""
    turns = page.locator(".turn.assistant")
    await expect(turns.last.locator(".feedback")).to_be_visible()
    return turns.nth(await turns.count() - 1)


def announced(page: Page) -> Locator:
    """Return the one live region."""
    return page.locator("#announce")


async def conversation_id(page: Page) -> str:
    """Return the conversation this tab remembers."""
    return str(await page.evaluate("JSON.parse(sessionStorage.signpost).conversation"))


async def becomes_true(page: Page, expression: str) -> None:
    """Wait until the page says so. (Playwright's own way reads text as code, which the page's policy refuses.)"""
    async with asyncio.timeout(LONGEST_SECONDS):
        while True:
            if await page.evaluate(expression):
                return
            await asyncio.sleep(0.05)
