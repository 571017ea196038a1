"""Deciding: how the answer ends, which steps it offers, and which evidence it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.hearing.lexicon import lexicon
from bot.hearing.words import words
from bot.match import concern, match
from bot.models import Attempt, Decision, Fact, Intent, Matching, Outcome, Plan, Understanding, Verdict
from bot.plan import Steps, plan
from bot.verdict import BLOCKING, Case, judge
from bot.wording import Phrasebook
from knowledge.models import Area, Chunk, Guide, Hit, Kind, SearchResults, Symptom
from status.models import Freshness, StatusReport

_SIGN_IN = "login"
_STEP_KINDS = (Kind.STEP, Kind.ADVANCED)
# Below these fused scores a first message has nothing to do with the guide, or too little to be sure.
_OFF_TOPIC = 0.30
_UNSURE = 0.42


@dataclass(frozen=True, slots=True)
class Known:
    """What a conversation knows once the new message is counted in."""

    attempts: tuple[Attempt, ...]
    facts: frozenset[Fact]
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision rests on."""

    understanding: Understanding
    known: Known
    report: StatusReport
    results: SearchResults
    guide: Guide
    book: Phrasebook
    now: datetime


def decide(situation: Situation) -> Decision:
    """Return the decision; every branch names its reason."""
    facts = situation.known.facts | {_page_fact(situation.report)}
    matching = match(situation.report, concern(situation.guide.product, *_subject(situation)), situation.now)
    sign_in = situation.understanding.symptom == _SIGN_IN
    verdict = judge(Case(situation.report, matching, facts, sign_in), situation.book)
    blocked = verdict.row in BLOCKING and not situation.understanding.asks_anyway
    steps = plan(situation.guide, situation.book.language, situation.known.attempts, facts, blocked=blocked)
    return _Deciding(situation, facts, matching, verdict, steps, blocked).decide()


def _subject(situation: Situation) -> tuple[Symptom | None, Area | None]:
    product, understood = situation.guide.product, situation.understanding
    symptom = next((one for one in product.symptoms if one.id == understood.symptom), None)
    return symptom, next((one for one in product.areas if one.id == understood.area), None)


def _page_fact(report: StatusReport) -> Fact:
    return Fact.PAGE_UNREAD if report.freshness is Freshness.UNKNOWN or report.checked_at is None else Fact.PAGE_READ


