"""Telling a person once that what blocked them is over, and stays over for one more read of the page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.conversations.notices import Awaited, Notice, Notices
from bot.models import Author, Conversation, Turn
from bot.ports import ConversationStore
from bot.verdict import BLOCKING
from bot.wording import phrasebook
from infra.crash import crash
from infra.webhook import Posted, Webhook
from status.models import ComponentState, Freshness, MaintenanceState, StatusReport

LEASE = timedelta(seconds=30)
MOST_TRIES = 10
EVENT = "conversation.incident_over"
_RED = (ComponentState.DEGRADED, ComponentState.OUTAGE)
_log = logging.getLogger(__name__)


def awaited(conversation: Conversation) -> Awaited | None:
    """Return what blocked this person by the last answer that says so; None when nothing did."""
    answers = [turn.answer for turn in reversed(conversation.turns) if turn.answer]
    last = next((one for one in answers if one.verdict.row in BLOCKING), None)
    if last is None:
        return None
    verdict, report = last.verdict, last.status
    incidents = [one for one in report.incidents if one.id in verdict.incident_ids and one.open]
    windows = [one for one in report.maintenances if one.id in verdict.maintenance_ids]
    parts = {part.id: part for one in incidents for part in one.components or () if part.state in _RED}
    if not incidents and not windows:
        parts = {one.id: one for one in report.components if one.state in _RED}
    titles = (*(one.title for one in incidents), *(one.title for one in windows)) or tuple(
        one.name for one in parts.values()
    )
    found = Awaited(tuple(one.id for one in incidents), tuple(one.id for one in windows), tuple(parts), titles[:3])
    return found if titles else None


def is_over(wish: Awaited, report: StatusReport) -> bool:
    """Tell whether nothing of what is waited for shows any more; a page that could not tell says nothing."""
    still = {one.id for one in report.incidents if one.open}
    running = {one.id for one in report.maintenances if one.state is MaintenanceState.IN_PROGRESS}
    red = {one.id for one in report.components if one.state in _RED}
    return report.incidents_told and not (still & {*wish.incidents} or running & {*wish.windows} or red & {*wish.parts})


class Notifier:
    """Watches reports for what people wait for, and delivers. Safe to run in several processes at once."""

    def __init__(
        self,
        notices: Notices,
        store: ConversationStore,
        webhook: Webhook | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.notices = notices
        self._store = store
        self._webhook = webhook
        self._clock = clock

    async def ask(self, conversation: Conversation) -> Notice | None:
        """Keep the wish to be told; None when nothing posted blocked this person. Raises StoreUnavailable."""
        wish = awaited(conversation)
        if wish is None:
            return None
        await self.notices.ready()
        return await self.notices.ask(conversation.id, wish, self._clock())

    async def withdraw(self, conversation: Conversation) -> None:
        """Forget the wish, if there is one. Raises StoreUnavailable."""
        await self.notices.ready()
        await self.notices.withdraw(conversation.id)

    async def note(self, report: StatusReport) -> None:
        """Take a report into account: over at one read and still over at a later one means over."""
        if report.checked_at is None or report.freshness is Freshness.UNKNOWN:
            return
        for notice in await self.notices.waiting():
            over = is_over(notice.awaited, report)
            if not over and notice.over_read_at is not None:
                await self.notices.note_over(notice, None)
            elif over and notice.over_read_at is None:
                await self.notices.note_over(notice, report.checked_at)
            elif over and notice.over_read_at is not None and notice.over_read_at < report.checked_at:
                await self.notices.settle(notice, self._clock())

    async def deliver(self) -> int:
        """Deliver what is due, and what a process that died left in its hands; return how many were taken up."""
        claimed = await self.notices.claim(self._clock(), LEASE)
        for notice in claimed:
            crash("notice-claimed")
            await self._deliver(notice)
        return len(claimed)

    async def _deliver(self, notice: Notice) -> None:
        conversation = await self._store.get(notice.conversation_id)
        if conversation is None:
            return
        now, book = self._clock(), phrasebook(conversation.language)
        text = book.say("over", what=", ".join(f"“{title}”" for title in notice.awaited.titles))
        if notice.told_at is None:
            await self.notices.tell(notice, Turn(now, Author.ASSISTANT, text), done=self._webhook is None)
        crash("notice-told")
        if self._webhook is not None:
            await self._post(self._webhook, notice, conversation, text)

    async def _post(self, webhook: Webhook, notice: Notice, conversation: Conversation, text: str) -> None:
        """Post it too; what is not taken is tried again when the lease has ended, a bounded number of times."""
        now = self._clock()
        data = {
            "conversation": conversation.ref,
            "channel": conversation.channel.value,
            "language": conversation.language,
            "titles": list(notice.awaited.titles),
            "text": text,
        }
        message = {"type": EVENT, "timestamp": f"{now:%Y-%m-%dT%H:%M:%SZ}", "data": data}
        came = await webhook.post(notice.id, now, message)
        if came is not Posted.LATER or notice.tries >= MOST_TRIES:
            if came is not Posted.TAKEN:
                _log.warning("a notice was not taken by the webhook")
            await self.notices.finish(notice, now)
