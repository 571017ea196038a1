"""An answer is made to its end whoever watches, and there are never too many at once."""

import asyncio
import io
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from api.idempotency import Once
from api.metrics import AnswerMetrics
from api.problems import (
    INTERNAL,
    OVERLOADED,
    SHUTTING_DOWN,
    STORE_UNAVAILABLE,
    TOO_SLOW,
    UNKNOWN_CONVERSATION,
    Refusal,
)
from api.runs import KEPT_SECONDS, MOST_KEPT, Runs
from api.streams import events_of
from bot.assistant import UnknownConversation
from bot.conversations.memory import MemoryStore
from bot.models import Answer, Certainty, Channel, Conversation, Outcome, Question, Scope, Sentence, Verdict
from bot.ports import StoreUnavailable
from bot.records import Claim, ClaimState
from infra.telemetry import Metrics, build_log
from status.models import unreadable
from tests.api.test_windows import Clock

REPORT = unreadable("A page", "https://status.example.com", "It was never read.")
SENTENCES = (Sentence("One.", ()), Sentence("Two.", (1,)))


def answer(answer_id, conversation_id="c_1"):
    return Answer(
        id=answer_id,
        conversation_id=conversation_id,
        created_at=datetime.now(UTC),
        language="en",
        outcome=Outcome.CLARIFY,
        text="One. Two.",
        verdict=Verdict(Scope.UNKNOWN, Certainty.UNCONFIRMED),
        steps=(),
        held_back=(),
        attempts=(),
        citations=(),
        status=REPORT,
        suggested_replies=(),
        escalation=None,
        confidence="low",
        writer="extractive",
        generation="g",
        seconds=0.01,
        status_summary="A page could not be read.",
        sentences=SENTENCES,
    )


class Scripted:
    """An assistant that says its lines, waits at `gate` before the answer, and breaks where it is told to."""

    def __init__(self, error=None, before=None):
        self.error = error
        self.before = before
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = []

    async def stream(self, question, answer_id=None):
        self.asked.append(question)
        if self.before:
            raise self.before
        yield REPORT
        for sentence in SENTENCES:
            yield sentence
        await self.gate.wait()
        if self.error:
            raise self.error
        yield answer(answer_id, question.conversation_id or "c_1")


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def log():
    return io.StringIO()


@pytest.fixture
def start(metrics, log):
    def runs(assistant, most=8, clock=None):
        return Runs(assistant, AnswerMetrics(metrics), build_log(log), most, clock or Clock())

    return runs


NO_KEY = Once(MemoryStore())


async def followed(run, after=0):
    return [(number, event.name) async for number, event in run.follow(after, 5.0)]


ALL = [(1, "status"), (2, "sentence"), (3, "sentence"), (4, "answer")]


async def test_events_come_in_the_contracts_order_with_the_answer_last(start):
    run = start(Scripted()).start(Question("hi"), NO_KEY)
    assert await followed(run) == ALL
    assert (await run.finished()).id == run.answer_id
    assert json.loads(run.events[-1].data)["id"] == run.answer_id


async def test_the_kept_answer_gives_the_same_events(start):
    run = start(Scripted()).start(Question("hi"), NO_KEY)
    made = await run.finished()
    rebuilt = events_of(made)
    assert [event.name for event in rebuilt] == [event.name for event in run.events]
    assert rebuilt[1:] == run.events[1:]


async def test_everybody_who_follows_sees_everything_and_may_come_late(start):
    assistant = Scripted()
    assistant.gate.clear()
    run = start(assistant).start(Question("hi"), NO_KEY)
    early = asyncio.create_task(followed(run))
    await run.begun()
    late = asyncio.create_task(followed(run, after=2))
    await asyncio.sleep(0)
    assistant.gate.set()
    assert await early == ALL
    assert await late == ALL[2:]
    assert await followed(run, after=4) == []


