"""Everything the API sends is data: it is shown as the text it is, runs nothing and asks nobody else."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e import samples
from tests.e2e.browsing import ask, asked, newest, visit
from tests.e2e.hostile import STRINGS
from tests.e2e.scripted import PAGES, WIDGET, Site, gives, refuses, remembers, says

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def page(scripted: Page) -> Page:
    """Every test here plays a script."""
    return scripted


SCRIPT = "<script>window.hit=1</script><img src=https://evil.example/x.png onerror=window.hit=1>"
LINKS = (
    "[a](javascript:window.hit=1) ![b](https://evil.example/p.png) [c](https://evil.example/) <https://evil.example>"
)
BAD = f"{SCRIPT} {LINKS}"
ADDRESSES = (
    "javascript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "//evil.example",
    "ftp://evil.example",
)


def read(file: Path) -> str:
    return file.read_text()


def hostile(address: str) -> dict[str, Any]:
    """An answer with hostile words in every field, and one hostile address wherever there is an address."""
    step = {**samples.RESTART, "title": BAD, "section": BAD, "text": BAD, "caution": BAD, "variant": BAD}
    return samples.answer(
        language='en" onload="window.hit=1',
        text=f"{BAD} [1] [9]\n\n- {BAD}\n\n> {BAD}\n\n# {BAD}\n\n**{BAD}** [words]({address})",
        steps=[step],
        held_back=[{"id": BAD, "title": BAD, "variant": BAD, "reason": BAD}],
        attempts=[{"step_id": BAD, "variant": BAD, "result": "constructor", "said_as": BAD}],
        citations=[samples.citation(1, BAD, f"{BAD}\n{BAD}", item=BAD, url=address)],
        suggested_replies=[BAD],
        escalation={
            "reason": BAD,
            "contact_url": address,
            "handoff_url": "https://evil.example/v1/conversations/x/handoff",
        },
        status=hostile_status(address),
    )


def hostile_status(address: str) -> dict[str, Any]:
    incident = samples.incident(BAD, latest_update=BAD, state="__proto__", url=address, started_at=BAD)
    part = samples.component(BAD, "constructor", BAD)
    return samples.status("toString", source=BAD, url=address, summary=BAD, incidents=[incident], components=[part])


@pytest.mark.parametrize("address", ADDRESSES)
async def test_hostile_words_and_addresses_run_nothing_and_link_nowhere(page: Page, site: Site, address: str) -> None:
    site.status = hostile_status(address)
    site.chat.append(says(hostile(address), BAD))
    await asked(page, BAD)
    for fold in await page.locator("details").all():
        await fold.evaluate("(element) => { element.open = true; }")
    main = page.locator("#panel")
    await expect(main.locator("a[href], img, script, iframe, object, [onerror], [onload], [style]")).to_have_count(0)
    await expect(main).to_contain_text(SCRIPT)
    await expect(main).not_to_contain_text("native code")  # what an unknown word finds in a table that inherits
    assert await page.evaluate("window.hit") is None


AT_ONCE = 28
UNFOLD = "(one) => one.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
HANDLERS = """
(one) => [...one.querySelectorAll("*")]
  .flatMap((each) => each.getAttributeNames())
  .filter((name) => name.startsWith("on"))
