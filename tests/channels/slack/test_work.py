"""What is claimed is answered, whatever Slack's Web API does and whenever a process dies."""

from __future__ import annotations

import asyncio
import signal

import pytest

from infra.crash import KILLED
from tests.channels.slack.load import storm
from tests.channels.slack.processes import Process
from tests.channels.slack.sending import WAY, as_json, mention, signed
from tests.slack_server import Fault
from tests.status.waiting import until


@pytest.mark.parametrize(
    "fault", [Fault(429, "ratelimited", {"Retry-After": "1"}), Fault(500), Fault(200, "internal_error")]
)
async def test_a_refused_message_is_posted_later_and_once(joined, slack, fault):
    slack.fault = lambda method, number: fault if method == "chat.postMessage" and number == 1 else None
    async with joined() as bot:
        await bot.says(mention(1))
        await bot.settled()
    assert len(slack.replies) == 1


async def test_refused_blocks_leave_the_plain_text(joined, slack):
    slack.fault = lambda method, number: (
        Fault(error="invalid_blocks") if method == "chat.postMessage" and number == 1 else None
    )
    async with joined() as bot:
        [reply] = await bot.says(mention(1))
    assert reply.arguments["blocks"] == []
    assert "Refresh" in reply.arguments["text"]


@pytest.mark.parametrize("error", ["channel_not_found", "token_revoked", "is_archived"])
async def test_what_slack_will_never_take_is_given_up(joined, slack, error):
    slack.fault = lambda method, _: Fault(error=error) if method == "chat.postMessage" else None
    async with joined() as bot:
        await bot.send(mention(1))
        await bot.settled()
    assert slack.replies == []


async def test_our_name_is_asked_for_until_slack_tells_it(joined, slack):
    slack.fault = lambda method, number: Fault(500) if method == "auth.test" and number == 1 else None
    async with joined():
        await until(lambda: slack.of("auth.test"))


async def test_a_slow_slack_does_not_slow_the_acknowledgement(joined, slack):
    """Every message takes a second; all events are taken long before the first reply is out."""
    slack.fault = lambda method, _: Fault(wait=1.0) if method == "chat.postMessage" else None
    async with joined() as bot:
        taken = await asyncio.gather(*(bot.send(mention(number)) for number in range(3)))
        assert slack.replies == []
        await bot.settled()
    assert [one.status_code for one in taken] == [200] * 3
    assert len(slack.replies) == 3


async def test_what_was_not_answered_at_the_stop_is_answered_after_the_start(joined, slack):
    slack.fault = lambda method, _: Fault(500) if method == "chat.postMessage" else None
    async with joined() as bot:
        for number in range(3):
            await bot.send(mention(number))
    assert slack.replies == []
    slack.fault = lambda _method, _number: None
    async with joined() as bot:
        await bot.settled()
    assert len(slack.replies) == 3


@pytest.mark.slow
@pytest.mark.parametrize(("point", "replies"), [("slack-answered", 1), ("slack-posted", 2)])
async def test_a_kill_drops_nothing_and_repeats_at_most_one_reply(tmp_path, slack, point, replies):
    """Killed with the message out and not noted, the reply comes twice; killed anywhere else, once."""
    process = Process(tmp_path / "one", tmp_path / "shared.db", slack.url)
    await process.start(INFRA_CRASH_AT=point)
    body, kind = as_json(mention(1))
    async with asyncio.timeout(60):
        await process.post(WAY, body, signed(body, kind))
        assert process.child is not None
        assert await process.child.wait() == KILLED
    await process.start()
    await until(lambda: len(slack.replies) >= replies, 40)
    assert await process.end() == 0
    assert len(slack.replies) == replies
    assert {call.arguments["thread_ts"] for call in slack.replies} == {slack.replies[0].arguments["thread_ts"]}


@pytest.mark.slow
@pytest.mark.parametrize(("point", "count"), [("slack-streaming", 2), ("slack-answered", 1)])
async def test_a_kill_while_an_answer_streams_leaves_one_whole_answer(tmp_path, slack, point, count):
    """Whoever takes the job up finishes the message that was begun; one that was not noted is left as it is."""
    process = Process(tmp_path / "one", tmp_path / "shared.db", slack.url, SLACK_STREAM_SECONDS="0")
    await process.start(INFRA_CRASH_AT=point)
    body, kind = as_json(mention(1))
    async with asyncio.timeout(60):
        await process.post(WAY, body, signed(body, kind))
        assert process.child is not None
        assert await process.child.wait() == KILLED
    await process.start()
    await until(lambda: len(slack.replies) == count and slack.replies[-1].method != "chat.startStream", 40)
    assert await process.end() == 0
    assert len(slack.replies) == count
    assert len(slack.growing) == count - 1
    assert "Refresh" in slack.replies[-1].arguments["text"]


@pytest.mark.slow
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("how", "most"), [(signal.SIGTERM, 0), (signal.SIGKILL, 1)])
async def test_a_storm_over_two_servers_is_answered_event_by_event(tmp_path, slack, how, most, streamed):
    """The whole show is `python -m tests.channels.slack.load`."""
    came = await storm(tmp_path, slack, 60, how, streamed=streamed)
    assert came.missing == 0
    assert came.repeated <= most
    assert slack.refused == []
    # A stream that was begun and not noted when its process was killed is the one that may stay open.
    assert len(slack.growing) <= most
