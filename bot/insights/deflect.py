"""Which conversations needed no person: only those that said so count, and each can be looked up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.feedback import Rating
from bot.insights.models import Counted, Deflection, Ending
from bot.insights.rows import AnswerRow, TalkRow, VoteRow
from bot.models import Outcome

QUIET = timedelta(hours=24)
DEFINITION = (
    "A conversation counts as deflected when the person said that it is solved, that a step worked, or voted "
    "'up' or 'solved' on the last answer, and nobody asked for a person before that or within 24 hours after it. "
    "A sign younger than 24 hours is too early to count. Conversations without any sign stay unknown and are never "
    "counted as a success. Greetings, and questions about something else, are not counted at all."
)
_NOT_OURS = (Outcome.GREETED, Outcome.DECLINED_OFF_TOPIC)
_GOOD = (Rating.UP, Rating.SOLVED)
_BAD = (Rating.DOWN, Rating.NOT_SOLVED)


def count_endings(
    talks: Iterable[TalkRow], answers: Iterable[AnswerRow], votes: Iterable[VoteRow], now: datetime
) -> tuple[Counted, ...]:
    """Return each conversation that counts, newest first, with its ending and the sign that decided."""
    given: dict[str, list[AnswerRow]] = defaultdict(list)
    for answer in answers:
        given[answer.conversation_id].append(answer)
    voted = {vote.answer_id: vote for vote in votes}
    counted = []
    for talk in sorted(talks, key=lambda one: (one.at, one.ref), reverse=True):
        told = sorted(given[talk.id], key=lambda answer: (answer.at, answer.id))
        if any(answer.outcome not in _NOT_OURS for answer in told):
            ending, sign = _ending(talk, told, voted.get(told[-1].id), now)
            counted.append(Counted(talk.ref, talk.at, ending, sign))
    return tuple(counted)


def sum_up(counted: Sequence[Counted], most_refs: int) -> Deflection:
    """Return the sums with at most so many references; the deflected ones come first."""
    counts = Counter(one.ending for one in counted)
    shown = sorted(counted, key=lambda one: one.ending is not Ending.DEFLECTED)[:most_refs]
    rate = counts[Ending.DEFLECTED] / len(counted) if counted else None
    return Deflection(DEFINITION, len(counted), {one.value: counts[one] for one in Ending}, rate, tuple(shown))


def _ending(talk: TalkRow, told: Sequence[AnswerRow], vote: VoteRow | None, now: datetime) -> tuple[Ending, str]:
    signs = [(at, "a step worked") for at in talk.worked]
    signs += [(answer.at, "said it is solved") for answer in told if answer.outcome == Outcome.RESOLVED]
    if vote and vote.rating in _GOOD:
        signs.append((vote.at, f"voted {vote.rating} on the last answer"))
    asked = [(answer.at, "asked for a person") for answer in told if answer.outcome == Outcome.ESCALATED_REQUESTED]
    asked += [(at, "handed to a person, or a person stepped in") for at in talk.persons]
    if not signs:
        return _without_sign(asked, vote)
    at, sign = max(signs)
    in_time = [word for moment, word in sorted(asked) if moment <= at + QUIET]
    if in_time:
        return Ending.ASKED_PERSON, in_time[0]
    return (Ending.DEFLECTED if now >= at + QUIET else Ending.TOO_EARLY), sign


def _without_sign(asked: Sequence[tuple[datetime, str]], vote: VoteRow | None) -> tuple[Ending, str]:
    if asked:
        return Ending.ASKED_PERSON, min(asked)[1]
    if vote and vote.rating in _BAD:
        return Ending.NOT_SOLVED, f"voted {vote.rating.replace('_', ' ')} on the last answer"
    return Ending.UNKNOWN, "no sign either way"
