"""Whole talks in Slack: follow-ups, people who take over, buttons, agents, and being told the end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.models import Author
from tests.api.routes.test_notify import reads
from tests.channels.slack.check import texts
from tests.channels.slack.sending import event, mention, message, press
from tests.slack_server import Call
from tests.status.waiting import until

HERE = {"ts": "1699.1", "user": "U1"}
THREAD = {"thread_ts": "1699.1", "channel": "C1"}


def said(call: Call) -> str:
    return " ".join(texts(call.arguments))


def button(call: Call, kind: str, number: int = 0, **value: Any) -> dict[str, Any]:
    """Return a button of a posted message as Slack sends it back."""
    elements = [element for block in call.arguments["blocks"] for element in block.get("elements", [])]
    found = [element for element in elements if element.get("action_id", "").startswith(f"{kind}:")]
    if kind == "feedback":
        found = [{**found[0], "value": found[0][f"{value['rating']}_button"]["value"]}]
    return {name: found[number][name] for name in ("type", "action_id", "value")}


def in_thread(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return press(element, message={"ts": "1700.1", "thread_ts": "1699.1"}, **more)


async def test_who_asked_goes_on_without_a_mention(joined):
    async with joined() as bot:
        await bot.says(mention(1, **HERE))
        [reply] = await bot.says(message(2, "refreshed, still the same", ts="1699.2", user="U1", **THREAD))
    assert reply.arguments["thread_ts"] == "1699.1"
    assert "already tried" in said(reply) or "Clear" in said(reply)


async def test_once_somebody_else_helps_we_are_silent_until_called_again(joined):
    async with joined() as bot:
        await bot.says(mention(1, **HERE))
        for number, user in ((2, "U9"), (3, "U1"), (4, "U9")):
            await bot.send(message(number, "let me help", ts=f"1699.{number}", user=user, **THREAD))
        await bot.settled()
        assert len(bot.slack.replies) == 1
        await bot.says(message(5, "<@UBOT> is it down?", ts="1699.5", user="U9", **THREAD))
        await bot.settled()
    assert len(bot.slack.replies) == 2


async def test_a_pressed_result_is_an_attempt_and_counts_once(joined):
    async with joined() as bot:
        [first] = await bot.says(mention(1, **HERE))
        failed = button(first, "attempt", 1)
        [second] = await bot.says(in_thread(failed))
        await bot.send(in_thread(failed))
        await bot.settled()
    step = json.loads(failed["value"])["s"]
    assert json.loads(button(second, "attempt")["value"])["s"] != step
    assert second.arguments["thread_ts"] == "1699.1"
    assert len(bot.slack.replies) == 2


@pytest.mark.parametrize("value", ["", "{", "[]", '{"a": "a_nobody"}', '{"a": 7, "s": "refresh", "r": "worked"}'])
async def test_a_button_that_is_not_ours_does_nothing(joined, value):
    async with joined() as bot:
        for kind in ("attempt", "human", "share", "feedback", "release", "notify", "reply"):
            pressed = press({"type": "button", "action_id": f"{kind}:0", "value": value})
            assert (await bot.send(pressed)).status_code == 200
        await bot.settled()
    assert [call.method for call in bot.slack.calls] == ["auth.test"]


async def test_a_vote_is_kept_and_thanked_for_where_only_the_voter_sees_it(joined):
    async with joined() as bot:
        [first] = await bot.says(mention(1, **HERE))
        element = button(first, "feedback", rating="negative")
        [thanks] = await bot.says(in_thread(element, user="U1"), method="chat.postEphemeral")
        votes = await _votes(bot)
    assert thanks.arguments["user"] == "U1"
    assert votes == [(json.loads(element["value"])["a"], "down")]


async def _votes(bot):
    from sqlalchemy import select

    from bot.conversations.tables import votes
    from infra.database import engine_for, reading

    engine = engine_for(f"sqlite:///{bot.folder / 'data' / 'signpost.db'}")
    async with reading(engine) as connection:
        found = (await connection.execute(select(votes.c.answer_id, votes.c.rating))).all()
    await engine.dispose()
    return [tuple(row) for row in found]


async def test_a_person_takes_over_and_their_words_come_back(joined):
    """The packet goes to the agents' channel; an answer in its thread reaches the asker; then we are silent."""
    async with joined(handoff_channel="CAGENTS") as bot:
        [first] = await bot.says(mention(1, **HERE))
        answered, packet, told = await bot.says(in_thread(button(first, "human")), 3)
        assert packet.arguments["channel"] == "CAGENTS"
        assert "chatgpt says 502 bad gateway" in said(packet)
        assert "A person has everything" in said(told)
        desk = {"channel": "CAGENTS", "thread_ts": packet.ts}
        [word] = await bot.says(message(3, "Hi, Kim here. <!channel>", ts="1800.1", user="UAGENT", **desk))
        assert (word.arguments["channel"], word.arguments["thread_ts"]) == ("C1", "1699.1")
        assert word.arguments["text"] == "Hi, Kim here."
        [passed] = await bot.says(message(4, "thanks Kim", ts="1699.4", user="U1", **THREAD))
        assert (passed.arguments["channel"], passed.arguments["thread_ts"]) == ("CAGENTS", packet.ts)
        assert "thanks Kim" in said(passed)
        [back] = await bot.says(press(button(packet, "release"), user="UAGENT"), method="chat.postEphemeral")
        await bot.says(message(5, "still 502", ts="1699.5", user="U1", **THREAD))
        await bot.settled()
    assert answered.arguments["channel"] == "C1"
    assert back.arguments["user"] == "UAGENT"
    assert len(bot.slack.replies) == 7


