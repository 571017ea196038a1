"""A slow answer grows sentence by sentence in one message, and whatever Slack does to the stream, it is there once."""

from __future__ import annotations

import pytest

from bot.models import Sentence
from channels.slack.compose import post
from channels.slack.models import Job, Kind, Message
from channels.slack.stream import Stream
from channels.slack.web import SlackFailed, Web
from tests.channels.slack.sending import mention
from tests.slack_server import CLOSED, TOKEN, Fault
from tests.status.waiting import until

JOB = Job(Kind.ASK, "event:Ev1", "T1", "C1", "1699.1", "1699.1", "U1", text="502")
SAID = (Sentence("The page shows an outage.", paragraph=True), Sentence("Please wait."), Sentence("Then reload."))
TEXT = "The page shows an outage. Please wait. Then reload."
FOOT = {"type": "context", "elements": [{"type": "mrkdwn", "text": "AI"}]}
STREAMED = ("chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update", "chat.postMessage")


def whole(text: str = TEXT) -> Message:
    return Message(text, ({"type": "markdown", "text": text}, FOOT))


[FINAL] = post(JOB.place, (whole(),))


@pytest.fixture
async def web(slack):
    made = Web(TOKEN, slack.url)
    yield made
    await made.aclose()


def a_stream(web: Web, after: float = 0.01, ts: str = "") -> Stream:
    async def begin(arguments):
        return (await web.call("chat.startStream", arguments))["ts"]

    return Stream(JOB, web, begin, after, ts, pace_seconds=0.01)


async def grown(slack, web: Web, said: int = 2) -> Stream:
    """Return a stream whose message shows so many sentences, one call for each."""
    stream = a_stream(web)
    stream.start("I see 502", "en")
    for number, sentence in enumerate(SAID[:said], 1):
        stream.add(sentence)
        await until(lambda so_far=number: len(slack.of(*STREAMED)) == so_far)
    return stream


def methods(slack) -> list[str]:
    return [call.method for call in slack.of(*STREAMED)]


async def test_a_slow_answer_grows_sentence_by_sentence(slack, web):
    stream = await grown(slack, web)
    assert slack.replies[0].arguments["text"] == "The page shows an outage. Please wait."
    stream.add(SAID[2])
    await stream.settle()
    await stream.end(FINAL)
    [reply] = slack.replies
    assert reply.arguments["blocks"] == [{"type": "markdown", "text": TEXT}, FOOT]
    assert methods(slack) == ["chat.startStream", "chat.appendStream", "chat.stopStream"]
    assert slack.refused == []


async def test_an_answer_that_is_there_at_once_streams_nothing(slack, web):
    stream = a_stream(web, after=30)
    stream.start("502", "en")
    stream.add(SAID[0])
    await stream.settle()
    assert not stream.leads_to(FINAL)
    assert slack.calls == []


async def test_who_waits_sees_that_somebody_is_at_work_in_their_language(slack, web):
    stream = a_stream(web)
    stream.start("Ich sehe 502 und komme nicht weiter, was kann ich tun?", "en")
    await until(lambda: slack.of("assistant.threads.setStatus"))
    await stream.settle()
    [told] = slack.of("assistant.threads.setStatus")
    assert told.arguments == {
        "channel_id": "C1",
        "thread_ts": "1699.1",
        "status": "liest die Anleitung und die Statusseite …",
    }
    assert slack.replies == []


@pytest.mark.parametrize("fault", [Fault(error="unknown_method"), Fault(500), Fault(429, "ratelimited")])
async def test_without_a_status_line_the_answer_streams_all_the_same(slack, web, fault):
    slack.fault = lambda method, _: fault if "setStatus" in method else None
    stream = await grown(slack, web, 1)
    await stream.settle()
    assert len(slack.replies) == 1


@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
async def test_a_closed_stream_becomes_the_whole_answer_in_the_same_message(slack, web, method):
    slack.fault = lambda called, number: Fault(error=CLOSED) if called == method and number == 1 else None
    stream = await grown(slack, web, 1)
    stream.add(SAID[1])
    if method == "chat.appendStream":
        await until(lambda: not slack.growing)
    stream.add(SAID[2])
    await stream.settle()
    await stream.end(FINAL)
    [reply] = slack.replies
    assert (reply.arguments["text"], reply.arguments["blocks"]) == (TEXT, FINAL.arguments["blocks"])
    assert "chat.postMessage" not in methods(slack)


async def test_an_answer_that_turned_out_otherwise_replaces_what_was_streamed(slack, web):
    stream = await grown(slack, web, 1)
    await stream.settle()
    [other] = post(JOB.place, (whole("It is maintenance."),))
    await stream.end(other)
    [reply] = slack.replies
    assert reply.arguments["text"] == "It is maintenance."
    assert slack.growing == set()


async def test_an_end_that_is_tried_again_changes_nothing(slack, web):
    """As after a broken connection or a kill: the second one does not know how far the first one came."""
    stream = await grown(slack, web, 1)
    await stream.settle()
    ts = stream.ts
    await stream.end(FINAL)
    again = a_stream(web, ts=ts)
    await again.end(FINAL)
    [reply] = slack.replies
    assert reply.arguments["blocks"] == FINAL.arguments["blocks"]


