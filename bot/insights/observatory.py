"""The owner's picture: reads what is kept, counts it, and keeps track of what the guide lacks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.insights.count import by_day, count_steps, count_suggestions, count_votes, spread_seconds
from bot.insights.deflect import count_endings, sum_up
from bot.insights.find import Finder, Found, sum_rerun
from bot.insights.ledger import Ledger
from bot.insights.models import Event, Gap, Insights, RerunItem, Span
from bot.insights.rehearse import Rehearsal
from bot.insights.rows import Kept
from knowledge.library import Library

MOST_DAYS = 90
MOST_REFS = 200
MOST_GAPS = 60
MOST_AGAIN = 60


class UnknownGap(LookupError):
    """No question belongs to a gap with this id."""


class Observatory:
    """Makes the report for the guide's owner. One at a time: a second caller waits for the first one's work.

    Its methods raise StoreUnavailable where the database cannot be used.
    """

    def __init__(self, ledger: Ledger, library: Library, page: str, kept_days: int) -> None:
        self._ledger = ledger
        self._library = library
        self._page = page
        self._kept_days = kept_days
        self._rehearsal = Rehearsal(library)
        self._turn = asyncio.Lock()
        self._finder = Finder(library)

    async def aclose(self) -> None:
        """Close all connections; calling it twice is harmless."""
        await self._ledger.aclose()

    async def report(self, days: int, now: datetime) -> Insights:
        """Return the picture of the last so many days, 1 to MOST_DAYS, today included."""
        async with self._turn:
            await self._ledger.ready()
            span = _span(days, now)
            kept = await self._ledger.kept(span, self._page)
            counted = await asyncio.to_thread(self._count, kept, span, now)
            found = await self._find(now)
        mine = tuple(gap for gap in found.gaps if gap.last_at >= span.begins)
        return replace(counted, gaps=mine[:MOST_GAPS], gaps_left_out=max(0, len(mine) - MOST_GAPS))

    async def cover(self, gap_id: str, now: datetime) -> Gap:
        """Mark a gap as covered and ask its newest questions again, MOST_AGAIN at most. Raises UnknownGap."""
        async with self._turn:
            await self._ledger.ready()
            found = await self._find(now)
            place = next((at for at, gap in enumerate(found.gaps) if gap.id == gap_id), None)
            if place is None:
                raise UnknownGap
            questions = found.groups[place][-MOST_AGAIN:]
            rows = await self._rehearsal.again(gap_id, questions, now)
            await self._ledger.cover(gap_id, now, rows)
        texts = {question.answer_id: question.text for question in questions}
        items = tuple(RerunItem(texts[row.answer_id], row.before, row.after, row.flipped) for row in rows)
        return replace(found.gaps[place], covered_at=now, since_covered=0, rerun=sum_rerun(rows, items))

    async def note(self, event: Event) -> bool:
        """Keep what an agent did with a suggestion; the last one of a kind counts. False for an unknown suggestion."""
        await self._ledger.ready()
        return await self._ledger.note(event)

    def _count(self, kept: Kept, span: Span, now: datetime) -> Insights:
        guide = self._library.current().guide
        titles = {place.step.id: place.title for place in guide.steps("en")} if guide.chunks else {}
        counted = count_endings(kept.talks, kept.answers, kept.votes, now)
        return Insights(
            span=span,
            kept_days=self._kept_days,
            outcomes=by_day(kept.outcomes, span),
            verdicts=by_day(kept.verdicts, span),
            timeline=kept.timeline,
            incidents=kept.incidents,
            deflection=sum_up(counted, MOST_REFS),
            steps=count_steps(kept.offers, kept.attempts, titles),
            feedback=count_votes(kept.votes, kept.comments),
            seconds=spread_seconds(kept.seconds, kept.timings),
            suggestions=count_suggestions(kept.events),
            gaps=(),
            counted=counted,
        )

    async def _find(self, now: datetime) -> Found:
        """Return all gaps of the longest span: which span is looked at changes no gap's id."""
        messages, told = await self._ledger.asked(_span(MOST_DAYS, now))
        known = await self._ledger.known()
        found = await asyncio.to_thread(self._finder.find, messages, told, known)
        of_question = {
            one.answer_id: gap.id for gap, group in zip(found.gaps, found.groups, strict=True) for one in group
        }
        if news := {one: gap for one, gap in of_question.items() if known.of_question.get(one) != gap}:
            await self._ledger.place(news, now)
        return found


def _span(days: int, now: datetime) -> Span:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(today - timedelta(days=days - 1), now)