"""
CONTENT = (
    "a[href], img, script, iframe, object, embed, form:not(#ask), style, link, base, meta, video, [style], [srcdoc]"
)


def carrying(strings: tuple[str, ...], n: int) -> dict[str, Any]:
    """An answer that carries each string in its text, a step, a source, a step left out, an attempt and a reply."""
    steps = [
        {**samples.RESTART, "id": s, "title": s, "section": s, "text": s, "caution": s, "variant": s} for s in strings
    ]
    return samples.answer(
        f"a_{n}",
        text="\n\n".join(strings),
        steps=steps,
        citations=[samples.citation(i, s, s, item=s, url=s) for i, s in enumerate(strings, 1)],
        held_back=[{"id": s, "title": s, "variant": s, "reason": s} for s in strings],
        attempts=[samples.attempt(s, s, s) for s in strings],
        suggested_replies=list(strings),
        status=told(strings),
    )


def told(strings: tuple[str, ...]) -> dict[str, Any]:
    incidents = [samples.incident(s, latest_update=s, url=s, state=s, affects_question=True) for s in strings]
    return samples.status(
        source=strings[0], url=strings[0], incidents=incidents, components=[samples.component(s, s, s) for s in strings]
    )


async def test_five_hundred_hostile_strings_run_nothing_and_fetch_nothing(page: Page, site: Site) -> None:
    """Each goes through the question, the guide's words, the status page's words and every name."""
    assert len(set(STRINGS)) >= 500
    await visit(page)
    for n, at in enumerate(range(0, len(STRINGS), AT_ONCE)):
        some = STRINGS[at : at + AT_ONCE]
        site.status = told(some)
        site.chat.append(says(carrying(some, n), *some))
        await ask(page, "\n".join(some)[:2000])
        await expect(page.locator(".turn.you")).to_have_count(n + 1)
        await newest(page)
        await expect(page.locator("#status bdi").filter(has_text=some[-1]).first).to_be_attached()
    await page.locator("#panel").evaluate(UNFOLD)
    await expect(page.locator("#panel").locator(CONTENT)).to_have_count(0)
    assert await page.locator("#panel").evaluate(HANDLERS) == []
    assert await page.evaluate("window.hit") is None


async def test_the_handoff_is_only_ever_asked_of_this_server(page: Page, site: Site) -> None:
    site.chat.append(says(hostile("https://help.example.com/contact")))
    site.handoff.append(gives(samples.packet()))
    answer = await asked(page)
    await answer.get_by_role("button", name="Show the note for support").click()
    await expect(page.locator(".note")).to_be_visible()
    assert len(site.calls("POST", f"/v1/conversations/{samples.CONVERSATION}/handoff")) == 1


async def test_a_hostile_note_is_shown_as_text(page: Page, site: Site) -> None:
    site.chat.append(says(samples.escalated()))
    site.handoff.append(
        gives({"id": BAD, "summary": BAD, "transcript": [{"at": BAD, "author": "toString", "text": BAD}]})
    )
    answer = await asked(page)
    await answer.get_by_role("button", name="Show the note for support").click()
    await expect(page.locator(".note")).to_contain_text(SCRIPT)
    await expect(page.locator(".note img, .note script, .note a")).to_have_count(0)


async def test_a_hostile_problem_and_a_hostile_memory_are_shown_as_text(page: Page, site: Site) -> None:
    site.chat += [says(samples.answer()), refuses(422, detail=BAD)]
    await asked(page)
    await page.get_by_label("Your question").fill("more")
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn .trouble")).to_contain_text("<script>")
    site.conversation.append(remembers({"at": "", "author": "agent", "message": BAD, "answer": None}))
    await page.reload()
    await expect(page.locator(".turn.agent")).to_contain_text(SCRIPT)
    assert await page.evaluate("window.hit") is None


async def test_an_address_in_the_words_is_linked_only_when_a_field_holds_it(page: Page, site: Site) -> None:
    text = f"[Status]({samples.STATUS_URL}) and [elsewhere](https://evil.example/) and https://evil.example/"
    site.chat.append(says(samples.answer(text=text)))
    answer = await asked(page)
    links = answer.locator(".words a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", f"{samples.STATUS_URL}/")
    await expect(links).to_have_attribute("rel", "noopener noreferrer")
    await expect(answer.locator(".words")).to_contain_text("[elsewhere](https://evil.example/)")


async def test_markup_without_an_end_is_read_in_no_time(page: Page, site: Site) -> None:
    site.chat.append(says(samples.answer(text=f"{'**a ' * 3000}\n{'[x](' * 3000}\n{'`' * 3001}\n{'* ' * 3000}")))
    answer = await asked(page)
    await expect(answer.locator(".words")).to_contain_text("[x]([x](")


async def test_the_policy_would_stop_an_inline_script(page: Page) -> None:
    """Without this the silence of the other tests would prove nothing."""
    await visit(page)
    stopped = await page.evaluate(
        """() => {
          try { document.body.innerHTML = "<p>"; return "ran"; } catch (error) { return error.name; }
        }"""
    )
    assert stopped == "TypeError"
    await page.evaluate("window.refused.length = 0")


class _Markup(HTMLParser):
    """Collects what the policy is about: inline script and style, handlers, and addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(f"{tag}.{name}", value) for name, value in attrs]


@pytest.mark.parametrize("file", ["index.html", "chat.html"])
async def test_a_page_holds_nothing_inline_and_loads_only_our_own_files(file: str) -> None:
    markup = _Markup((PAGES / file).read_text())
    names = [name.partition(".")[2] for name, _ in markup.attributes]
    assert "style" not in markup.tags
    assert not [name for name in names if name == "style" or name.startswith("on")]
    assert markup.tags.count("script") == len([name for name, _ in markup.attributes if name == "script.src"])
    loaded = [value for name, value in markup.attributes if name in {"script.src", "link.href"} and value]
    assert all(value.startswith(("/demo/", "/widget/signpost.js", "data:image/svg+xml,")) for value in loaded)
    assert all((PAGES / value.removeprefix("/demo/")).is_file() for value in loaded if value.startswith("/demo/"))


def ours() -> list[Path]:
    return sorted(path for path in WIDGET.rglob("*.*") if path.suffix in {".js", ".css"})


@pytest.mark.parametrize("file", ours(), ids=lambda path: path.name)
async def test_no_file_names_another_host_or_reads_text_as_html(file: Path) -> None:
    text = read(file).replace("http://www.w3.org/2000/svg", "")
    for never in ("http://", "https://", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert never not in text
