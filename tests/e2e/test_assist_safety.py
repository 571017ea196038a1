"""What a customer, the status page or the guide says is shown as the text it is, under a policy that is strict."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e import samples
from tests.e2e.desk import REF, brief, row, said, talk, trace
from tests.e2e.hostile import STRINGS
from tests.e2e.sitting import sitting

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

CONTENT = "a[href], img, script, iframe, object, embed, form, style, link, base, meta, video, [style], [srcdoc]"
HANDLERS = """
[...document.querySelectorAll("#desk *, dialog *")]
  .flatMap((one) => one.getAttributeNames())
  .filter((name) => name.startsWith("on"))
"""
AT_ONCE = 140


def hostile(strings: tuple[str, ...]) -> dict[str, Any]:
    """A brief with hostile words in every field."""
    first = strings[0]
    incidents = [samples.incident(s, latest_update=s, url=s, state=s) for s in strings[:3]]
    return brief(
        summary=first,
        language=first,
        symptom=first,
        evidence=list(strings),
        verdict={"scope": "constructor", "certainty": first, "reasons": list(strings)},
        attempts=[{**samples.attempt(s, s, s), "title": s, "said_as": s, "at": s} for s in strings],
        suggestion={
            "text": "\n\n".join(strings),
            "sentences": [{"text": s, "citations": [1], "origin": s} for s in strings],
            "citations": [samples.citation(1, first, first, item=first, url=first)],
        },
        next_step={"id": first, "title": first, "variant": first, "text": first, "why": first, "citation": 1},
        missing_information=[{"about": s, "question": s} for s in strings[:3]],
        similar=[{"conversation": s, "symptom": s, "outcome": s, "at": s} for s in strings[:5]],
        status=samples.status("toString", source=first, url=first, summary=first, incidents=incidents),
    )


async def harmless(page: Page, place: str) -> None:
    """Nothing in this place is more than text, and nothing ran."""
    await expect(page.locator(place).locator(CONTENT)).to_have_count(0)
    assert await page.evaluate(HANDLERS) == []
    assert await page.evaluate("window.hit") is None


@pytest.mark.parametrize("begin", range(0, len(STRINGS), AT_ONCE))
async def test_hostile_strings_run_nothing_and_link_nowhere(browser: Browser, begin: int) -> None:
    strings = STRINGS[begin : begin + AT_ONCE]
    turns = [said(author, s, "a_1") for s in strings for author in ("user", "assistant", "agent")]
    hostile_talk = talk(turns=turns, held_by=strings[0], symptom=strings[0], channel=strings[0])
    rows = [row(text=s, channel=s, held_by=s, outcome=s, language=s) for s in strings]
    async with sitting(browser, rows=rows, talks={REF: hostile_talk}, briefs=[hostile(strings)]) as (_, page):
        await page.locator(".row-button").first.click()
        await expect(page.locator(".turn")).to_have_count(len(turns))
        await expect(page.locator(".sentence")).to_have_count(len(strings))
        await page.locator(".sentence").first.focus()
        await expect(page.locator("#brief")).not_to_contain_text("native code")
        await harmless(page, ".columns")


async def test_a_hostile_trace_is_shown_as_text(browser: Browser) -> None:
    bad = STRINGS[3]
    async with sitting(browser) as (_, page):
        hit = {"chunk_id": bad, "score": bad, "dense_rank": bad, "lexical_rank": bad}
        found = {**trace(), "reason": bad, "query": bad, "hits": [hit], "outcome": "__proto__"}
        found |= {"checks": [{"name": bad, "passed": False, "detail": bad}], "timings": {bad: bad}}
        await page.route("**/explanation", lambda route: route.fulfill(json=found))
        await page.locator(".row-button").first.click()
        await page.locator("#explain").click()
        await expect(page.locator(".trace")).to_contain_text(bad)
        await harmless(page, "dialog")


async def test_the_policy_lets_only_our_own_files_in(browser: Browser) -> None:
    async with sitting(browser) as (_, page):
        response = await page.goto("/assist")
        assert response
        policy = await response.header_value("content-security-policy") or ""
        for rule in (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
            "frame-ancestors 'none'",
        ):
            assert rule in policy
        assert not re.search(r"unsafe|\*|http", policy)


async def test_nothing_secret_is_kept_in_the_browser(browser: Browser) -> None:
    async with sitting(browser) as (_, page):
        await page.locator(".row-button").first.click()
        await expect(page.locator(".sentence").first).to_be_attached()
        assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert await page.evaluate("document.cookie") == ""