async def test_without_an_agents_channel_the_answer_says_where_people_are(joined):
    async with joined() as bot:
        [reply] = await bot.says(mention(1, "<@UBOT> I want to talk to a human please", **HERE))
        await bot.settled()
    assert "a person can take over" in said(reply)
    assert len(bot.slack.replies) == 1


async def test_an_agent_s_reply_from_anywhere_reaches_the_thread_once(joined):
    from bot.models import Turn

    async with joined() as bot:
        [first] = await bot.says(mention(1, **HERE))
        store, front = bot.app.state.front.store, bot.app.state.front
        kept = await store.answer(json.loads(button(first, "attempt")["value"])["a"])
        talk = await store.get(kept.conversation_id)
        before = len(bot.slack.replies)
        await store.reply(talk.ref, Turn(front.slack._parts.clock(), Author.AGENT, "A person here."))
        await front.slack._parts.ledger.collect(front.slack._parts.clock(), talk.created_at)
        await front.slack._parts.ledger.collect(front.slack._parts.clock(), talk.created_at)
        await bot.settled()
    assert [call.arguments["text"] for call in bot.slack.replies[before:]] == ["A person here."]


async def test_who_waits_is_told_once_in_the_thread(joined):
    async with joined("conversations-down") as bot:
        [first] = await bot.says(mention(1, **HERE))
        assert any(block["type"] == "alert" for block in first.arguments["blocks"])
        [promise] = await bot.says(in_thread(button(first, "notify")), method="chat.postEphemeral")
        assert "I will write here once" in said(promise)
        await reads(bot, bot.folder, 3)
        await until(lambda: len(bot.slack.replies) == 2, 15)
        await bot.settled()
    assert "shows this as over" in said(bot.slack.replies[1])
    assert bot.slack.replies[1].arguments["thread_ts"] == "1699.1"


async def test_a_thread_has_so_many_turns_and_says_so_once(joined):
    async with joined(thread_turns=2) as bot:
        for number in range(1, 6):
            await bot.send(mention(number, "<@UBOT> 502", ts=f"1699.{number}", thread_ts="1699.1", user="U1"))
            await bot.settled()
    assert len(bot.slack.replies) == 3
    assert "start a new thread" in said(bot.slack.replies[2])


async def test_who_asks_too_fast_is_asked_to_wait(joined):
    async with joined(user_turns=2) as bot:
        for number in range(1, 4):
            await bot.send(mention(number, "<@UBOT> 502", user="U1"))
            await bot.settled()
    assert "Give me a minute" in said(bot.slack.replies[2])


async def test_commands_answer_only_who_typed_them(joined):
    async with joined("conversations-down") as bot:
        base = {"command": "/signpost", "team_id": "T1", "channel_id": "C1", "user_id": "U1"}
        hook = {"response_url": bot.slack.url.replace("/api/", "/hook")}
        shown = []
        for number, words in enumerate(("status", "ask chatgpt says 502", "dance")):
            sent = {**base, **hook, "text": words, "trigger_id": f"t{number}"}
            shown += await bot.says(sent, method="hook")
    assert all(call.arguments["response_type"] == "ephemeral" for call in shown)
    assert "outage" in said(shown[0])
    assert "Elevated" in said(shown[1]) or "outage" in said(shown[1])
    assert "/signpost status" in said(shown[2])


async def test_a_response_address_elsewhere_is_not_called(joined):
    async with joined() as bot:
        sent = {"command": "/signpost", "text": "status", "trigger_id": "t", "team_id": "T1", "user_id": "U1"}
        await bot.send({**sent, "response_url": bot.slack.url.replace("127.0.0.1", "localhost")})
        await bot.settled()
    assert [call.method for call in bot.slack.calls] == ["auth.test"]


async def test_the_shortcut_drafts_for_the_agent_and_posts_when_told(joined):
    async with joined() as bot:
        drafted = {
            "type": "message_action",
            "callback_id": "answer_with_guide",
            "trigger_id": "t1",
            "team": {"id": "T1"},
            "user": {"id": "UAGENT"},
            "channel": {"id": "C1"},
            "message": {"ts": "1699.1", "text": "chatgpt says 502 bad gateway"},
            "response_url": bot.slack.url.replace("/api/", "/hook"),
        }
        [draft] = await bot.says(drafted, method="hook")
        assert "only you see" in said(draft)
        assert bot.slack.replies == []
        [posted] = await bot.says(press(button(draft, "share"), user="UAGENT"))
    assert (posted.arguments["channel"], posted.arguments["thread_ts"]) == ("C1", "1699.1")
    assert "Refresh" in said(posted)


async def test_the_home_tab_and_an_empty_talk(joined):
    async with joined("conversations-down") as bot:
        [home] = await bot.says(event(1, type="app_home_opened", tab="home", user="U1"), method="views.publish")
        opened = event(2, type="app_home_opened", tab="messages", user="U1", channel="D1")
        [prompts] = await bot.says(opened, method="assistant.threads.setSuggestedPrompts")
    assert home.arguments["user_id"] == "U1"
    assert "outage" in said(home)
    assert bot.app.state.front.library.current().id in said(home)
    assert len(prompts.arguments["prompts"]) == 4


async def test_a_workspace_that_removed_us_is_forgotten(joined):
    async with joined() as bot:
        await bot.says(mention(1, **HERE))
        await bot.send(event(2, type="app_uninstalled"))
        await bot.settled()
        await bot.send(message(3, "still 502", ts="1699.3", user="U1", **THREAD))
        await bot.settled()
    assert len(bot.slack.replies) == 1
