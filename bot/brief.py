"""The brief for an agent: what is known, what comes next and why, and what is worth asking. Pure, in plain English."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.handoff import SITUATION, make_packet
from bot.models import Answer, Author, Conversation, Decision, Fact, Intent, Outcome, Plan, Sentence, StepOffer
from bot.redact import masked
from bot.verdict import BLOCKING
from bot.wording import phrasebook, status_summary
from knowledge.models import Guide
from status.models import StatusReport

MOST_QUESTIONS = 3
_LONGEST_QUOTE = 200
# Endings that give the customer nothing an agent could send.
_ABSTAINS = {
    Outcome.DECLINED_OFF_TOPIC: "This is not about the product that the guide covers.",
    Outcome.DECLINED_NOT_COVERED: "The guide has nothing about this.",
    Outcome.ESCALATED_REQUESTED: "The customer asked for a person and has not said what is wrong.",
    Outcome.ESCALATED_EXHAUSTED: "Every step of the guide that fits has been tried.",
    Outcome.GREETED: "The customer has not said what is wrong yet.",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that nobody said yet and that would change what comes next: its topic, and how to ask for it."""

    about: str
    question: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step to propose and why; `offer.citation` is the number of its citation in the answer."""

    offer: StepOffer
    why: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that an agent sees beside the suggestion. `abstained` says in one sentence why nothing is suggested."""

    summary: str
    evidence: tuple[str, ...]
    next_step: NextStep | None
    missing: tuple[Missing, ...]
    abstained: str | None
    text: str
    sentences: tuple[Sentence, ...]


def make_brief(conversation: Conversation, answer: Answer, now: datetime) -> Brief:
    """Return the brief of a conversation and the answer that the engine would give to it now."""
    abstained = _abstained(answer)
    decision = answer.trace.decision if answer.trace else None
    return Brief(
        summary=make_packet(conversation, answer.status, now).summary,
        evidence=evidence(conversation, answer, answer.status),
        next_step=_next_step(answer, decision) if decision else None,
        missing=tuple(_missing(conversation, answer))[:MOST_QUESTIONS],
        abstained=abstained,
        text="" if abstained else answer.text,
        sentences=() if abstained else answer.sentences,
    )


def basis(customer_count: int, report: StatusReport) -> str:
    """Return what a suggestion rests on: how often the customer wrote, and the state and open incidents of the page."""
    seen = [report.state.value, *sorted(one.id for one in report.incidents if one.open)]
    return f"{customer_count}.{hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]}"


def written_by_customer(conversation: Conversation) -> int:
    """Return how often the customer has written."""
    return sum(turn.author is Author.USER for turn in conversation.turns)


def why_stale(before: str, now: str) -> str | None:
    """Return `customer_wrote` or `status_changed` for what changed between two bases; None where nothing did."""
    if before == now:
        return None
    return "customer_wrote" if before.partition(".")[0] != now.partition(".")[0] else "status_changed"


def evidence(conversation: Conversation, answer: Answer | None, report: StatusReport) -> tuple[str, ...]:
    """Return what speaks for the verdict and the answer, one line each: the page, the customer, the guide."""
    found = [status_summary(report, "en"), *(answer.verdict.reasons if answer else ())]
    told = ((topic, words) for fact, (topic, words) in SITUATION.items() if fact in conversation.facts)
    found += [f"The customer said: {topic}: {words}." for topic, words in told]
    found += [f"The guide, {one.section}: “{_cut(one.quote)}”" for one in (answer.citations if answer else ())]
    return tuple(dict.fromkeys(masked(line) for line in found))


def titles(guide: Guide, language: str) -> dict[str, str]:
    """Return how the guide names each step, by its id."""
    return {place.step.id: place.title for place in guide.steps(phrasebook(language).language)}


def _abstained(answer: Answer) -> str | None:
    """Say why there is nothing to send; thanks are answered with thanks."""
    thanked = answer.trace is not None and answer.trace.understanding.intent is Intent.THANKS
    return None if thanked else _ABSTAINS.get(answer.outcome)


def _cut(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1].rstrip() + "…"


def _next_step(answer: Answer, decision: Decision) -> NextStep | None:
    """Return the first step offered, with the reason in words."""
    offered = {(one.id, one.variant): one for one in answer.steps}
    plan = next((one for one in decision.next_steps if (one.step_id, one.variant) in offered), None)
    return NextStep(offered[(plan.step_id, plan.variant)], _why(plan, decision)) if plan else None


def _why(plan: Plan, decision: Decision) -> str:
    """Say why this step: what the customer said for it, else that it is the quickest one left."""
    step = plan.place.step
    known = {fact.value: fact for fact in decision.facts}
    told = [": ".join(SITUATION[known[word]]) for word in step.sooner if known.get(word) in SITUATION]
    tried = len(decision.attempts)
    left = f"not among the {tried} they have tried" if tried > 1 else "not tried yet"
    minutes = f"about {step.minutes:g} minute{'s' if step.minutes != 1 else ''}"
    because = f"; it comes first because they said: {', '.join(told)}" if told else ""
    return f"{decision.reason[:1].upper()}{decision.reason[1:]}: {left}, {minutes}{because}."


def _missing(conversation: Conversation, answer: Answer) -> Iterator[Missing]:
    """Yield what would change the decision, the most telling first; nothing where waiting is all there is to do."""
    if answer.verdict.row in BLOCKING and answer.outcome is Outcome.ANSWERED_STATUS:
        return
    if answer.outcome in (Outcome.DECLINED_OFF_TOPIC, Outcome.RESOLVED):
        return
    facts = conversation.facts
    if conversation.symptom is None:
        yield Missing("what they see", "What do you see exactly: an error with a number such as 502, or a blank page?")
    if answer.status.checked_at is None and not facts & {Fact.PAGE_SAYS_OK, Fact.PAGE_SAYS_DOWN}:
        page = answer.status.url
        yield Missing("the status page", f"Does {page} show an incident for you? We could not read it just now.")
    if not conversation.attempts:
        yield Missing("what was tried", "Which steps have you tried so far, and what happened?")
    yield from _missing_places(facts)


def _missing_places(facts: frozenset[Fact]) -> Iterator[Missing]:
    if not facts & {Fact.WORKS_OTHER_NETWORK, Fact.FAILS_OTHER_NETWORK}:
        yield Missing("another network", "Does it also fail on another network, such as mobile data with Wi-Fi off?")
    if not facts & {Fact.WORKS_ELSEWHERE, Fact.FAILS_ELSEWHERE, Fact.WORKS_PRIVATE_WINDOW}:
        yield Missing("another device or browser", "Does it also fail on another device, or in another browser?")
    if Fact.OVER_HALF_AN_HOUR not in facts:
        yield Missing("since when", "Since when has this been happening?")
    if not facts & {Fact.IN_APP, Fact.IN_BROWSER}:
        yield Missing("app or browser", "Do you use the app or a browser?")
