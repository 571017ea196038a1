"""The bot under evaluation: the real assistant in this process, asked under a chosen state of the status page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from bot.assistant import Assistant
from bot.models import Answer, Attempt, Author, Channel, Conversation, Question, Result, Turn
from bot.ports import ConversationStore
from evaluation.records import Pair
from evaluation.results import Reply, Retrieved, reply_of, retrieved_of
from evaluation.scenarios import report
from knowledge.library import Library
from status.models import StatusReport

Progress = Callable[[str, int, int], None]
Row = TypeVar("Row")
Made = TypeVar("Made")


class ScenarioStatus:
    """Stands where the cached status page stands; what it says is set by name."""

    def __init__(self) -> None:
        self.scenario = "all-fine"

    async def current(self, wait: float = 1.0) -> StatusReport:
        """Return the scenario's report as if it had been read now."""
        return report(self.scenario, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Subject:
    """The assistant with its parts, as `factory.build_subject` wires them. Asked one message at a time."""

    assistant: Assistant
    library: Library
    status: ScenarioStatus
    store: ConversationStore

    async def ask(
        self,
        message: str,
        scenario: str = "all-fine",
        *,
        attempts: tuple[Attempt, ...] = (),
        conversation_id: str | None = None,
    ) -> Answer:
        """Return the answer to one message under a scenario."""
        self.status.scenario = scenario
        question = Question(message, attempts, conversation_id, None, Channel.API)
        return await self.assistant.ask(question)

    async def remembering(self, number: int, offered: Iterable[Pair], tried: Iterable[Pair]) -> str:
        """Store a conversation in which these steps were last offered and those were tried; return its id."""
        now = datetime.now(UTC)
        conversation = Conversation(
            f"c_evaluation_{number:06d}",
            f"r_{number:06d}",
            now,
            now,
            "en",
            Channel.API,
            attempts=tuple(Attempt(step, variant, Result.DID_NOT_WORK, None, now) for step, variant in tried),
            turns=(Turn(now, Author.USER, "ChatGPT says bad gateway"),),
            offered=tuple(f"{step}:{variant or ''}" for step, variant in offered),
        )
        await self.store.create(conversation)
        await self.store.record(conversation, conversation.turns, None)
        return conversation.id

    def search(self, record: str, text: str, language: str) -> Retrieved:
        """Return what the search alone finds for a text."""
        vectors = self.library.embed([text])
        vector = vectors[0] if vectors is not None else None
        return retrieved_of(record, self.library.current().search(text, language=language, vector=vector))

    def reply(self, answer: Answer) -> Reply:
        """Return what is kept of an answer."""
        chunks = self.library.current().guide.chunks
        items = {f"{chunk.id}|{item.label}": item.id for chunk in chunks for item in chunk.items}
        return reply_of(answer, self.status.scenario, items)


async def each(
    stage: str, rows: tuple[Row, ...], make: Callable[[Row], Awaitable[Made]], progress: Progress
) -> tuple[Made, ...]:
    """Make one result a row, in order, and tell how far it is."""
    made: list[Made] = []
    for number, row in enumerate(rows, 1):
        made.append(await make(row))
        progress(stage, number, len(rows))
    return tuple(made)
