"""What happens twice, late or by itself asks nothing twice, moves no focus and throws nothing."""

from __future__ import annotations

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


async def test_a_report_is_sent_once_however_often_its_button_is_pressed(page: Page, site: Site) -> None:
    known = samples.attempt("restart-connection")
    site.chat += [says(samples.steps(attempts=[])), says(samples.answer("a_2", attempts=[known]))]
    answer = await asked(page)
    pressed = answer.locator("li.step").first.get_by_role("button", name="Did not work")
    await pressed.dblclick()
    await expect(page.locator(".turn.you")).to_have_count(2)
    await newest(page)
    await pressed.click()
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".turn.you")).to_have_count(2)
    assert len(site.calls("POST", "/v1/chat")) == 2


async def test_a_report_that_was_refused_is_not_shown_as_pressed(page: Page, site: Site) -> None:
    site.chat += [says(samples.steps(attempts=[])), refuses(422)]
    answer = await asked(page)
    await answer.locator("[data-result=worked]").first.click()
    await expect(page.locator(".turn .trouble")).to_be_visible()
    await expect(answer.locator("[aria-pressed=true]")).to_have_count(0)


async def test_the_line_that_comes_back_later_asks_nothing_that_was_answered(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer()))
    await page.clock.install()
    await visit(page)
    await page.route("**/v1/chat", lambda route: route.abort())
    await ask(page, "502")
    await expect(page.locator(".progress")).to_be_visible()
    for _ in range(6):
        await page.clock.run_for(8_000)
    await page.get_by_role("button", name="Try again").wait_for()
    await page.unroute("**/v1/chat")
    await page.get_by_role("button", name="Try again").click()
    await newest(page)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator(".turn")).to_have_count(2)
    await expect(page.locator(".feedback")).to_be_visible()
    assert len(site.calls("POST", "/v1/chat")) == 1


async def test_a_question_that_goes_out_by_itself_leaves_the_focus_where_it_is(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer()))
    await visit(page)
    await page.context.set_offline(True)
    await ask(page, "502")
    await expect(page.locator(".turn .trouble")).to_be_visible()
    await page.get_by_label("Your question").fill("and also")
    await page.context.set_offline(False)
    await newest(page)
    await expect(page.get_by_label("Your question")).to_be_focused()


@pytest.mark.parametrize("kept", ['{"waiting": true}', '{"conversation": "c_1", "waiting": {"body": 1}}', "[]", "{"])
async def test_a_damaged_memory_is_forgotten_and_nothing_is_thrown(page: Page, site: Site, kept: str) -> None:
    site.conversation.append(remembers())
    await page.add_init_script(f"sessionStorage.getItem('seen') || (sessionStorage.signpost = {kept!r})")
    await page.add_init_script("sessionStorage.seen = 1")
    await visit(page)
    site.chat.append(says(samples.answer()))
    await ask(page, "502")
    await newest(page)