async def test_a_client_that_leaves_does_not_stop_the_answer(start):
    assistant = Scripted()
    assistant.gate.clear()
    runs = start(assistant)
    run = runs.start(Question("hi"), NO_KEY)
    watching = asyncio.create_task(followed(run))
    await run.begun()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assistant.gate.set()
    assert (await run.finished()).text == "One. Two."
    assert runs.find(run.answer_id) is run


async def test_a_quiet_stream_gives_signs_of_life(start):
    assistant = Scripted()
    assistant.gate.clear()
    run = start(assistant).start(Question("hi"), NO_KEY)
    await run.begun()
    signs = run.follow(3, 0.01)
    assert [await anext(signs) for _ in range(3)] == [None, None, None]
    assistant.gate.set()
    assert (await run.finished()).id == run.answer_id
    await signs.aclose()


@pytest.mark.parametrize(
    ("before", "kind"),
    [(UnknownConversation(), UNKNOWN_CONVERSATION), (StoreUnavailable("full"), STORE_UNAVAILABLE)],
)
async def test_what_fails_before_the_first_event_is_a_refusal_and_no_stream(start, before, kind):
    run = start(Scripted(before=before)).start(Question("hi"), NO_KEY)
    for waiting in (run.begun(), run.finished()):
        with pytest.raises(Refusal) as caught:
            await waiting
        assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RuntimeError("the secret recipe"), INTERNAL),
        (TimeoutError(), TOO_SLOW),
        (StoreUnavailable("full"), STORE_UNAVAILABLE),
    ],
)
async def test_what_fails_under_way_ends_the_stream_with_a_problem(start, log, error, kind):
    run = start(Scripted(error=error)).start(Question("hi"), NO_KEY)
    await run.begun()
    assert await followed(run) == [*ALL[:3], (4, "error")]
    problem = json.loads(run.events[-1].data)
    assert (problem["type"], problem["status"]) == (kind.type, kind.status)
    assert "secret recipe" not in run.events[-1].data + log.getvalue()
    with pytest.raises(Refusal) as caught:
        await run.finished()
    assert caught.value.kind is kind


async def test_an_assistant_that_gives_no_answer_is_a_problem_too(start):
    class Silent:
        async def stream(self, question, answer_id=None):
            yield REPORT

    run = start(Silent()).start(Question("hi"), NO_KEY)
    with pytest.raises(Refusal) as caught:
        await run.finished()
    assert caught.value.kind is INTERNAL
    assert run.events[-1].name == "error"


async def test_past_the_limit_a_question_is_refused_with_retry_after_and_room_is_found_again(start):
    assistant = Scripted()
    assistant.gate.clear()
    runs = start(assistant, most=2)
    open_runs = [runs.start(Question("hi"), NO_KEY) for _ in range(2)]
    with pytest.raises(Refusal) as caught:
        runs.start(Question("hi"), NO_KEY)
    assert caught.value.kind is OVERLOADED
    assert int(caught.value.headers["Retry-After"]) > 0
    assistant.gate.set()
    for run in open_runs:
        await run.finished()
    assert await followed(runs.start(Question("hi"), NO_KEY)) == ALL


async def test_before_the_end_open_answers_finish_and_new_ones_are_refused(start):
    assistant = Scripted()
    assistant.gate.clear()
    runs = start(assistant)
    run = runs.start(Question("hi"), NO_KEY)
    await run.begun()
    draining = asyncio.create_task(runs.drain(10))
    await asyncio.sleep(0)
    with pytest.raises(Refusal) as caught:
        runs.start(Question("hi"), NO_KEY)
    assert caught.value.kind is SHUTTING_DOWN
    assistant.gate.set()
    await draining
    assert await followed(run) == ALL


async def test_an_answer_that_does_not_end_in_time_is_told_so(start):
    assistant = Scripted()
    assistant.gate.clear()
    runs = start(assistant)
    run = runs.start(Question("hi"), NO_KEY)
    watching = asyncio.create_task(followed(run))
    await run.begun()
    await runs.drain(0.01)
    assert (await watching)[-1] == (4, "error")
    assert json.loads(run.events[-1].data)["type"] == SHUTTING_DOWN.type


