"""The model's writer: what holds is shown as it comes, and whatever a model does the answer is whole and in time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.models import Outcome, Question, Sentence
from bot.writers.breaker import Breaker
from bot.writers.prompt import STYLES
from tests.bot.writers.asking import a_guest, an_assistant
from tests.builders import CONVERSATIONS, a_report, an_incident
from tests.llm_server import FAULTS, material, model_server, repeats, written

STEPS = Question("chatgpt says 502 bad gateway")
AT_ONCE = 6


async def answered(url, question=STEPS, report=None, **given):
    """Ask once; return the answer, what was streamed, and the guest."""
    guest = a_guest(url, **given)
    pieces = [piece async for piece in an_assistant(guest, report).stream(question)]
    return pieces[-1], [one for one in pieces if isinstance(one, Sentence)], guest


def friendlier(body):
    """A model that trims and warms: it drops what is not needed and says please."""
    first, *others = material(body)["sections"]
    said = [("Please just reload the ChatGPT page once.", [first["id"]])]
    return written(*said, *((one["text"].split(". ")[0] + ".", [one["id"]]) for one in others))


async def test_what_holds_is_shown_with_the_guides_citation():
    async with model_server(friendlier) as server:
        answer, streamed, guest = await answered(server.url)
    assert answer.writer == "llm"
    assert "Please just reload the ChatGPT page once. [1]" in answer.text
    assert streamed == list(answer.sentences)
    assert guest.usage.ended == {"told": 1}


async def test_cautions_status_and_offers_stay_word_for_word():
    async with model_server(friendlier) as server:
        answer, _, _ = await answered(server.url)
    plain = await an_assistant(None).ask(STEPS)
    kept = [one for one in plain.sentences if one.origin in ("status", "wording")]
    assert [one for one in answer.sentences if one.origin in ("status", "wording")] == kept
    assert "Wait 60-90 seconds before you reload ChatGPT a second time." in answer.text
    assert answer.steps == plain.steps


async def test_verified_sentences_are_streamed_before_the_model_is_done():
    async with model_server(repeats, "hang after") as server:
        assistant = an_assistant(a_guest(server.url, first=3.0, last=3.0))
        stream = assistant.stream(STEPS)
        assert await anext(stream)
        first = await anext(stream)
        assert first.origin == "status"
        await stream.aclose()


async def test_the_models_order_does_not_move_the_answers_parts():
    def backwards(body):
        first, *others = material(body)["sections"]
        return written(*((one["text"].split(". ")[0] + ".", [one["id"]]) for one in (*others, first)))

    async with model_server(backwards) as server:
        answer, _, _ = await answered(server.url)
    numbers = [number for one in answer.sentences for number in one.citations]
    assert numbers == sorted(numbers)


async def test_too_few_sentences_that_hold_give_the_guides_own_words():
    def mostly_lies(body):
        first = material(body)["sections"][0]
        return written(*((f"Buy a new laptop number {number}.", [first["id"]]) for number in range(5)))

    async with model_server(mostly_lies) as server:
        answer, _, guest = await answered(server.url)
    assert (answer.writer, guest.usage.ended) == ("extractive", {"too_few": 1})
    assert answer.text == (await an_assistant(None).ask(STEPS)).text


@pytest.mark.parametrize(
    ("message", "outcome"),
    [("hello", Outcome.GREETED), ("I want to talk to a human", Outcome.ESCALATED_REQUESTED)],
)
async def test_our_own_wording_asks_no_model(message, outcome):
    async with model_server() as server:
        answer, _, _ = await answered(server.url, Question(message))
        assert (answer.outcome, answer.writer, server.bodies) == (outcome, "extractive", [])


async def test_what_is_only_gone_through_again_asks_no_model():
    async with model_server() as server:
        answer, _, _ = await answered(server.url, replace(STEPS, recalled=True))
        assert (answer.writer, server.bodies) == ("extractive", [])


@pytest.mark.parametrize(("lies", "writer"), [(True, "extractive"), (False, "llm")])
async def test_a_suggestion_in_another_style_is_held_to_the_same_checks(lies, writer):
    def obliging(body):
        assert STYLES["friendlier"] in body["messages"][0]["content"]
        first = material(body)["sections"][0]["id"]
        return written(("Do not worry, we will refund you 20 dollars.", [first])) if lies else friendlier(body)

    async with model_server(obliging) as server:
        answer, streamed, _ = await answered(server.url, replace(STEPS, style="friendlier"))
    assert answer.writer == writer
    assert "refund" not in "".join(one.text for one in streamed)


async def test_a_language_that_cannot_be_checked_asks_no_model():
    async with model_server() as server:
        answer, _, _ = await answered(server.url, Question("ChatGPTに502エラーが表示されます。どうすればいいですか"))
        assert (answer.language, answer.writer, server.bodies) == ("ja", "extractive", [])


async def test_a_model_of_the_wrong_language_is_not_shown():
    def german(body):
        return written(*(("Lade die Seite einmal neu.", [one["id"]]) for one in material(body)["sections"]))

    async with model_server(german) as server:
        answer, streamed, _ = await answered(server.url)
    assert answer.writer == "extractive"
    assert "Lade" not in "".join(one.text for one in streamed)


async def test_an_address_that_knows_no_schemas_is_asked_without_one():
    async with model_server(structured=False) as server:
        guest = a_guest(server.url)
        assistant = an_assistant(guest)
        assert [(await assistant.ask(STEPS)).writer for _ in range(2)] == ["llm", "llm"]
    forms = [body.get("response_format", {}).get("type") for body in server.bodies]
    assert forms == ["json_schema", "json_object", None, None]


async def test_prose_around_the_object_is_tolerated():
    def chatty(body):
        return f"Sure, here you are:\n```json\n{repeats(body)}\n```\nAnything else?"

    async with model_server(chatty, structured=False) as server:
        answer, _, _ = await answered(server.url)
    assert answer.writer == "llm"


async def test_no_key_is_needed_for_an_address_that_needs_none():
    async with model_server() as server:
        await answered(server.url)
    assert "authorization: bearer none" in server.headers[0].lower()


@pytest.mark.parametrize("fault", ["refused", *FAULTS])
async def test_every_fault_ends_in_a_whole_answer_in_time(fault):
    """Several at once: each answer is the extractive one, none hangs, and no half answer stands."""
    plain = await an_assistant(None).ask(STEPS)
    red = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()])
    async with model_server(repeats, "" if fault == "refused" else fault) as server:
        url = "http://127.0.0.1:9/v1" if fault == "refused" else server.url
        guest = a_guest(url, first=0.4, last=0.8)
        await guest.model._loaded()
        assistant = an_assistant(guest)
        async with asyncio.timeout(60):
            answers = await asyncio.gather(*(assistant.ask(STEPS) for _ in range(AT_ONCE)))
            other = await an_assistant(guest, red).ask(Question("is chatgpt down?"))
    assert {(one.writer, one.text, one.steps) for one in answers} == {("extractive", plain.text, plain.steps)}
    assert other.outcome is Outcome.ANSWERED_STATUS
    assert guest.usage.ended.total() == AT_ONCE + 1
    assert "told" not in guest.usage.ended


async def test_what_keeps_failing_is_left_alone_for_a_while():
    now = [0.0]
    async with model_server(repeats, "500") as server:
        guest = a_guest(server.url, breaker=Breaker(lambda: now[0]))
        assistant = an_assistant(guest)
        for _ in range(5):
            await assistant.ask(STEPS)
        assert len(server.bodies) == 3
        server.fault, now[0] = "", 31.0
        assert (await assistant.ask(STEPS)).writer == "llm"
    assert guest.usage.ended == {"failed": 3, "resting": 2, "told": 1}


async def test_a_model_that_limits_us_is_left_alone_at_once():
    async with model_server(repeats, "429") as server:
        guest = a_guest(server.url)
        for _ in range(2):
            await an_assistant(guest).ask(STEPS)
    assert guest.usage.ended == {"rate_limited": 1, "resting": 1}


async def test_over_budget_the_guides_own_words_answer():
    async with model_server() as server:
        answer, _, guest = await answered(server.url, tokens=100)
        assert (answer.writer, server.bodies) == ("extractive", [])
    assert guest.usage.ended == {"over_budget": 1}


async def test_tokens_are_counted_and_what_was_only_reserved_is_given_back():
    async with model_server() as server:
        _, _, guest = await answered(server.url)
    assert 0 < guest.budget.used == guest.usage.tokens_in + guest.usage.tokens_out


async def test_a_reader_who_leaves_gives_the_budget_and_the_try_back():
    async with model_server(repeats, "hang after") as server:
        guest = a_guest(server.url)
        asking = asyncio.create_task(an_assistant(guest).ask(STEPS))
        while not server.bodies:  # noqa: ASYNC110 - the server is in this loop and tells nobody
            await asyncio.sleep(0.01)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    assert guest.usage.ended == {"left": 1}
    assert guest.breaker.admits()
