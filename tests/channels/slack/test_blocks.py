"""Every answer becomes messages that Slack takes, with everything in them that can be pressed."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import Citation, Escalation, Outcome, StepOffer
from bot.wording import languages as spoken
from channels.slack.blocks import alert, note, render, status_blocks
from channels.slack.compose import post
from channels.slack.models import Job, Kind, Place
from channels.slack.stream import Stream
from channels.slack.web import Web
from evaluation.datasets import load
from evaluation.factory import open_subject
from evaluation.settings import EvaluationSettings
from tests.api.conftest import ENGLISH, english_index
from tests.bot.conversations.builders import a_talk
from tests.bot.conversations.builders import an_answer as an_answer_of
from tests.builders import CONVERSATIONS, a_report, an_incident
from tests.channels.slack.check import problems, texts
from tests.slack_server import TOKEN

RED = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident(title="<!channel> [x](y)")])


def an_answer():
    return an_answer_of(a_talk(), status=a_report(), escalation=None)


def wrong(messages) -> list[str]:
    return [
        problem
        for one in messages
        for problem in problems(
            "chat.postMessage", {"text": one.text, "blocks": list(one.blocks), "unfurl_links": False}
        )
    ]


def pressed(messages, kind: str) -> list[dict]:
    """Return the buttons of one kind, in the order they are shown."""
    elements = [element for one in messages for block in one.blocks for element in block.get("elements", [])]
    return [element for element in elements if element.get("action_id", "").startswith(f"{kind}:")]


def a_step(number: int, **more) -> StepOffer:
    return StepOffer(f"step-{number}", f"Step {number}", "Section", None, "Do it.", None, 1, **more)


def test_one_offered_step_has_its_three_results():
    answer = replace(an_answer(), steps=(a_step(1),))
    buttons = pressed(render(answer), "attempt")
    assert [json.loads(one["value"]) for one in buttons] == [
        {"a": answer.id, "s": "step-1", "v": None, "r": result} for result in ("worked", "did_not_work", "cannot_do")
    ]


def test_several_steps_say_which_buttons_are_whose():
    shown = render(replace(an_answer(), steps=(a_step(1), a_step(2))))
    asked = [block["text"]["text"] for one in shown for block in one.blocks if block["type"] == "section"]
    assert [text for text in asked if "Step" in text] == ["What came of “Step 1”?", "What came of “Step 2”?"]
    assert len(pressed(shown, "attempt")) == 6


def test_an_outage_is_a_banner_with_its_age_and_a_wish_to_be_told():
    answer = an_answer()
    blocked = replace(answer, status=RED, verdict=replace(answer.verdict, row="A"))
    [message] = render(blocked)
    banner = message.blocks[0]
    assert (banner["type"], banner["level"]) == ("alert", "error")
    assert "seconds ago" in banner["text"]["text"] or "just now" in banner["text"]["text"]
    assert len(pressed([message], "notify")) == 1
    assert pressed(render(replace(answer, status=a_report())), "notify") == []


def test_a_green_page_is_no_banner():
    assert alert(a_report(), "en") == ()


def test_who_asked_for_a_person_is_not_offered_one_again():
    answer = an_answer()
    assert len(pressed(render(answer), "human")) == 1
    assert pressed(render(replace(answer, outcome=Outcome.ESCALATED_REQUESTED)), "human") == []


def test_a_draft_has_nothing_to_press():
    messages = render(replace(an_answer(), steps=(a_step(1),)), buttons=False)
    assert [block["type"] for one in messages for block in one.blocks if "actions" in block["type"]] == []


def test_a_long_answer_is_split_and_pressed_under_its_end():
    answer = replace(an_answer(), text="\n\n".join(f"Paragraph {n}: " + "words " * 60 for n in range(80)))
    messages = render(answer)
    assert len(messages) > 1
    assert wrong(messages) == []
    assert pressed(messages[:-1], "human") == []
    assert len(pressed(messages[-1:], "human")) == 1
    shown = "".join(block["text"] for one in messages for block in one.blocks if block["type"] == "markdown")
    assert all(f"Paragraph {n}:" in shown for n in range(80))


def test_links_lead_only_where_the_answer_points():
    away = "https://away.example/contact"
    text = f"Go [there]({away}) or [elsewhere](https://evil.example) now."
    closed = " ".join(texts([one.blocks for one in render(replace(an_answer(), text=text))]))
    assert "evil.example" not in closed
    assert away not in closed
    escalated = replace(an_answer(), text=text, escalation=Escalation("asked", away, "/x"))
    assert f"[there]({away})" in " ".join(texts([one.blocks for one in render(escalated)]))


wild = st.text(max_size=60) | st.sampled_from(["<!channel>", "@here <@U1234567>", "x" * 5000, "```\n" * 30, "", "\n"])


@given(wild, wild, wild, st.integers(0, 12), st.sampled_from(spoken()))
@settings(max_examples=60, deadline=None)
def test_whatever_an_answer_says_slack_takes_it(text, title, url, count, language):
    cited = tuple(Citation(n, "a#b", "a", title, title or None, text, url) for n in range(1, count + 1))
    steps = tuple(replace(a_step(n), title=title) for n in range(count))
    answer = replace(
        an_answer(),
        text=text * 3,
        language=language,
        citations=cited,
        steps=steps,
        suggested_replies=(title, text, "Still not working") * 3,
        status=replace(RED, source=title, url=url),
        status_summary=text,
    )
    assert wrong(render(answer)) == []
    assert wrong([note(text)]) == []
    home = {"view": {"blocks": list(status_blocks(answer.status, language))}}
    assert problems("views.publish", home) == []


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The first message of every dialogue, answered with the hashing model under the status it names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KNOWLEDGE_MODEL", "hashing")
        patch.setenv("KNOWLEDGE_GUIDES", str(ENGLISH))
        folder = tmp_path_factory.mktemp("dialogues")
        shutil.copytree(english_index(), folder / "work" / "index")
        return asyncio.run(first_answers(folder))


async def first_answers(folder):
    settings = EvaluationSettings(results=folder)
    dialogues = load(settings.data).dialogues
    async with open_subject(settings) as subject:
        return [await subject.ask(one.turns[0].says, one.turns[0].status or one.status) for one in dialogues]


async def test_every_answer_of_the_dialogues_can_be_streamed_without_changing_what_was_read(asked, slack):
    """What streams is how the finished message begins, so its end only adds; Slack takes each call of it."""
    web = Web(TOKEN, slack.url)

    async def begin(arguments):
        return (await web.call("chat.startStream", arguments))["ts"]

    for number, answer in enumerate(asked):
        stream = Stream(Job(Kind.ASK, "event:Ev1", "T1", "C1", f"1699.{number}", person="U1"), web, begin, after=0)
        stream.start("", answer.language)
        for piece in (answer.status, *answer.sentences):
            stream.add(piece)
        await stream.settle()
        [final] = post(Place("T1", "C1", f"1699.{number}"), render(answer))
        await stream.end(final)
    await web.aclose()
    assert len(slack.replies) == len(asked)
    assert slack.of("chat.update") == []
    assert (slack.refused, slack.growing) == ([], set())


def test_every_answer_of_the_dialogues_is_taken_by_slack_in_one_message(asked):
    assert len({answer.outcome for answer in asked}) >= 4
    assert [(answer.text[:60], found) for answer in asked if (found := wrong(render(answer)))] == []
    assert [answer.text[:60] for answer in asked if len(render(answer)) != 1] == []
