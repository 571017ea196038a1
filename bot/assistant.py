"""The assistant: one question in, one answer out, each stage called once and in order."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from bot.compose import Composed, compose
from bot.decide import Known, Situation, decide
from bot.heed import Heeded, heed
from bot.hold import HoldingWriter, keep_silent
from bot.models import Answer, Channel, Conversation, Intent, Question, Sentence, Trace, Understanding
from bot.ports import AnswerWriter, ConversationStore
from bot.redact import redact
from bot.remember import count_in, remember
from bot.search import search
from bot.sharpen import sharpen
from bot.understand import understand
from bot.verify import Evidence, verify
from bot.warning import EarlyWarning, Level
from bot.wording import phrasebook
from knowledge.library import Library
from knowledge.models import Guide, Product, SearchResults
from knowledge.open import OpenGeneration
from status.duration import Past
from status.models import StatusReport
from status.ports import StatusReader

# What somebody says who sees the symptom now.
_REPORTING = (Intent.FIX, Intent.REPORT, Intent.STATUS, Intent.OTHER_SYMPTOM)


class UnknownConversation(LookupError):
    """Nobody has a conversation with this id."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an assistant is made of. `contact_url` outranks the product file's where it is set.

    `warning` counts what people report, `past` returns the incidents that are over, `beside` the reports of
    others' pages that matter for what was said; without them nothing is heeded. `guest` wraps the writer by one that
    asks a language model, and `rewrite` asks one what else to search for, or says nothing.
    """

    library: Library
    status: StatusReader
    store: ConversationStore
    writer: Callable[[Guide, str], AnswerWriter]
    contact_url: str = ""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    warning: EarlyWarning | None = None
    past: Callable[[], tuple[Past, ...]] = tuple
    beside: Callable[[Product, str], tuple[StatusReport, ...]] = lambda _product, _words: ()
    guest: Callable[[AnswerWriter, Evidence, Question], AnswerWriter] | None = None
    rewrite: Callable[[Question, Conversation, Guide], Awaitable[str]] | None = None


def new_conversation_id() -> str:
    """Return a capability of 144 random bits."""
    return f"c_{secrets.token_urlsafe(18)}"


def new_answer_id() -> str:
    """Return an answer's id; who has it may read that answer's stream and vote on it."""
    return f"a_{secrets.token_urlsafe(18)}"


class Assistant:
    """Answers questions. Safe to share between requests: a conversation is answered one message at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    def over(self, store: ConversationStore) -> Assistant:
        """Return the same engine over another store, so that nothing of what it is asked is kept in this one's."""
        return Assistant(replace(self._parts, store=store))

    async def ask(self, question: Question, answer_id: str | None = None) -> Answer:
        """Return the answer. Raises UnknownConversation for an id that nobody has."""
        async for piece in self.stream(question, answer_id):
            if isinstance(piece, Answer):
                return piece
        raise AssertionError("a stream ends with its answer")

    async def stream(
        self, question: Question, answer_id: str | None = None
    ) -> AsyncIterator[StatusReport | Sentence | Answer]:
        """Yield the status report, then each verified sentence, then the answer, which is stored by then."""
        started, clock = time.perf_counter(), self._parts.clock
        question = replace(question, message=redact(question.message).text)
        async with self._alone(question.conversation_id):
            conversation, is_new = await self._recall(question)
            report = await self._parts.status.current()
            yield report
            opened = self._parts.library.current()
            asked = await self._parts.rewrite(question, conversation, opened.guide) if self._parts.rewrite else ""
            marks = [started, time.perf_counter()]
            understanding, results, nearer = await asyncio.to_thread(self._read, question, conversation, opened, asked)
            marks.append(time.perf_counter())
            known = count_in(conversation, understanding, clock())
            book = phrasebook(understanding.language)
            situation = Situation(understanding, known, report, results, opened.guide, book, clock())
            decision, results = sharpen(situation, decide(situation), nearer)
            beside = self._parts.beside(opened.guide.product, question.message)
            heeded = Heeded(self._level(question, understanding), self._parts.past(), beside)
            decision = heed(decision, heeded, clock(), book)
            with_person = conversation.held_by is not None
            if with_person:
                decision = keep_silent(decision)
            marks.append(time.perf_counter())
            contact = self._parts.contact_url or opened.guide.product.contact_url
            pages = {one.url for one in (report, *beside)}
            links = frozenset({*pages, contact, *opened.guide.product.links})
            embed = self._parts.library.embed
            evidence = Evidence(opened.guide, report, decision, known.attempts, links, book, embed)
            writer = HoldingWriter() if with_person else self._parts.writer(opened.guide, contact)
            if self._parts.guest and not with_person:
                writer = self._parts.guest(writer, evidence, question)
            told: tuple[Sentence, ...] = ()
            async for draft in writer.write(decision, understanding, report):
                verified, checks = verify(draft, evidence)
                # A draft that replaces what was streamed is shown by the answer, which comes at once.
                if verified.sentences[: len(told)] == told:
                    for sentence in verified.sentences[len(told) :]:
                        yield sentence
                    told = verified.sentences
            whose = draft.writer or writer.name
            composed = Composed(verified, checks, whose, answer_id or new_answer_id(), clock(), opened.id)
            trace = Trace(understanding, results, decision, _spent([*marks, time.perf_counter()]))
            answer = compose(composed, conversation, known, report, trace, contact)
            if with_person:
                answer = replace(answer, escalation=None)
            await self._keep(conversation, is_new, question, understanding, known, answer)
        yield answer

    def _read(
        self, question: Question, conversation: Conversation, opened: OpenGeneration, asked: str
    ) -> tuple[Understanding, SearchResults, SearchResults | None]:
        """Do the work of the processor, on a thread of its own: understand, embed once, search (for `asked` too)."""
        understanding = understand(question, conversation, opened.guide)
        return understanding, *search(understanding, opened, self._parts.library.embed, asked)

    def _level(self, question: Question, understanding: Understanding) -> Level | None:
        """Count this report, if it is one, and return how many others report the same."""
        warning, symptom, now = self._parts.warning, understanding.symptom, self._parts.clock()
        if warning is None or symptom is None:
            return None
        theirs = bool(question.caller) and question.channel is not Channel.ASSIST
        if theirs and understanding.intent in _REPORTING:
            warning.note(symptom, question.caller, now)
        return warning.level(symptom, now)

    async def _recall(self, question: Question) -> tuple[Conversation, bool]:
        if question.conversation_id is None:
            return self._begin(question), True
        found = await self._parts.store.get(question.conversation_id)
        if found is None:
            raise UnknownConversation
        return found, False

    def _begin(self, question: Question) -> Conversation:
        now = self._parts.clock()
        language = (question.locale or "en").split("-")[0].lower()
        reference = f"r_{secrets.token_hex(5)}"
        return Conversation(new_conversation_id(), reference, now, now, language, question.channel)

    async def _keep(
        self,
        conversation: Conversation,
        is_new: bool,
        question: Question,
        understanding: Understanding,
        known: Known,
        answer: Answer,
    ) -> None:
        after, turns = remember(conversation, question, understanding, known, answer)
        if is_new:
            await self._parts.store.create(conversation)
        await self._parts.store.record(after, turns, answer)

    def _alone(self, conversation_id: str | None) -> _Turnstile:
        return _Turnstile(self._locks, conversation_id)


def _spent(marks: list[float]) -> dict[str, float]:
    """Return the seconds of all and of each stage; waiting is for one's turn, for the page and for a rewriting."""
    stages = (after - before for before, after in pairwise(marks))
    return {"seconds": marks[-1] - marks[0], **dict(zip(("wait", "read", "decide", "write"), stages, strict=True))}


class _Turnstile:
    """Lets one message of a conversation through at a time; forgets conversations nobody waits for."""

    def __init__(self, locks: dict[str, tuple[asyncio.Lock, int]], key: str | None) -> None:
        self._locks, self._key = locks, key

    async def __aenter__(self) -> None:
        if self._key is None:
            return
        lock, waiting = self._locks.get(self._key, (asyncio.Lock(), 0))
        self._locks[self._key] = (lock, waiting + 1)
        try:
            await lock.acquire()
        except asyncio.CancelledError:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        if self._key is None:
            return
        self._locks[self._key][0].release()
        self._leave()

    def _leave(self) -> None:
        """Forget the lock with the last who wanted it."""
        assert self._key is not None
        lock, waiting = self._locks[self._key]
        if waiting == 1:
            del self._locks[self._key]
        else:
            self._locks[self._key] = (lock, waiting - 1)
