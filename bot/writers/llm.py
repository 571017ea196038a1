"""The model's writer: puts the guide's parts of an answer more warmly, one verified sentence after the other.

It wraps the extractive writer, whose draft decides what is said and stands wherever the model does not hold.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from bot.models import Decision, Draft, Outcome, Question, Sentence, Understanding
from bot.ports import AnswerWriter
from bot.support import speech
from bot.verify import Evidence, doubt_once
from bot.writers.breaker import Breaker
from bot.writers.budget import Budget
from bot.writers.langchain import MOST_TOKENS, ChatModel, ModelFailed, Piece, Trouble
from bot.writers.layout import Layout, lay_out
from bot.writers.prompt import Prompt, make_prompt
from bot.writers.reading import Reading, Written
from bot.writers.usage import Usage
from status.models import StatusReport

# Endings in which the guide speaks; all others are our own wording, which needs no model.
PROSE = frozenset({Outcome.ANSWERED_STEPS, Outcome.ANSWERED_FACT, Outcome.ANSWERED_STATUS})
MOST_CHARACTERS = 8000
MOST_IN_A_BLOCK = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to the first sentence that holds, and to the last."""

    first: float = 4.0
    last: float = 20.0


@dataclass(frozen=True, slots=True)
class Guest:
    """A model and what keeps it in bounds; shared by all answers of a process."""

    model: ChatModel
    budget: Budget
    limits: Limits = Limits()
    breaker: Breaker = field(default_factory=Breaker)
    usage: Usage = field(default_factory=Usage)


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
        call = _Call(self._guest, self._question.caller, prompt)
        ended = call.admitted()
        if ended:
            self._guest.usage.note(ended, 0.0, (0, 0))
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
            call.close(telling.dropped)
        yield telling.draft(closed=True) if call.ended == "told" else whole

    async def _told(self, call: _Call, telling: _Telling) -> AsyncGenerator[Draft, None]:
        yield telling.draft()
        async with aclosing(call.sentences(lambda: telling.begun)) as written:
            async for one in written:
                if await asyncio.to_thread(telling.take, one):
                    yield telling.draft()


class _Call:
    """One call of the model: admitted, timed, counted."""

    def __init__(self, guest: Guest, client: str, prompt: Prompt) -> None:
        self._guest, self._client, self._prompt = guest, client, prompt
        self._taken = prompt.size + MOST_TOKENS
        self._tokens, self._characters = (0, 0), 0
        self._started = time.monotonic()
        self.ended = "left"

    def admitted(self) -> str:
        """Return why the model is not asked, or nothing and take what it may cost."""
        if not self._guest.budget.take(self._client, self._taken):
            return "over_budget"
        if not self._guest.breaker.admits():
            self._guest.budget.settle(self._client, self._taken, 0)
            return "resting"
        return ""

    async def sentences(self, begun: Callable[[], bool]) -> AsyncGenerator[Written, None]:
        """Yield what the model writes. Raises ModelFailed: also for too slow, too long or cut off."""
        reading = Reading()
        async with aclosing(self._pieces(begun)) as pieces:
            async for piece in pieces:
                self._tokens = (self._tokens[0] + piece.tokens[0], self._tokens[1] + piece.tokens[1])
                self._characters += len(piece.text)
                if self._characters > MOST_CHARACTERS:
                    raise ModelFailed(Trouble.UNUSABLE)
                for one in reading.feed(piece.text):
                    yield one
        if reading.unfinished:
            raise ModelFailed(Trouble.UNUSABLE)

    async def _pieces(self, begun: Callable[[], bool]) -> AsyncGenerator[Piece, None]:
        # Each wait has the deadline, never the whole loop: what stands between two pieces is not ours to interrupt.
        stream = self._guest.model.say(self._prompt)
        try:
            while True:
                seconds = self._guest.limits.last if begun() else self._guest.limits.first
                async with asyncio.timeout_at(self._deadline(seconds)):
                    piece = await anext(stream, None)
                if piece is None:
                    return
                yield piece
        except TimeoutError:
            raise ModelFailed(Trouble.SLOW) from None
        finally:
            await _close(stream)

    def _deadline(self, seconds: float) -> float:
        return asyncio.get_running_loop().time() + self._started + seconds - time.monotonic()

    def close(self, dropped: list[str]) -> None:
        """Write down what it cost, and whether the next call should be made."""
        counted = any(self._tokens)
        tokens = self._tokens if counted else (self._prompt.size, self._characters // 3)
        self._guest.budget.settle(self._client, self._taken, sum(tokens))
        self._guest.usage.note(self.ended, time.monotonic() - self._started, tokens)
        self._guest.usage.dropped.update(dropped)
        if self.ended in ("told", "too_few"):
            self._guest.breaker.succeeded()
        elif self.ended == "left":
            self._guest.breaker.left()
        else:
            self._guest.breaker.failed(at_once=self.ended in (Trouble.RATE_LIMITED, Trouble.REFUSED))


async def _close(stream: AsyncIterator[Piece]) -> None:
    """Let go of the connection; one that will not close is left to the garbage collector."""
    if isinstance(stream, AsyncGenerator):
        try:
            async with asyncio.timeout(1.0):
                await stream.aclose()
        except (TimeoutError, RuntimeError):
            return


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