@dataclass(frozen=True, slots=True)
class _Deciding:
    """The branches of one decision."""

    situation: Situation
    facts: frozenset[Fact]
    matching: Matching
    verdict: Verdict
    steps: Steps
    blocked: bool

    def decide(self) -> Decision:
        endings = {
            Intent.HUMAN: (Outcome.ESCALATED_REQUESTED, "asked for a person"),
            Intent.SOLVED: (Outcome.RESOLVED, "said that it works"),
            Intent.GREETING: (Outcome.GREETED, "a greeting only"),
            Intent.THANKS: (Outcome.GREETED, "thanks only"),
            Intent.OFF_TOPIC: (Outcome.DECLINED_OFF_TOPIC, "names something that is not this product"),
        }
        intent = self.situation.understanding.intent
        if intent in endings:
            return self._ending(*endings[intent])
        if intent is Intent.OTHER_SYMPTOM:
            return self._other_symptom()
        unrelated = self._unrelated()
        return unrelated or self._answer(intent)

    def _ending(self, outcome: Outcome, reason: str) -> Decision:
        return Decision(
            outcome,
            self.verdict,
            (),
            self.steps.held_back,
            (),
            (),
            reason,
            matching=self.matching,
            attempts=self.situation.known.attempts,
            facts=self.facts,
        )

    def _other_symptom(self) -> Decision:
        if self.verdict.row in BLOCKING:
            return self._status("another symptom of the product, and a matching incident is posted")
        return self._ending(Outcome.DECLINED_NOT_COVERED, "another symptom, which the guide does not cover")

    def _unrelated(self) -> Decision | None:
        """Decline or ask back where nothing in the guide is near; a conversation under way has its subject."""
        understood = self.situation.understanding
        if understood.intent is not Intent.FACT and (understood.symptom or understood.attempts):
            return None
        score = self._top.score if self._top else 0.0
        if score >= _UNSURE or (understood.follow_up and understood.intent is not Intent.FACT):
            return None
        if score < _OFF_TOPIC and not understood.symptom:
            reason = f"nothing in the guide is near ({score:.2f})"
            return self._ending(Outcome.DECLINED_OFF_TOPIC, reason)
        if understood.intent is Intent.REPORT and not understood.symptom:
            return self._ending(Outcome.CLARIFY, f"too little to go by ({score:.2f})")
        return None

    @property
    def _top(self) -> Hit | None:
        return self.situation.results.hits[0] if self.situation.results.hits else None

    def _answer(self, intent: Intent) -> Decision:
        if intent is Intent.STATUS:
            return self._status("asked how the service is")
        if intent is Intent.FACT or (intent is Intent.REPORT and self._about_a_fact()):
            return self._fact()
        return self._status("a matching problem is posted") if self.blocked else self._next()

    def _about_a_fact(self) -> bool:
        """A bare request ("list the causes") asks about the guide where a section that is no step fits well."""
        top = self._top
        telling = (Kind.CAUSE, Kind.CAUTION, Kind.PREVENTION, Kind.FAQ)
        return bool(top and top.chunk.kind in telling and not self.situation.understanding.symptom)

    def _fact(self) -> Decision:
        top = self._top
        if top is None:
            return self._ending(Outcome.DECLINED_NOT_COVERED, "no section of the guide answers it")
        if top.chunk in status_sections(self.situation.guide, self.situation.book.language):
            return self._status("asked what the status section answers")
        how = self.situation.understanding.wants_all or top.chunk.kind in _STEP_KINDS
        if how and not self.blocked and self._asks_how():
            return self._asked_steps(top.chunk)
        if self._is_about_steps(top.chunk) and not self.blocked:
            return self._next()
        return self._with(Outcome.ANSWERED_FACT, (), self._near(top), "a section of the guide answers it", how=how)

    def _asks_how(self) -> bool:
        told = {word.text for word in words(self.situation.understanding.query)}
        return self.situation.understanding.wants_all or bool(told & {"how", "where"})

    def _is_about_steps(self, chunk: Chunk) -> bool:
        """Tell whether a section is the parent of the steps: asking about it is asking what to do."""
        below = self.situation.guide.in_language(self.situation.book.language)
        return any(one.step and chunk.title in one.heading_path for one in below if one is not chunk)

    def _asked_steps(self, chunk: Chunk) -> Decision:
        """Offer exactly what was asked about: one step, or all that are open."""
        everything = self.situation.understanding.wants_all or self._is_about_steps(chunk)
        asked = tuple(one for one in self.steps.open if everything or one.place.chunk == chunk)
        named = self._named(asked)
        if not asked:
            return self._with(Outcome.ANSWERED_FACT, (), (chunk,), "asked about steps that are held back", how=True)
        return self._with(
            Outcome.ANSWERED_STEPS, named, (chunk,), "asked about these steps", list_all=everything, how=True
        )

    def _named(self, asked: tuple[Plan, ...]) -> tuple[Plan, ...]:
        """Of a section's items keep those the question names, if it names any."""
        told = {word.stem for word in words(self.situation.understanding.query)}
        named = tuple(
            one
            for one in asked
            if one.place.item and told & {word.stem for name in one.place.step.words for word in words(name)}
        )
        return named or asked

    def _next(self) -> Decision:
        offered = set(self.situation.known.offered) if self.situation.understanding.wants_more else set()
        fresh = [one for one in self.steps.open if _key(one) not in offered]
        chosen = (fresh or list(self.steps.open))[:1]
        if not chosen:
            return self._ending(Outcome.ESCALATED_EXHAUSTED, "every step that fits has been tried")
        evidence = (chosen[0].place.chunk, *self._parents(chosen[0].place.chunk))
        return self._with(Outcome.ANSWERED_STEPS, tuple(chosen), evidence, "the cheapest step that was not tried")

    def _parents(self, chunk: Chunk) -> tuple[Chunk, ...]:
        all_chunks = self.situation.guide.in_language(self.situation.book.language)
        return tuple(one for one in all_chunks if one.title in chunk.heading_path and one.article == chunk.article)

    def _status(self, reason: str) -> Decision:
        sections = status_sections(self.situation.guide, self.situation.book.language)
        found = [hit.chunk for hit in self.situation.results.hits if hit.chunk in sections]
        evidence = tuple(dict.fromkeys((*found[:2], *sections[:2])))[:3]
        return self._with(Outcome.ANSWERED_STATUS, (), evidence, reason)

    def _near(self, top: Hit) -> tuple[Chunk, ...]:
        """Return the best section and those that stand close to it."""
        close = [hit.chunk for hit in self.situation.results.hits[1:4] if hit.score >= 0.85 * top.score]
        return (top.chunk, *close)

    def _with(
        self,
        outcome: Outcome,
        plans: tuple[Plan, ...],
        evidence: tuple[Chunk, ...],
        reason: str,
        *,
        list_all: bool = False,
        how: bool = False,
    ) -> Decision:
        base = self._ending(outcome, reason)
        cautions = tuple(one.place.chunk.caution for one in plans if one.place.chunk.caution and not one.place.item)
        return replace(
            base,
            next_steps=plans,
            evidence=evidence,
            cautions=cautions,
            confidence=self._confidence(),
            list_all=list_all,
            how=how,
        )

    def _confidence(self) -> str:
        score = self._top.score if self._top else 0.0
        if self.situation.understanding.symptom or self.situation.understanding.attempts or score >= 0.6:
            return "high"
        return "medium" if score >= _UNSURE else "low"


def _key(one: Plan) -> str:
    return f"{one.step_id}:{one.variant or ''}"


def status_sections(guide: Guide, language: str) -> tuple[Chunk, ...]:
    """Return the sections that speak of the status page or of outages, the most telling first."""
    speech = lexicon(language)

    def weight(chunk: Chunk) -> int:
        told = words(f"{chunk.title}. {chunk.title}. {chunk.text}")
        pages = sum(span.label == "page" for span in speech.places.find(told))
        return pages + sum(span.label == "status" for span in speech.intents.find(told))

    chunks = [chunk for chunk in guide.in_language(language) if chunk.kind in (Kind.OVERVIEW, Kind.FAQ, Kind.STEP)]
    return tuple(sorted((one for one in chunks if weight(one) >= 2), key=weight, reverse=True))[:4]