@pytest.mark.parametrize("fault", [Fault(429, "ratelimited", {"Retry-After": "9"}), Fault(500)])
@pytest.mark.parametrize("method", ["chat.stopStream", "chat.update"])
async def test_an_end_that_slack_does_not_take_now_is_tried_later(slack, web, fault, method):
    slack.fault = lambda called, number: fault if called == method and number == 1 else None
    begun = await grown(slack, web, 1)
    await begun.settle()
    stream = a_stream(web, ts=begun.ts)
    with pytest.raises(SlackFailed) as failed:
        await stream.end(FINAL)
    assert not failed.value.for_good
    await stream.end(FINAL)
    assert [reply.arguments["text"] for reply in slack.replies] == [TEXT]


async def test_a_busy_slack_gets_the_sentences_later(slack, web):
    slack.fault = lambda called, number: (
        Fault(429, "ratelimited", {"Retry-After": "0"}) if called == "chat.appendStream" and number == 1 else None
    )
    stream = await grown(slack, web, 1)
    stream.add(SAID[1])
    await until(lambda: slack.of("chat.appendStream"))
    await stream.settle()
    assert slack.replies[0].arguments["text"] == "The page shows an outage. Please wait."


async def test_a_message_that_somebody_deleted_is_posted_anew(slack, web):
    stream = await grown(slack, web, 1)
    await stream.settle()
    slack.messages.clear()
    await stream.end(FINAL)
    assert [reply.arguments["text"] for reply in slack.replies] == [TEXT]


async def test_a_stream_that_nothing_follows_is_ended(slack, web):
    stream = await grown(slack, web, 1)
    await stream.cancel()
    await stream.close()
    assert slack.growing == set()


async def test_only_the_first_message_of_its_own_thread_ends_a_stream(web):
    stream = a_stream(web, ts="1700.1")
    [elsewhere] = post(Job(Kind.ASK, "e", "T1", "CDESK", "1698.1").place, (whole(),))
    assert (stream.leads_to(FINAL), stream.leads_to(elsewhere)) == (True, False)


async def test_every_answer_streams_where_that_is_wished(joined, slack):
    async with joined("conversations-down", stream_seconds=0) as bot:
        await bot.send(mention(1, ts="1699.1"))
        await bot.settled()
        [reply] = slack.replies
    assert reply.method == "chat.stopStream"
    kinds = [block["type"] for block in reply.arguments["blocks"]]
    assert kinds[:2] == ["markdown", "alert"]
    assert {"actions", "context_actions", "context"} <= set(kinds)
    assert slack.refused == []
    assert slack.growing == set()


@pytest.mark.parametrize(
    ("method", "fault", "seen"),
    [
        ("chat.startStream", Fault(error="unknown_method"), "chat.postMessage"),
        ("chat.startStream", Fault(429, "ratelimited", {"Retry-After": "1"}), "chat.postMessage"),
        ("chat.stopStream", Fault(error=CLOSED), "chat.update"),
        ("chat.stopStream", Fault(error="invalid_blocks"), "chat.update"),
        ("chat.stopStream", Fault(429, "ratelimited", {"Retry-After": "1"}), "chat.update"),
    ],
)
async def test_a_stream_that_slack_refuses_leaves_one_whole_answer(joined, slack, method, fault, seen):
    slack.fault = lambda called, number: fault if (called, number) == (method, 1) else None
    async with joined(stream_seconds=0) as bot:
        await bot.send(mention(1))
        await bot.settled()
    [reply] = slack.replies
    assert reply.method == seen
    assert "Refresh" in reply.arguments["text"]


async def test_what_follows_a_streamed_answer_is_a_message_of_its_own(joined, slack):
    """The word that a person has it comes after the answer, in the same thread."""
    async with joined(stream_seconds=0, handoff_channel="CDESK") as bot:
        await bot.send(mention(1, "<@UBOT> I want to talk to a person", ts="1699.1"))
        await bot.settled()
    shown = [(one.method, one.arguments["channel"]) for one in slack.replies]
    assert shown == [("chat.stopStream", "C1"), ("chat.postMessage", "CDESK"), ("chat.postMessage", "C1")]
    assert "A person has everything" in slack.replies[2].arguments["text"]


@pytest.mark.parametrize("closed", [False, True])
async def test_a_long_answer_streams_into_its_first_message_only(slack, web, closed):
    slack.fault = lambda called, _: Fault(error=CLOSED) if closed and called == "chat.stopStream" else None
    stream = await grown(slack, web, 1)
    await stream.settle()
    first, second = post(JOB.place, (whole(), whole("And so on.")))
    await stream.end(first)
    assert not stream.leads_to(second)


async def test_where_slack_has_no_streams_they_are_not_tried_again(joined, slack):
    tried = []
    slack.fault = lambda called, _: (
        (tried.append(called) or Fault(error="unknown_method")) if called == "chat.startStream" else None
    )
    async with joined(stream_seconds=0) as bot:
        for number in range(2):
            await bot.send(mention(number))
            await bot.settled()
    assert len(tried) == 1
    assert len(slack.replies) == 2
