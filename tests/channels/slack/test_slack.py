"""One reply for each person's message, wherever it was written; silence for everything else."""

from __future__ import annotations

import pytest

from tests.channels.slack.check import texts
from tests.channels.slack.sending import event, mention, message


async def test_a_mention_is_answered_once_in_its_thread(joined):
    async with joined() as bot:
        [reply] = await bot.says(mention(1, ts="1699.1"))
        await bot.settled()
    assert (reply.arguments["channel"], reply.arguments["thread_ts"]) == ("C1", "1699.1")
    assert "Refresh" in " ".join(texts(reply.arguments))
    assert len(bot.slack.replies) == 1


async def test_an_event_delivered_again_is_answered_once(joined):
    async with joined() as bot:
        sent = mention(1)
        for _ in range(4):
            assert (await bot.send(sent)).status_code == 200
        await bot.settled()
    assert len(bot.slack.replies) == 1


@pytest.mark.parametrize("first", ["app_mention", "message"])
async def test_one_message_that_arrives_as_two_events_is_answered_once(joined, first):
    """In a thread we joined, Slack sends a mention twice, under different ids."""
    async with joined() as bot:
        await bot.says(mention(1, ts="1699.1", user="U1"))
        same = {"ts": "1699.2", "thread_ts": "1699.1", "user": "U1"}
        both = [mention(2, "<@UBOT> still 502", **same), message(3, "<@UBOT> still 502", **same)]
        for one in both if first == "app_mention" else both[::-1]:
            await bot.send(one)
        await bot.settled()
    assert len(bot.slack.replies) == 2


@pytest.mark.parametrize(
    "ignored",
    [
        message(9, "<@UBOT> hello", bot_id="B7"),
        message(9, "hello", subtype="message_changed", channel_type="im", channel="D1"),
        message(9, "hello", subtype="bot_message", channel_type="im", channel="D1"),
        message(9, "hello", hidden=True, channel_type="im", channel="D1"),
        message(9, "hello", user="UBOT", channel_type="im", channel="D1"),
        message(9, "chatgpt says 502"),
        message(9, "chatgpt says 502", thread_ts="1500.1"),
        event(9, type="reaction_added", user="U1"),
        event(9, type="message"),
        {"type": "event_callback"},
        {"type": "view_submission"},
        {},
    ],
)
async def test_what_is_not_for_us_is_taken_and_not_answered(joined, ignored):
    async with joined() as bot:
        assert (await bot.send(ignored)).status_code == 200
        await bot.says(mention(1))
        await bot.settled()
    assert len(bot.slack.replies) == 1


async def test_slack_s_own_question_about_the_address_is_answered(joined):
    async with joined() as bot:
        answered = await bot.send({"type": "url_verification", "challenge": "abc"})
    assert answered.json() == {"challenge": "abc"}


async def test_a_message_to_us_alone_needs_no_mention(joined):
    async with joined() as bot:
        [reply] = await bot.says(message(1, "chatgpt 502", channel="D1", channel_type="im", ts="1699.1"))
    assert reply.arguments["thread_ts"] == "1699.1"
