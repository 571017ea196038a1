"""The agents' panel: signing in, reading the brief, replying, handing over; over a scripted API."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from bot.wording import languages
from tests.e2e import samples
from tests.e2e.desk import DRAFT, OTHER, REF, brief, row, said, talk
from tests.e2e.sitting import draft, opened, reply, sign_in, sitting
from tests.status.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


async def test_nothing_is_read_before_somebody_signed_in(browser: Browser) -> None:
    async with sitting(browser, signed_in=False) as (desk, page):
        await expect(page.get_by_role("heading", name="Sign in as an agent")).to_be_visible()
        assert {one.path for one in desk.calls} == {"/v1/session"}
        await sign_in(page, "sk_right")
        await expect(page.locator(".row-button")).to_have_count(1)
        await expect(page.locator(".top")).to_contain_text("Mia")
        assert desk.made("/v1/session") == [{"key": "sk_right"}]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("sk_wrong", "not accepted"),
        ("sk_search", "scope “assist”"),
        ("limited", "wait 4 min"),
        ("  ", "enter your key"),
    ],
)
async def test_a_refused_key_is_told_in_words_and_the_field_stays(browser: Browser, key: str, words: str) -> None:
    async with sitting(browser, signed_in=False) as (_, page):
        await sign_in(page, key)
        await expect(page.get_by_role("alert")).to_contain_text(words)
        await expect(page.get_by_label("Agent key")).to_be_focused()


async def test_a_session_that_ended_is_renewed_over_the_page_and_the_reply_is_still_sent(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await reply(page).fill("One moment, I look into it.")
        desk.signed_in = False
        await page.locator("#send").click()
        await sign_in(page, "sk_right")
        await expect(page.locator(".turn.agent")).to_contain_text("One moment, I look into it.")
        assert [one["text"] for one in desk.made(f"/v1/conversations/{REF}/replies")][
            -1
        ] == "One moment, I look into it."
        await expect(page.locator("dialog")).to_have_count(0)


async def test_an_unattended_page_signs_out_and_hides_what_customers_wrote(browser: Browser) -> None:
    async with sitting(browser) as (desk, page):
        await page.clock.install()
        await page.goto("/assist")
        await expect(page.locator(".row-button")).to_be_visible()
        await page.clock.fast_forward("31:00")
        await expect(page.get_by_role("dialog", name="Sign in as an agent")).to_be_visible()
        assert len(desk.made("/v1/session", "DELETE")) == 1


async def test_looking_again_by_itself_keeps_nobody_signed_in(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await expect(page.locator(".turn").first).to_be_visible()
        reads = [one for one in desk.calls if one.method == "GET" and one.path.startswith("/v1/assist/")]
        assert len(reads) >= 2
        assert [one.path for one in reads if one.headers.get("x-background") != "1"] == []


async def test_a_token_of_an_older_session_is_read_anew(browser: Browser) -> None:
    """Another tab signed in meanwhile: the cookie is new, the token here is not."""
    async with opened(browser) as (desk, page):
        desk.csrf = "proof-of-another-tab"
        await page.locator("#hold").click()
        await expect(page.locator(".holder").first).to_contain_text("You have this conversation")


async def test_the_brief_says_what_is_known(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        shown = page.locator("#brief")
        for words in (
            "clearing the cache did not help",
            "Clear your browser cache",
            "did not work",
            "cleared my cache",
            "OpenAI status shows no open incident.",
            "Nothing is posted that matches; most likely something local",
            "It works on another network.",
            "No open incident is posted",
            "read 12 seconds ago",
            "Not among the 2 they have tried",
            "Does it also fail on mobile data with Wi-Fi off?",
            OTHER,
        ):
            await expect(shown).to_contain_text(words)
        await expect(shown).not_to_contain_text("just_you")


async def test_each_sentence_shows_its_source_when_it_is_looked_at(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        quote = page.locator("#quote")
        sentences = page.locator(".sentence")
        await sentences.nth(1).focus()
        await expect(quote).to_contain_text("No section of the guide")
        await sentences.nth(0).hover()
        await expect(quote.locator("blockquote")).to_contain_text("wait 30 seconds")
        await sentences.nth(0).click()
        chosen = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
        assert await draft(page).evaluate(chosen) == DRAFT.split("\n\n", maxsplit=1)[0]


async def test_a_sentence_that_was_taken_out_is_marked(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        await draft(page).fill(DRAFT.split("\n\n")[1])
        await expect(page.locator(".sentences .gone")).to_have_count(1)
        await expect(page.locator(".sentences .gone")).to_contain_text("Please restart")


async def test_a_question_worth_asking_goes_into_the_draft(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        await page.get_by_role("button", name="Does it also fail on mobile data").click()
        await expect(draft(page)).to_have_value(f"{DRAFT}\n\nDoes it also fail on mobile data with Wi-Fi off?")
        await expect(draft(page)).to_be_focused()


async def test_inserting_sends_nothing_and_sending_does(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await page.locator("#insert").click()
        await expect(reply(page)).to_have_value(DRAFT)
        await expect(reply(page)).to_be_focused()
        assert desk.made(f"/v1/conversations/{REF}/replies") == []
        await page.locator("#send").click()
        await expect(page.locator(".turn.agent")).to_contain_text("Please restart your modem")
        await expect(reply(page)).to_have_value("")
        assert desk.made(f"/v1/conversations/{REF}/replies") == [{"text": DRAFT, "suggestion_id": "g_1"}]
        await expect(page.locator(".holder").first).to_contain_text("The assistant is silent")
        await until(lambda: bool(desk.events("sent")))
        assert [one["kind"] for one in desk.made("/v1/assist/events")] == ["shown", "inserted", "sent"]


async def test_changes_are_told_as_a_share_when_the_reply_is_sent(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await page.locator("#insert").click()
        await reply(page).fill("x" * len(DRAFT))
        await page.locator("#send").click()
        await expect(reply(page)).to_have_value("")
        await until(lambda: bool(desk.events("edited")))
        assert [one["distance"] for one in desk.events("edited")] == [pytest.approx(1, abs=0.05)]


async def test_inserting_never_overwrites_a_reply_that_was_begun(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        await reply(page).fill("Hello Ana,")
        await page.locator("#insert").click()
        await expect(reply(page)).to_have_value(f"Hello Ana,\n\n{DRAFT}")


async def test_an_own_reply_carries_no_suggestion(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await reply(page).fill("I take this over.")
        await page.locator("#send").click()
        await expect(reply(page)).to_have_value("")
        assert desk.made(f"/v1/conversations/{REF}/replies") == [{"text": "I take this over."}]
        assert desk.events("sent") == []


async def test_a_reply_that_failed_is_kept_and_goes_out_once(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await reply(page).fill("Please wait.")
        desk.broken = True
        await page.locator("#send").click()
        await expect(page.locator(".talk [role=alert]")).to_contain_text("Something went wrong on our side")
        await expect(page.locator("body")).not_to_contain_text("Secret words")
        await expect(reply(page)).to_have_value("Please wait.")
        desk.broken = False
        await page.locator("#send").click()
        await expect(reply(page)).to_have_value("")
        keys = [one.headers["idempotency-key"] for one in desk.calls if one.path.endswith("/replies")]
        assert len(keys) == 2
        assert len(set(keys)) == 1


async def test_dismissing_asks_why_and_can_be_undone(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await page.locator("#dismiss").click()
        await page.get_by_role("button", name="Too long").click()
        await expect(draft(page)).to_have_value("")
        assert desk.events("dismissed") == [{"suggestion_id": "g_1", "kind": "dismissed", "reason": "too_long"}]
        await page.get_by_role("button", name="Bring it back").click()
        await expect(draft(page)).to_have_value(DRAFT)


async def test_copying_says_so_and_tells_the_share_that_was_changed(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await draft(page).fill("Short.")
        await page.locator("#copy").click()
        await expect(page.locator("#draft-state")).to_have_text("Copied.")
        assert await page.evaluate("navigator.clipboard.readText()") == "Short."
        await until(lambda: bool(desk.events("edited")))
        assert {one["kind"] for one in desk.made("/v1/assist/events")} == {"shown", "copied", "edited"}


async def test_a_conversation_is_shown_as_it_happens(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        before = desk.talks[REF]
        desk.talks[REF] = {**before, "turns": [*before["turns"], said("user", "Now it says 504.")]}
        await expect(page.locator(".turn.user").last).to_contain_text("Now it says 504.")
        await expect(page.locator("#announce")).to_contain_text("Customer: Now it says 504.")


async def test_holding_and_giving_back(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        holder = page.locator(".holder").first
        await expect(holder).to_contain_text("The assistant answers here")
        await page.locator("#hold").click()
        await expect(holder).to_contain_text("You have this conversation. The assistant is silent.")
        await page.locator("#hold").click()
        await expect(holder).to_contain_text("The assistant answers here")
        assert [one["held"] for one in desk.made(f"/v1/assist/conversations/{REF}/hold")] == [True, False]


async def test_who_has_a_conversation_is_named_when_another_agent_is_first(browser: Browser) -> None:
    async with opened(browser, held_by_another="Ben") as (_, page):
        await page.locator("#hold").click()
        await expect(page.locator(".talk [role=alert]")).to_contain_text("Ben has this conversation.")
        await reply(page).fill("Hello")
        await page.locator("#send").click()
        await expect(page.locator(".talk [role=alert]")).to_contain_text("Ben has this conversation.")
        await expect(reply(page)).to_have_value("Hello")


async def test_the_queue_is_claimed_and_closed(browser: Browser) -> None:
    item = {
        "ref": REF,
        "handoff_id": "h_1",
        "created_at": samples.now(),
        "updated_at": samples.now(),
        "summary": "502 since this morning, three steps did not help.",
        "language": "en",
        "channel": "widget",
        "symptom": "bad-gateway",
        "claimed_by": None,
        "claimed_at": None,
        "closed_at": None,
        "contact": True,
    }
    async with sitting(browser, queue=[item]) as (desk, page):
        await page.get_by_role("button", name="Handoffs").click()
        entry = page.get_by_role("listitem", name=f"Handoff {REF}")
        await expect(entry).to_contain_text("three steps did not help")
        await entry.get_by_role("button", name="Claim").click()
        await expect(entry).to_contain_text("with Mia")
        await expect(page.locator(".talk h2")).to_contain_text(REF)
        await entry.get_by_role("button", name="Close").click()
        await expect(page.locator(".queue")).to_contain_text("No handoff waits.")
        assert [one.path.rsplit("/", 1)[1] for one in desk.calls if "/queue/" in one.path] == ["claim", "close"]


async def test_one_message_goes_to_those_who_were_chosen_and_says_whom_it_missed(browser: Browser) -> None:
    down = brief(status=samples.status("outage", incidents=[samples.incident()]))
    waiting = [row(REF), row(OTHER, "502 here too", held_by="Ben"), row("r_3", "me too")]
    async with opened(browser, briefs=[down], waiting=waiting) as (desk, page):
        await page.locator("#broadcast").click()
        dialog = page.get_by_role("dialog", name="Message everyone waiting")
        await expect(dialog.get_by_role("checkbox")).to_have_count(3)
        await expect(dialog).to_contain_text("502 here too")
        await dialog.get_by_role("checkbox").nth(2).uncheck()
        await dialog.get_by_label("Message").fill("We know, and we tell you when it is over.")
        assert desk.made("/v1/assist/broadcast") == []
        await dialog.get_by_role("button", name="Send to 2 conversations").click()
        await expect(dialog).to_contain_text("Sent to 1 conversation.")
        await expect(dialog).to_contain_text(f"{OTHER}: Another agent has it.")
        assert desk.made("/v1/assist/broadcast") == [
            {"text": "We know, and we tell you when it is over.", "refs": [REF, OTHER]}
        ]


async def test_nobody_is_broadcast_to_while_nothing_is_posted(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        await expect(page.locator("#broadcast")).to_have_count(0)


async def test_an_answer_is_explained_with_what_was_rejected(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        await page.locator("#explain").click()
        dialog = page.get_by_role("dialog", name="How this answer came about")
        for words in (
            "nothing is posted and two steps",
            "Rejected hits (1)",
            "0.120",
            "grounded",
            "search.dense",
            "11.0",
        ):
            await expect(dialog).to_contain_text(words)
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(page.locator("#explain")).to_be_focused()


async def test_a_pasted_transcript_gets_a_brief_and_no_reply_field(browser: Browser) -> None:
    async with sitting(browser) as (desk, page):
        await page.get_by_role("button", name="Paste").click()
        await page.get_by_label("Transcript").fill("Customer: 502 all day\nAgent: did you restart?\nyes, twice")
        await page.get_by_role("button", name="Suggest a reply").click()
        await expect(draft(page)).to_have_value(DRAFT)
        await expect(reply(page)).to_have_count(0)
        assert desk.made("/v1/assist/suggest") == [
            {
                "transcript": [
                    {"role": "customer", "text": "502 all day"},
                    {"role": "agent", "text": "did you restart?\nyes, twice"},
                ]
            }
        ]


async def test_a_customers_language_can_be_told_where_their_words_do_not_tell_it(browser: Browser) -> None:
    async with sitting(browser) as (desk, page):
        await page.get_by_role("button", name="Paste").click()
        language = page.get_by_label("Customer’s language")
        offered = [await one.get_attribute("value") for one in await language.locator("option").all()]
        assert sorted(offered) == sorted(["", *languages()])
        await page.get_by_label("Transcript").fill("502")
        await language.select_option("German")
        await page.get_by_role("button", name="Suggest a reply").click()
        await expect(draft(page)).to_have_value(DRAFT)
        assert desk.made("/v1/assist/suggest") == [
            {"transcript": [{"role": "customer", "text": "502"}], "locale": "de"}
        ]


async def test_similar_conversations_open(browser: Browser) -> None:
    async with opened(browser) as (_, page):
        await page.get_by_role("button", name=OTHER).click()
        await expect(page.locator(".talk h2")).to_contain_text(OTHER)


async def test_a_conversation_that_was_erased_says_so(browser: Browser) -> None:
    async with sitting(browser, talks={OTHER: talk(OTHER)}) as (_, page):
        await page.locator(".row-button").first.click()
        await expect(page.locator(".talk [role=alert]")).to_contain_text("no longer here")


async def test_the_loop_by_keyboard_alone(browser: Browser) -> None:
    async with sitting(browser) as (desk, page):
        await expect(page.locator(".row-button")).to_be_visible()
        await tab_to(page, ".row-button")
        await page.keyboard.press("Enter")
        await expect(draft(page)).to_have_value(DRAFT)
        await tab_to(page, "#draft")
        await page.keyboard.press("Control+End")
        await page.keyboard.type(" Thank you.")
        await page.keyboard.press("Alt+i")
        await expect(reply(page)).to_be_focused()
        await page.keyboard.press("Alt+Enter")
        await expect(page.locator(".turn.agent")).to_contain_text("Thank you.")
        await until(lambda: len(desk.events("edited")) == 1)


async def tab_to(page: Page, target: str) -> None:
    """Press Tab until this has the focus; a trap ends the test."""
    for _ in range(60):
        if await page.evaluate(f"document.activeElement.matches({target!r})"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the focus never reached {target}")


async def test_shortcuts_are_listed_and_can_be_switched_off(browser: Browser) -> None:
    async with opened(browser) as (desk, page):
        await page.keyboard.press("Alt+/")
        dialog = page.get_by_role("dialog", name="Shortcuts")
        await expect(dialog).to_contain_text("Insert the suggestion")
        await dialog.get_by_label("Use these shortcuts").uncheck()
        await page.keyboard.press("Escape")
        await page.keyboard.press("Alt+r")
        await page.keyboard.press("Alt+i")
        await expect(reply(page)).to_have_value("")
        assert len(desk.made("/v1/assist/suggest")) == 1
