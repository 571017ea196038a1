"""Verifying: what may be shown. Code checks every sentence, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.models import Attempt, Check, Decision, Draft, HeldReason, Sentence
from bot.support import Embed
from bot.verdict import BLOCKING
from bot.verify_sentence import doubt
from bot.wording import Phrasebook
from knowledge.models import Chunk, Guide
from status.models import StatusReport

_LINK = re.compile(r"(?:https?://|www\.)[^\s)\]>“”]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a draft may rest on.

    `embed` lets a model's sentences be compared by meaning; `doubts` keeps what was found of them, so that a draft that
    grows is not judged again from its start.
    """

    guide: Guide
    report: StatusReport
    decision: Decision
    attempts: tuple[Attempt, ...]
    links: frozenset[str]
    book: Phrasebook
    embed: Embed | None = None
    doubts: dict[tuple[str, int, tuple[str, ...]], str] = field(default_factory=dict, compare=False)


def verify(draft: Draft, evidence: Evidence) -> tuple[Draft, tuple[Check, ...]]:
    """Return the draft without what fails, and every check made; nothing that fails is ever shown."""
    checks: list[Check] = []
    kept = [one for one in draft.sentences if _note(checks, _sentence_check(one, draft, evidence))]
    offered = {(one.id, one.variant) for one in draft.steps}
    tried = {(one.step_id, one.variant) for one in evidence.attempts}
    steps = tuple(one for one in draft.steps if not tried & {(one.id, one.variant), (one.id, None)})
    checks.append(Check("no tried step is offered", len(steps) == len(draft.steps), _ids(tried & offered)))
    held = {(one.id, one.variant) for one in evidence.decision.held_back if one.reason is not HeldReason.LAST_RESORT}
    checks.append(
        Check(
            "nothing is both offered and held back",
            not held & {(one.id, one.variant) for one in steps},
            _ids(held & offered),
        )
    )
    used = {number for one in kept for number in one.citations} | {one.citation for one in steps}
    citations = tuple(one for one in draft.citations if one.n in used)
    return replace(draft, sentences=_paragraphs(kept), steps=steps, citations=citations), tuple(checks)


def _note(checks: list[Check], check: Check) -> bool:
    checks.append(check)
    return check.passed


def _ids(pairs: Iterable[tuple[str, str | None]]) -> str:
    return ", ".join(sorted(step for step, _ in pairs))


def _sentence_check(sentence: Sentence, draft: Draft, evidence: Evidence) -> Check:
    """Return the first check that a sentence fails, or that it passed."""
    if sentence.origin == "model":
        name = doubt_once(sentence, draft, evidence)
        return Check(name or "sentence", not name, sentence.text[:80] if name else "")
    for name, passed in (
        ("links are on the allow-list", _links_allowed(sentence.text, evidence.links)),
        ("the guide says it", sentence.origin != "guide" or _in_guide(sentence, evidence)),
        ("it is our wording", sentence.origin == "guide" or evidence.book.owner(sentence.text) is not None),
        ("no outage that the page does not hold", _outage_allowed(sentence, evidence)),
        ("cited evidence exists", set(sentence.citations) <= {one.n for one in draft.citations}),
    ):
        if not passed:
            return Check(name, False, sentence.text[:80])
    return Check("sentence", True)


def doubt_once(sentence: Sentence, draft: Draft, evidence: Evidence) -> str:
    """Return the first check that a model's sentence fails, or nothing; it takes a few milliseconds the first time."""
    cited = tuple(f"{one.chunk_id}|{one.item}" for one in draft.citations if one.n in sentence.citations)
    key = (sentence.text, len(sentence.citations), cited)
    if key not in evidence.doubts:
        evidence.doubts[key] = doubt(sentence, draft.citations, evidence)
    return evidence.doubts[key]


def _links_allowed(text: str, links: frozenset[str]) -> bool:
    return all(found.rstrip(".,;:!?") in links for found in _LINK.findall(text))


def _in_guide(sentence: Sentence, evidence: Evidence) -> bool:
    """Tell whether a sentence stands word for word in the guide, numbers and all."""
    chunks = evidence.guide.in_language(evidence.book.language)
    return any(sentence.text in text for chunk in chunks for text in _texts(chunk))


def _texts(chunk: Chunk) -> tuple[str, ...]:
    return (chunk.text, chunk.title, chunk.caution or "", chunk.tip or "", *(item.text for item in chunk.items))


def _outage_allowed(sentence: Sentence, evidence: Evidence) -> bool:
    """A sentence of the verdict table may only be of the row that was decided on this report."""
    key = evidence.book.owner(sentence.text) if sentence.origin != "guide" else None
    if key is None or not key.startswith("rows."):
        return True
    report, row = evidence.report, evidence.decision.verdict.row
    shown = bool(report.incidents or report.components or report.maintenances)
    return evidence.book.owns(f"rows.{row}", sentence.text) and (row not in BLOCKING or shown)


def _paragraphs(kept: list[Sentence]) -> tuple[Sentence, ...]:
    """Make sure that a text begins with a paragraph even where its first sentence was dropped."""
    return tuple(replace(one, paragraph=True) if place == 0 else one for place, one in enumerate(kept))
