"""Every answer being made, and those made lately; bounded, so that overload is refused and memory stays small."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine

from api.idempotency import Once
from api.metrics import AnswerMetrics
from api.present import present_answer, present_sentence, present_status
from api.problems import (
    INTERNAL,
    OVERLOADED,
    SHUTTING_DOWN,
    STORE_UNAVAILABLE,
    TOO_SLOW,
    UNKNOWN_CONVERSATION,
    Kind,
)
from api.streams import Event, Run, refusal
from bot.assistant import Assistant, UnknownConversation
from bot.models import Answer, Question, Sentence
from bot.ports import StoreUnavailable
from bot.wording import status_summary
from infra.telemetry import Log, explain_error
from status.models import StatusReport

ANSWER_SECONDS = 50.0
KEPT_SECONDS = 300.0
MOST_KEPT = 500


class Runs:
    """Every answer being made, and for five minutes those that are done; bounded, so that overload is refused."""

    def __init__(
        self,
        assistant: Assistant,
        metrics: AnswerMetrics,
        log: Log,
        most: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._assistant = assistant
        self._metrics = metrics
        self._log = log
        self._most = most
        self._clock = clock
        self._runs: dict[str, Run] = {}
        self._draining = False

    def start(self, question: Question, once: Once) -> Run:
        """Begin to answer. Raises Refusal when too much is going on, or the server is about to stop."""
        if self._draining:
            raise refusal(SHUTTING_DOWN)
        self._forget_old()
        if len(self._open()) >= self._most:
            raise refusal(OVERLOADED)
        run = Run(question)
        self._runs[run.answer_id] = run
        run.task = asyncio.create_task(self._make(run, once))
        return run

    def find(self, answer_id: str) -> Run | None:
        """Return a run that is going on or ended less than five minutes ago."""
        self._forget_old()
        return self._runs.get(answer_id)

    async def forget(self, conversation_id: str) -> None:
        """Stop and drop all runs of a conversation, before it is erased."""
        for run in [one for one in self._runs.values() if one.conversation_id == conversation_id]:
            await _stop(run, UNKNOWN_CONVERSATION)
            self._runs.pop(run.answer_id, None)

    async def drain(self, seconds: float) -> None:
        """Take no new questions, let the open answers end, and end those that do not with a problem."""
        self._draining = True
        tasks = [run.task for run in self._open() if run.task]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for run in self._open():
            await _stop(run, SHUTTING_DOWN)

    def _open(self) -> list[Run]:
        return [run for run in self._runs.values() if run.ended_at is None]

    def _forget_old(self) -> None:
        ended = [run for run in self._runs.values() if run.ended_at is not None]
        surplus = len(ended) - MOST_KEPT
        for place, run in enumerate(ended):
            if place < surplus or self._clock() - (run.ended_at or 0.0) > KEPT_SECONDS:
                self._runs.pop(run.answer_id, None)

    async def _make(self, run: Run, once: Once) -> None:
        self._metrics.open.inc()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._collect(run, once)
        except asyncio.CancelledError:
            await self._give_up(run, once, run.stopped_by)
            raise
        except UnknownConversation:
            await self._give_up(run, once, UNKNOWN_CONVERSATION)
        except StoreUnavailable:
            await self._give_up(run, once, STORE_UNAVAILABLE)
        except TimeoutError:
            await self._give_up(run, once, TOO_SLOW)
        except Exception as error:
            self._log.error("unexpected", route="answer", **explain_error(error))
            await self._give_up(run, once, INTERNAL)
        finally:
            self._metrics.open.dec()
            run.end(self._clock())

    async def _collect(self, run: Run, once: Once) -> None:
        language = (run.question.locale or "en").partition("-")[0].lower()
        async for piece in self._assistant.stream(run.question, run.answer_id):
            if isinstance(piece, StatusReport):
                shown = present_status(piece, status_summary(piece, language))
                run.add(Event("status", shown.model_dump_json()))
            elif isinstance(piece, Sentence):
                run.add(Event("sentence", present_sentence(piece).model_dump_json()))
            else:
                await self._complete(run, once, piece)
        if run.answer is None:
            raise AssertionError("a stream ends with its answer")

    async def _complete(self, run: Run, once: Once, answer: Answer) -> None:
        run.answer, run.conversation_id = answer, answer.conversation_id
        # Before anybody sees the answer: a retry that comes at once must find it.
        await self._settle(once.finish(answer.conversation_id, answer.id))
        run.add(Event("answer", present_answer(answer).model_dump_json()))
        self._metrics.answered(answer, run.question.channel.value)

    async def _give_up(self, run: Run, once: Once, kind: Kind) -> None:
        self._metrics.failed(kind.slug)
        await self._settle(once.release())
        run.fail(kind)

    async def _settle(self, settling: Coroutine[None, None, None]) -> None:
        """Note how a claim ended; a store that cannot is no reason to withhold an answer."""
        try:
            await settling
        except StoreUnavailable as error:
            self._log.warning("claim_not_settled", **explain_error(error))


async def _stop(run: Run, why: Kind) -> None:
    if run.task and not run.task.done():
        run.stopped_by = why
        run.task.cancel()
        await asyncio.wait([run.task])
