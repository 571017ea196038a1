"""One answer in the making: a task and its events, so that a client that leaves loses nothing but its view."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from api.present import present_answer, present_sentence, present_status
from api.problems import INTERNAL, SHUTTING_DOWN, Kind, Refusal, problem_object
from bot.assistant import new_answer_id
from bot.models import Answer, Question

RETRY_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream; `data` is one line of JSON."""

    name: str
    data: str


class Run:
    """One answer being made, and the events it has given so far."""

    def __init__(self, question: Question) -> None:
        self.answer_id = new_answer_id()
        self.question = question
        self.conversation_id = question.conversation_id
        self.events: list[Event] = []
        self.answer: Answer | None = None
        self.failure: Kind | None = None
        self.stopped_by = SHUTTING_DOWN
        self.ended_at: float | None = None
        self.task: asyncio.Task[None] | None = None
        self._change = asyncio.Event()

    def add(self, event: Event) -> None:
        """Show one more event to everybody who follows."""
        self.events.append(event)
        self._wake()

    def fail(self, kind: Kind) -> None:
        """End in a problem."""
        self.failure = kind
        self.add(Event("error", problem_object(kind).model_dump_json(exclude_none=True)))

    def end(self, now: float) -> None:
        """Let followers go."""
        self.ended_at = now
        self._wake()

    def _wake(self) -> None:
        change, self._change = self._change, asyncio.Event()
        change.set()

    async def begun(self) -> None:
        """Wait for the first event. Raises Refusal where the answer failed before there was any other."""
        while not self.events and self.ended_at is None:
            await self._change.wait()
        if self.failure and len(self.events) == 1:
            raise refusal(self.failure)

    async def finished(self) -> Answer:
        """Wait for the answer. Raises Refusal where there is none."""
        while self.ended_at is None:
            await self._change.wait()
        if self.answer is None:
            raise refusal(self.failure or INTERNAL)
        return self.answer

    async def follow(self, after: int, ping_seconds: float) -> AsyncIterator[tuple[int, Event] | None]:
        """Yield numbered events past that number as they come; None when it is time for a sign of life."""
        number = after
        while True:
            change = self._change
            while number < len(self.events):
                number += 1
                yield number, self.events[number - 1]
            if self.ended_at is not None:
                return
            try:
                async with asyncio.timeout(ping_seconds):
                    await change.wait()
            except TimeoutError:
                yield None


def refusal(kind: Kind) -> Refusal:
    """Return the refusal of a failed answer; what may pass is worth another try."""
    return Refusal(kind, headers={"Retry-After": str(RETRY_SECONDS)} if kind.status == 503 else None)


def events_of(answer: Answer) -> list[Event]:
    """Return the events of a kept answer, as they were streamed."""
    return [
        Event("status", present_status(answer.status, answer.status_summary).model_dump_json()),
        *(Event("sentence", present_sentence(sentence).model_dump_json()) for sentence in answer.sentences),
        Event("answer", present_answer(answer).model_dump_json()),
    ]
