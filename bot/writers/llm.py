"""The model's writer: puts the guide's parts of an answer more warmly, one verified sentence after the other.

It wraps the extractive writer, whose draft decides what is said and stands wherever the model does not hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace

from bot.models import Decision, Draft, Outcome, Question, Sentence, Understanding
from bot.ports import AnswerWriter
from bot.support import speech
from bot.verify import Evidence, doubt_once
from bot.writers.call import Call, Guest
from bot.writers.langchain import ModelFailed
from bot.writers.layout import Layout, lay_out
from bot.writers.prompt import make_prompt
from bot.writers.reading import Written
from status.models import StatusReport

# Endings in which the guide speaks; all others are our own wording, which needs no model.
PROSE = frozenset({Outcome.ANSWERED_STEPS, Outcome.ANSWERED_FACT, Outcome.ANSWERED_STATUS})
MOST_IN_A_BLOCK = 4


class LlmWriter:
    """Writes one answer. Each draft it yields grows the one before, or, the last, replaces it by the extractive one."""

    name = "llm"

    def __init__(self, guest: Guest, extractive: AnswerWriter, evidence: Evidence, question: Question) -> None:
        self._guest, self._extractive, self._evidence, self._question = guest, extractive, evidence, question

    async def write(
        self, decision: Decision, understanding: Understanding, report: StatusReport
    ) -> AsyncIterator[Draft]:
        """Yield drafts; the last is whole, whatever the model did, and says in `writer` whose it is."""
        async for draft in self._extractive.write(decision, understanding, report):
            whole = replace(draft, writer=self._extractive.name)
        book = self._evidence.book
        layout = lay_out(whole, self._evidence.guide, book.language)
        suits = decision.outcome in PROSE and understanding.language == book.language and speech(book.language)
        if not layout.blocks or not suits or self._question.recalled:
            yield whole
            return
        prompt = make_prompt(layout, self._question.message, book.say("language_name"), self._question.style)
        call = Call(self._guest, self._question.caller, prompt)
        if not await call.admitted():
            yield whole
            return
        telling = _Telling(layout, self._evidence)
        try:
            async with aclosing(self._told(call, telling)) as drafts:
                async for draft in drafts:
                    yield draft
            call.ended = "told" if telling.enough else "too_few"
        except ModelFailed as failed:
            call.ended = failed.trouble.value
        finally:
            await call.close(telling.dropped)
        yield telling.draft(closed=True) if call.ended == "told" else whole

    async def _told(self, call: Call, telling: _Telling) -> AsyncGenerator[Draft, None]:
        yield telling.draft()
        async with aclosing(call.sentences(lambda: telling.begun)) as written:
            async for one in written:
                if await asyncio.to_thread(telling.take, one):
                    yield telling.draft()


class _Telling:
    """A draft under way: what the model said so far, block by block, in the layout's order."""

    def __init__(self, layout: Layout, evidence: Evidence) -> None:
        self._layout, self._evidence = layout, evidence
        self._ids = {block.id: place for place, block in enumerate(layout.blocks)}
        self._said: list[list[Sentence]] = [[] for _ in layout.blocks]
        self._at = 0
        self.dropped: list[str] = []

    @property
    def begun(self) -> bool:
        """Tell whether any sentence held."""
        return any(self._said)

    @property
    def enough(self) -> bool:
        """Tell whether at least half of the blocks, and of the sentences, held."""
        told, kept = sum(bool(one) for one in self._said), sum(map(len, self._said))
        return told * 2 >= len(self._said) and kept >= len(self.dropped) and kept > 0

    def take(self, written: Written) -> bool:
        """Add a sentence where it holds; what comes too late for its place, again or too much does not."""
        places = sorted({self._ids[name] for name in written.chunks if name in self._ids})
        if not places or len(places) != len(set(written.chunks)) or places[0] < self._at:
            return self._drop("cited evidence exists")
        numbers = tuple(self._layout.blocks[place].number for place in places)
        row = self._said[places[0]]
        sentence = Sentence(written.text, numbers, "model", self._opens(places[0]))
        if len(row) >= MOST_IN_A_BLOCK or any(one.text == sentence.text for told in self._said for one in told):
            return self._drop("says it once")
        name = doubt_once(sentence, self._layout.draft, self._evidence)
        if name:
            return self._drop(name)
        self._at = places[0]
        row.append(sentence)
        return True

    def _opens(self, place: int) -> bool:
        return not self._said[place] and self._layout.blocks[place].own[0].paragraph

    def _drop(self, why: str) -> bool:
        self.dropped.append(why)
        return False

    def draft(self, *, closed: bool = False) -> Draft:
        """Return the answer as far as it stands; blocks that were passed over keep the guide's own words."""
        sentences: list[Sentence] = []
        place = -1
        for part in self._layout.parts:
            if isinstance(part, Sentence):
                sentences.append(part)
                continue
            place += 1
            open_block = not closed and place >= self._at
            sentences += self._said[place] or (() if open_block else part.own)
            if open_block:
                break
        return replace(self._layout.draft, sentences=tuple(sentences), writer=LlmWriter.name)
