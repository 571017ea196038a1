"""Which of the messages the guide left open, and why each counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.insights.models import GapReason, OpenQuestion
from bot.insights.rows import AnswerRow, Asked
from bot.models import Outcome

# Of what is about something else only what comes near the guide counts (the score of its best section): measured
# over the evaluation's messages, docs/adr/0132-gaps-from-the-first-question.md.
NEAR = 0.3


def sift(messages: Iterable[Asked], told: Iterable[AnswerRow]) -> tuple[OpenQuestion, ...]:
    """Return the questions that were declined, clarified twice, voted down, or after which a person was asked for.

    Oldest first. Of two unclear messages in a row the first one counts: it is what the person wanted to know.
    """
    following = _following(told)
    unclear_after = {later.id for later, before in _pairs(told) if before.outcome == later.outcome == Outcome.CLARIFY}
    found = []
    for one in sorted(messages, key=lambda message: (message.at, message.answer_id)):
        reasons = _reasons(one, following.get(one.answer_id), one.answer_id in unclear_after)
        if reasons and any(sign.isalnum() for sign in one.text):
            found.append(
                OpenQuestion(
                    one.answer_id, one.ref, one.at, one.language, one.text, one.outcome, reasons, one.citations
                )
            )
    return tuple(found)


def _reasons(one: Asked, after: AnswerRow | None, repeats: bool) -> tuple[GapReason, ...]:
    reasons = []
    if one.outcome == Outcome.DECLINED_NOT_COVERED or (
        one.outcome == Outcome.DECLINED_OFF_TOPIC and one.best_score >= NEAR
    ):
        reasons.append(GapReason.DECLINED)
    unclear = one.outcome == Outcome.CLARIFY
    if unclear and not repeats and after is not None and after.outcome == Outcome.CLARIFY:
        reasons.append(GapReason.CLARIFIED_TWICE)
    if one.voted_down:
        reasons.append(GapReason.THUMBED_DOWN)
    given_up = after is not None and after.outcome == Outcome.ESCALATED_REQUESTED
    if given_up and (reasons or (unclear and not repeats)):
        reasons.append(GapReason.ASKED_PERSON)
    return tuple(reasons)


def _following(told: Iterable[AnswerRow]) -> Mapping[str, AnswerRow]:
    return {before.id: later for later, before in _pairs(told)}


def _pairs(told: Iterable[AnswerRow]) -> Sequence[tuple[AnswerRow, AnswerRow]]:
    """Return each answer of a conversation with the one before it."""
    talks: dict[str, list[AnswerRow]] = defaultdict(list)
    for answer in sorted(told, key=lambda one: (one.at, one.id)):
        talks[answer.conversation_id].append(answer)
    return [(talk[at], talk[at - 1]) for talk in talks.values() for at in range(1, len(talk))]
