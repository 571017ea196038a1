"""Conversations in a real database, said in a line each; the assistant that wrote them is left out."""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.conversations.sql import SqlStore
from bot.feedback import Rating
from bot.models import Answer, Attempt, Channel, Conversation, Outcome, Result, StepOffer, Verdict
from knowledge.models import Chunk, Hit, Kind, SearchResults
from tests.bot.conversations.builders import a_packet, a_talk, an_answer, exchange, traced
from tests.builders import GUIDES, a_report

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
_numbers = count(1)


def ago(days: float = 0, minutes: float = 0) -> datetime:
    return NOW - timedelta(days=days, minutes=minutes)


@dataclass
class Seeds:
    """Writes through the store the product writes through."""

    store: SqlStore

    async def says(
        self,
        *messages: tuple[str, str],
        at: datetime | None = None,
        language: str = "en",
        score: float = 0.5,
        step: StepOffer | None = None,
        status: str = "ok",
        verdict: Verdict | None = None,
        attempts: tuple[Attempt, ...] = (),
    ) -> tuple[Conversation, list[Answer]]:
        """Store a conversation of (message, outcome) pairs, a minute apart; every answer offers the same step."""
        at = at or ago(days=2)
        talk = a_talk(created_at=at, updated_at=at, language=language, channel=Channel.WIDGET)
        await self.store.create(talk)
        given = []
        for place, (message, outcome) in enumerate(messages):
            moment = at + timedelta(minutes=place)
            talk = replace(talk, updated_at=moment, attempts=attempts)
            answer = an_answer(
                talk,
                language=language,
                outcome=Outcome(outcome),
                steps=(step,) if step else (),
                status=a_report(state=status),
                **({"verdict": verdict} if verdict else {}),
            )
            answer = _scored(traced(answer), score)
            await self.store.record(talk, exchange(talk, message, answer), answer)
            given.append(answer)
        return talk, given

    async def votes(self, answer: Answer, rating: str, at: datetime | None = None, comment: str | None = None) -> None:
        assert await self.store.vote(answer.id, Rating(rating), None, comment, at or answer.created_at)

    async def hands_over(self, talk: Conversation, at: datetime) -> None:
        assert await self.store.handoff(talk.id, a_packet(talk, at))


def _scored(answer: Answer, score: float) -> Answer:
    """Give the answer's trace one section found with this score."""
    assert answer.trace
    chunk = Chunk("guide#near", "guide", "near", "en", Kind.STEP, "Near", (), "text", 0, "", "d")
    found = SearchResults("q", (Hit(chunk, score, 1, 1),), (), mode="hybrid", generation="g1")
    timings = {"seconds": 0.2, "wait": 0.01, "read": 0.15, "decide": 0.01, "write": 0.03}
    return replace(answer, trace=replace(answer.trace, results=found, timings=timings))


def a_step(step_id: str = "clear-cache", variant: str | None = None) -> StepOffer:
    return StepOffer(step_id, "Clear the cache", "Step 2", variant, "Do it.", None, 1)


def tried(step_id: str, result: str, at: datetime, variant: str | None = None) -> Attempt:
    return Attempt(step_id, variant, Result(result), "said so", at)


def a_url(folder: Path) -> str:
    return f"sqlite:///{folder}/signpost.db"


def a_guide(folder: Path) -> Path:
    """Copy the English guide with its product file; a place to add sections to."""
    shutil.copytree(GUIDES / "en", folder / "en")
    shutil.copy(GUIDES / "product.yaml", folder)
    return folder


def add_section(folder: Path) -> None:
    """Add an article that answers how one invites people."""
    (folder / "en" / "workspace.md").write_text(
        "---\ntitle: Invite people to a workspace\nproduct: chatgpt\nlanguage: en\n"
        "url: https://help.example.com/workspace\nupdated: 2026-11-22\n---\n"
        "# Invite people to a workspace\n\nA workspace is shared by all who were invited.\n\n"
        "## How do I invite colleagues to my workspace? {#invite .faq}\n\n"
        "Open the workspace settings, choose members, and send an invitation to each colleague.\n"
    )
    (folder / "en" / "workspace.yaml").write_text(
        'phrasings:\n  invite: ["invite a colleague to my workspace", "how do I invite somebody to a workspace"]\n'
    )
