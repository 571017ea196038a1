"""Deciding: how the answer ends, which steps it offers, and which evidence it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from bot.decline import decline
from bot.hearing.lexicon import lexicon
from bot.hearing.words import words
from bot.match import concern, match
from bot.models import Attempt, Decision, Fact, HeldReason, Intent, Matching, Outcome, Plan, Understanding, Verdict
from bot.plan import Steps, plan
from bot.verdict import BLOCKING, Case, judge
from bot.wording import Phrasebook
from knowledge.models import Area, Chunk, Guide, Hit, Item, Kind, SearchResults, Symptom
from status.models import Freshness, StatusReport

_SIGN_IN = "login"
_MOST_EVIDENCE = 3
# What it is worth that a question names a step, and that it follows what was done of just one ("how long do I wait?").
_NAMED = 0.2
_DONE = 0.35
_STEP_KINDS = (Kind.STEP, Kind.ADVANCED)
# From here on a message asks for what it is like, though it has no question in it ("list of causes pls").
_ASKED_WITHOUT_ASKING = 0.5
# A question in a language that we do not speak cannot be told from a report: this score tells that it asks.
_ASKED_UNHEARD = 0.4
# Who asks how the service is, while it is down, hardly asks anything else.
_ASKED_IN_AN_INCIDENT = 0.8
# A section is likely meant from this score on, and a second one is worth a sentence at this share of the first.
_LIKELY = 0.25
# Who asks a question wants an answer to it more than a step.
_LIKELY_ASKED = 0.2
_LIKELY_BESIDE = 0.3
_SURE = 0.3
_CLOSE = 0.45
# A message so like what the guide covers is covered, whatever else it names ("will I be logged out of my bank").
_COVERED_MARGIN, _COVERED_SCORE = 0.3, 0.45
_COVERED_SURELY = 0.6


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
    part = concern(situation.guide.product, *_subject(situation), situation.understanding.query)
    matching = match(situation.report, part, situation.now)
    sign_in = situation.understanding.symptom == _SIGN_IN
    verdict = judge(Case(situation.report, matching, facts, sign_in), situation.book)
    blocked = verdict.row in BLOCKING and not situation.understanding.asks_anyway
    steps = plan(situation.guide, situation.book.language, situation.known.attempts, facts, blocked=blocked)
    situation = replace(situation, results=_nearer(situation))
    return _Deciding(situation, facts, matching, verdict, steps, blocked).decide()


def _nearer(situation: Situation) -> SearchResults:
    """Return the results with the section of a step nearer that a question names.

    Where there are phrasings they say more; without them the name says more than the score. What was done is no part
    of the search, yet a question after it is likely about it, unless that has failed and something else is wanted.
    """
    understood, results = situation.understanding, situation.results
    if len(understood.named_steps) != 1:
        return results
    asks_after = bool(understood.attempts) and understood.question and not understood.failing
    lift = _DONE if asks_after else _NAMED if results.margin is None and not understood.attempts else 0.0
    if not lift:
        return results
    named = understood.named_steps[0]
    found = [*results.hits, *(hit for hit in results.rejected if asks_after and _holds(hit.chunk, named))]
    return replace(
        results, hits=tuple(sorted((_lifted(hit, named, lift) for hit in found), key=lambda hit: -hit.score))
    )


def _holds(chunk: Chunk, step_id: str) -> bool:
    return (chunk.step is not None and chunk.step.id == step_id) or _bullet(chunk, step_id) is not None


def _bullet(chunk: Chunk, step_id: str) -> Item | None:
    return next((item for item in chunk.items if item.step and item.step.id == step_id), None)


def _lifted(hit: Hit, step_id: str, lift: float) -> Hit:
    if not _holds(hit.chunk, step_id):
        return hit
    return replace(hit, score=min(1.0, hit.score + lift), item=hit.item or _bullet(hit.chunk, step_id))


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
        if intent in endings and not (intent is Intent.OFF_TOPIC and self._covered_all_the_same()):
            return self._ending(*endings[intent])
        if intent is Intent.OTHER_SYMPTOM and not (self.situation.understanding.question and self._surely_covered()):
            return self._other_symptom()
        declined = decline(self.situation.understanding, self.situation.results)
        return self._ending(*declined) if declined else self._answer(intent)

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

    @property
    def _heard(self) -> bool:
        """Tell whether the message is in a language that we speak."""
        return self.situation.understanding.language == self.situation.book.language

    def _covered_all_the_same(self) -> bool:
        """Tell whether a message that names something else asks what the guide answers."""
        margin, top = self.situation.results.margin, self._top
        return top is not None and (margin or 0.0) >= _COVERED_MARGIN and top.score >= _COVERED_SCORE

    def _surely_covered(self) -> bool:
        """Tell whether a question is what a section answers, though a word of it also names another symptom."""
        margin, top = self.situation.results.margin, self._top
        return top is not None and (margin or 0.0) >= _COVERED_SURELY and top.score >= _COVERED_SURELY

    def _other_symptom(self) -> Decision:
        if self.verdict.row in BLOCKING:
            return self._status("another symptom of the product, and a matching incident is posted")
        return self._ending(Outcome.DECLINED_NOT_COVERED, "another symptom, which the guide does not cover")

    @property
    def _top(self) -> Hit | None:
        return self.situation.results.hits[0] if self.situation.results.hits else None

    @property
    def _item(self) -> Item | None:
        """Return the bullet that is asked about, where a section's answer lies in one."""
        return self._top.item if self._top else None

    def _answer(self, intent: Intent) -> Decision:
        top = self._top
        least = _LIKELY_ASKED if intent is Intent.FACT else _LIKELY
        meant = top.chunk if top and top.score >= least else None
        insists = self.situation.understanding.asks_anyway
        if insists and (not self.situation.understanding.question or intent is Intent.STATUS):
            return self._next()
        if intent is Intent.FIX and self.situation.understanding.wants_all and not self.blocked and self.steps.open:
            parents = self._parents(self.steps.open[0].place.chunk)
            return self._asked_steps(parents[0] if parents else self.steps.open[0].place.chunk)
        if not self._heard and top is not None and self.situation.understanding.symptom is not None:
            asked = top.score >= _ASKED_UNHEARD and not self._is_about_steps(top.chunk)
            return (
                self._about(top.chunk)
                if asked
                else self._status("a matching problem is posted")
                if self.blocked
                else self._next()
            )
        likely = _ASKED_IN_AN_INCIDENT if self.blocked else _ASKED_UNHEARD
        if intent is Intent.STATUS and (meant is None or self._is_status(meant) or top is None or top.score < likely):
            return self._status("asked how the service is")
        if meant is None or (intent is Intent.FIX and not self._asks_beside(top)) or self._is_report(meant):
            return self._status("a matching problem is posted") if self.blocked else self._next()
        about = self._about(meant)
        return self._and_on(about) if about.outcome is Outcome.ANSWERED_FACT and self._goes_on() else about

    def _goes_on(self) -> bool:
        """Tell whether who asks something also says that what was tried did not help: the next step is due as well."""
        understood = self.situation.understanding
        fails = bool(understood.attempts or understood.failing) and "solved" not in understood.reasons
        return fails and not self.blocked

    def _and_on(self, about: Decision) -> Decision:
        """Add the next step to an answer, unless the answer is about that one."""
        steps = sorted(self.steps.open, key=self._said_already)[:1]
        return replace(about, next_steps=tuple(one for one in steps if one.place.chunk not in about.evidence))

    def _asks_beside(self, top: Hit | None) -> bool:
        """Tell whether a message that tells of attempts asks something besides what to do next."""
        return self.situation.understanding.question and top is not None and top.score >= _SURE

    def _is_report(self, meant: Chunk) -> bool:
        """Tell whether a message only reports the problem: what is meant is what to do, whatever it is called."""
        understood = self.situation.understanding
        plain = understood.intent is Intent.REPORT and not understood.wants_all and self._is_told_beside(meant)
        return (plain and not self._is_status(meant)) or (self._is_about_steps(meant) and not understood.wants_all)

    def _is_told_beside(self, meant: Chunk) -> bool:
        """Tell whether a section is what a report that asks nothing is like, without being an answer to it."""
        understood = self.situation.understanding
        if meant.kind is Kind.OVERVIEW:
            return True
        reports = understood.symptom is not None and not understood.names_topic and meant.kind not in _STEP_KINDS
        return (meant.kind is Kind.CAUSE or reports) and (self._top is None or self._top.score < _ASKED_WITHOUT_ASKING)

    def _is_status(self, chunk: Chunk) -> bool:
        return chunk in status_sections(self.situation.guide, self.situation.book.language)

    def _about(self, meant: Chunk) -> Decision:
        """Answer what a section answers: about the service, about a step, or about anything else."""
        if self._is_status(meant) and meant.kind is not Kind.STEP:
            return self._status("asked what the status section answers")
        steps = meant.kind in _STEP_KINDS or self._is_about_steps(meant)
        if steps and not self.blocked and self._asks_how():
            return self._asked_steps(meant)
        return self._with(Outcome.ANSWERED_FACT, (), self._near(meant), "a section of the guide answers it", how=steps)

    def _asks_how(self) -> bool:
        """Tell whether a step is asked for ("how", or just its name) and not about ("is it safe")."""
        understood = self.situation.understanding
        told = {word.text for word in words(understood.query)}
        return understood.wants_all or not understood.question or bool(told & {"how", "where"})

    def _is_about_steps(self, chunk: Chunk) -> bool:
        """Tell whether a section is the parent of the steps: asking about it is asking what to do."""
        below = self.situation.guide.in_language(self.situation.book.language)
        return any(one.step and chunk.title in one.heading_path for one in below if one is not chunk)

    def _asked_steps(self, chunk: Chunk) -> Decision:
        """Offer exactly what was asked about: one step, or all that are open."""
        everything = self.situation.understanding.wants_all or self._is_about_steps(chunk)
        item = None if everything else self._item
        asked = tuple(one for one in self.steps.open if everything or one.place.chunk == chunk)
        asked = tuple(one for one in asked if item is None or one.place.item == item)
        named = asked if everything else self._named(asked)
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
        chosen = sorted(self.steps.open, key=self._said_already)[:1]
        if not chosen:
            return self._ending(Outcome.ESCALATED_EXHAUSTED, "every step that fits has been tried")
        parents = () if self.situation.known.attempts else self._parents(chosen[0].place.chunk)
        evidence = tuple(dict.fromkeys((chosen[0].place.chunk, *self._beside(), *parents)))[:_MOST_EVIDENCE]
        return self._with(Outcome.ANSWERED_STEPS, tuple(chosen), evidence, "the cheapest step that was not tried")

    def _said_already(self, one: Plan) -> tuple[bool, int]:
        """Rank a step that was named, or offered to who asks for another: the longer ago, the sooner it comes again.

        Who names a step, and not as undone, hardly waits to hear it.
        """
        understood = self.situation.understanding
        undone = {step for step, _ in understood.retracted}
        named = one.step_id in understood.named_steps and one.step_id not in undone
        offers = self.situation.known.offered if understood.wants_more else ()
        return named, max((place + 1 for place, key in enumerate(offers) if key == _key(one)), default=0)

    def _beside(self) -> tuple[Chunk, ...]:
        """Return what else a message may mean: it is said in a sentence beside the step."""
        understood = self.situation.understanding
        reports = (understood.follow_up or understood.attempts) and not understood.question
        least = _LIKELY_BESIDE if reports else _LIKELY_ASKED
        near = (hit.chunk for hit in self.situation.results.hits[:2] if hit.score >= least)
        open_steps = {one.step_id for one in self.steps.open}
        return tuple(one for one in near if one.kind not in _STEP_KINDS or (one.step and one.step.id in open_steps))

    def _parents(self, chunk: Chunk) -> tuple[Chunk, ...]:
        all_chunks = self.situation.guide.in_language(self.situation.book.language)
        return tuple(one for one in all_chunks if one.title in chunk.heading_path[:-1] and one.article == chunk.article)

    def _status(self, reason: str) -> Decision:
        sections = status_sections(self.situation.guide, self.situation.book.language)
        found = [hit.chunk for hit in self.situation.results.hits if hit.chunk in sections]
        # During an incident the status report is what the answer rests on: the page's own section comes with it.
        page = [chunk for chunk in sections if chunk.kind is Kind.STEP][:1] if self.blocked else []
        evidence = tuple(dict.fromkeys((*found[:1], *page, *self._beside(), *found[1:2], *sections[:2])))[
            :_MOST_EVIDENCE
        ]
        return replace(self._with(Outcome.ANSWERED_STATUS, (), evidence, reason), helping=self._helping())

    def _helping(self) -> tuple[Chunk, ...]:
        """Return the untried step that still helps while waiting, by the guide's front matter: told, not offered."""
        state = {"B": "degraded", "D": "recovering", "E": "recovering"}.get(self.verdict.row)
        waiting = {one.id for one in self.steps.held_back if one.reason is HeldReason.INCIDENT_OPEN}
        places = self.situation.guide.steps(self.situation.book.language)
        return tuple(one.chunk for one in places if state in one.step.during_incident and one.step.id in waiting)[:1]

    def _near(self, meant: Chunk) -> tuple[Chunk, ...]:
        """Return the section that is meant and those that stand close to it."""
        hits = self.situation.results.hits
        least = max(_LIKELY * 0.6, _CLOSE * hits[0].score)
        return (meant, *(hit.chunk for hit in hits[1:3] if hit.score >= least))

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
            items={hit.chunk.id: hit.item for hit in self.situation.results.hits if hit.item and hit.chunk in evidence},
        )

    def _confidence(self) -> str:
        score = self._top.score if self._top else 0.0
        if self.situation.understanding.symptom or self.situation.understanding.attempts or score >= 0.6:
            return "high"
        return "medium" if score >= _LIKELY else "low"


def _key(one: Plan) -> str:
    return f"{one.step_id}:{one.variant or ''}"


@lru_cache(maxsize=16)
def status_sections(guide: Guide, language: str) -> tuple[Chunk, ...]:
    """Return the sections that speak of the status page or of outages, the most telling first."""
    speech = lexicon(language)

    def weight(chunk: Chunk) -> int:
        told = words(f"{chunk.title}. {chunk.title}. {chunk.text}")
        pages = sum(span.label == "page" for span in speech.places.find(told))
        return pages + sum(span.label == "status" for span in speech.intents.find(told))

    chunks = [chunk for chunk in guide.in_language(language) if chunk.kind in (Kind.OVERVIEW, Kind.FAQ, Kind.STEP)]
    return tuple(sorted((one for one in chunks if weight(one) >= 2), key=weight, reverse=True))[:4]
