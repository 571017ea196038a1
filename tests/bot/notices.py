"""A database with a conversation that an incident blocks, and a notifier over it, at a clock of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.conversations.notices import Notices
from bot.conversations.sql import SqlStore
from bot.models import Author, Certainty, Conversation, Scope, Turn, Verdict
from bot.notify import Notifier
from infra.webhook import Webhook
from status.models import StatusReport
from tests.bot.conversations.builders import a_talk, an_answer
from tests.builders import CONVERSATIONS, NOW, a_report, an_incident

RED = a_report(state="outage", red=[(CONVERSATIONS, "outage")], incidents=[an_incident()])
GREEN = a_report()


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Desk:
    """Everything that has to do with being told."""

    def __init__(self, folder: Path, webhook: Webhook | None = None) -> None:
        url = f"sqlite:///{folder}/signpost.db"
        self.clock = Clock()
        self.store = SqlStore(url)
        self.notices = Notices(url)
        self.notifier = Notifier(self.notices, self.store, webhook, self.clock)
        self.talk = a_talk(id=f"c_{'blocked':0>32}", ref="r_blocked")

    async def __aenter__(self) -> Desk:
        await self.store.open()
        await self.notices.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.notices.aclose()
        await self.store.aclose()

    async def blocked(self, report: StatusReport = RED, row: str = "A") -> Conversation:
        """Store a conversation whose last answer rests on this report, and return it."""
        ids = tuple(one.id for one in report.incidents)
        windows = tuple(one.id for one in report.maintenances)
        verdict = Verdict(Scope.EVERYONE, Certainty.CONFIRMED, (), row, ids, windows)
        answer = replace(an_answer(self.talk), verdict=verdict, status=report)
        turns = (Turn(NOW, Author.USER, "502"), Turn(NOW, Author.ASSISTANT, answer.text, answer))
        await self.store.record(self.talk, turns, answer)
        found = await self.store.get(self.talk.id)
        assert found is not None
        return found

    async def reads(self, *reports: StatusReport) -> None:
        """Let the page be read: each report a minute after the one before."""
        for report in reports:
            self.clock.go_on(60)
            await self.notifier.note(replace(report, checked_at=self.clock.now))

    async def told(self) -> list[str]:
        """Return what the assistant said after its answer."""
        found = await self.store.get(self.talk.id)
        return [turn.message for turn in found.turns if turn.author is Author.ASSISTANT and turn.answer is None]