async def test_erasing_a_conversation_stops_and_drops_its_answers(start):
    assistant = Scripted()
    runs = start(assistant)
    done = runs.start(Question("hi", conversation_id="c_gone"), NO_KEY)
    await done.finished()
    assistant.gate.clear()
    going = runs.start(Question("hi", conversation_id="c_gone"), NO_KEY)
    other = runs.start(Question("hi", conversation_id="c_other"), NO_KEY)
    await going.begun()
    await runs.forget("c_gone")
    assert runs.find(done.answer_id) is None
    assert runs.find(going.answer_id) is None
    assert json.loads(going.events[-1].data)["type"] == UNKNOWN_CONVERSATION.type
    assistant.gate.set()
    assert await followed(other) == ALL


async def test_a_new_conversation_is_known_by_the_id_its_answer_brought(start):
    runs = start(Scripted())
    run = runs.start(Question("hi"), NO_KEY)
    await run.finished()
    await runs.forget("c_1")
    assert runs.find(run.answer_id) is None


async def test_after_five_minutes_an_answer_is_left_to_the_store(start):
    clock = Clock()
    runs = start(Scripted(), clock=clock)
    run = runs.start(Question("hi"), NO_KEY)
    await run.finished()
    clock.now += KEPT_SECONDS - 1
    assert runs.find(run.answer_id) is run
    clock.now += 2
    assert runs.find(run.answer_id) is None


async def test_only_so_many_finished_answers_are_held(start):
    runs = start(Scripted())
    made = []
    for _ in range(MOST_KEPT + 5):
        made.append(runs.start(Question("hi"), NO_KEY))
        await made[-1].finished()
    assert [runs.find(run.answer_id) is not None for run in made[:7]] == [False] * 5 + [True] * 2


async def claimed(store, key="k"):
    now = datetime.now(UTC)
    await store.create(Conversation("c_1", "r_1", now, now, "en", Channel.API))
    return Once(store, await store.claim(key, "client", "body", now))


async def seen(store, key="k"):
    return await store.claim(key, "client", "body", datetime.now(UTC))


async def test_a_retry_finds_the_result_as_soon_as_anybody_does(start):
    store = MemoryStore()
    run = start(Scripted()).start(Question("hi"), await claimed(store))
    async for _, event in run.follow(0, 5.0):
        if event.name == "answer":
            assert await seen(store) == await seen(store)
            assert (await seen(store)).response == run.answer_id


async def test_a_failure_gives_the_key_back(start):
    store = MemoryStore()
    run = start(Scripted(error=RuntimeError())).start(Question("hi"), await claimed(store))
    with pytest.raises(Refusal):
        await run.finished()
    assert (await seen(store)).state is ClaimState.NEW


async def test_a_store_that_cannot_settle_withholds_no_answer(start, log):
    class Full(SimpleNamespace):
        async def finish(self, claim, conversation_id, response):
            raise StoreUnavailable("no space left")

    claim = Claim(ClaimState.NEW, "k", "client", "body", datetime.now(UTC))
    run = start(Scripted()).start(Question("hi"), Once(Full(), claim))
    assert (await run.finished()).text == "One. Two."
    assert json.loads(log.getvalue())["event"] == "claim_not_settled"


async def test_answers_are_counted_by_how_they_ended(start, metrics):
    assistant = Scripted()
    runs = start(assistant)
    await runs.start(Question("hi", channel=Channel.WIDGET), NO_KEY).finished()
    assistant.error = RuntimeError()
    with pytest.raises(Refusal):
        await runs.start(Question("hi"), NO_KEY).finished()
    text = metrics.exposition().decode()
    line = 'signpost_answers_total{channel="widget",outcome="clarify",scope="unknown",writer="extractive"} 1.0'
    assert line in text
    assert 'signpost_answers_failed_total{why="internal"} 1.0' in text
    assert "signpost_answers_open 0.0" in text
