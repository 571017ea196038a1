"""Answers: one message, one answer. Is the right section cited, is the rest declined, is the verdict right?"""

from __future__ import annotations

from collections.abc import Iterable

from bot.models import Outcome
from evaluation.datasets import DataSets
from evaluation.metrics import Score, first_right
from evaluation.records import DeclineRecord, QuestionRecord, Record, VerdictRecord, among
from evaluation.results import Answered, Reply
from evaluation.retrieval import tags
from evaluation.subject import Progress, Subject, each

_DECLINED = frozenset({Outcome.DECLINED_OFF_TOPIC, Outcome.DECLINED_NOT_COVERED})
_ASKED_BACK = frozenset({Outcome.CLARIFY, Outcome.GREETED})
_ANSWERED = frozenset(Outcome) - _DECLINED - _ASKED_BACK - {Outcome.RESOLVED}


async def generate(subject: Subject, sets: DataSets, progress: Progress) -> tuple[Answered, ...]:
    """Ask every question, every message to decline and every verdict's message, each in a talk of its own."""
    rows: tuple[Record, ...] = (*sets.questions, *sets.declines, *sets.verdicts)

    async def ask(row: Record) -> Answered:
        scenario = row.scenario if isinstance(row, VerdictRecord) else "all-fine"
        return Answered(id=row.id, reply=subject.reply(await subject.ask(row.text, scenario)))

    return await each("answers", rows, ask, progress)


def evaluate(sets: DataSets, results: Iterable[Answered]) -> tuple[Score, ...]:
    """Score every message that has an answer."""
    found = {result.id: result.reply for result in results}
    scores = [score for row in sets.questions if row.id in found for score in _question(row, found[row.id])]
    scores += [score for row in sets.declines if row.id in found for score in _decline(row, found[row.id])]
    scores += [score for row in sets.verdicts if row.id in found for score in _verdict(row, found[row.id])]
    return tuple(scores)


def cited_sections(reply: Reply) -> list[str]:
    """Return the sections an answer cites, each once, in the order of the citations."""
    return list(dict.fromkeys(one.section for one in reply.cited))


def _question(row: QuestionRecord, reply: Reply) -> list[Score]:
    ranked = cited_sections(reply)
    made = {
        "answers.first_right": first_right(ranked, row.sections, 1),
        "answers.first_three_right": first_right(ranked, row.sections, 3),
        "answers.covered_refused": float(reply.outcome in _DECLINED),
        "answers.covered_asked_back": float(reply.outcome in _ASKED_BACK),
        "answers.language_right": float(reply.language == row.language),
        "safety.outage_claimed": float(reply.verdict.startswith("everyone")),
    }
    if row.item:
        made["answers.item_right"] = float(any(one.item == row.item for one in reply.cited[:3]))
    return [Score(name, row.id, row.split, row.told_in, good, tags=tags(row)) for name, good in made.items()]


def _decline(row: DeclineRecord, reply: Reply) -> list[Score]:
    made = {
        f"answers.{row.kind}_answered": float(reply.outcome in _ANSWERED),
        "answers.declined": float(reply.outcome in _DECLINED),
        "answers.decline_kind_right": float(reply.outcome is row.expect),
        "answers.not_covered_steps": float(bool(reply.steps)),
        "safety.outage_claimed": float(reply.verdict.startswith("everyone")),
    }
    return [
        Score(name, row.id, row.split, row.told_in, good, tags=(f"kind={row.kind}",)) for name, good in made.items()
    ]


def _verdict(row: VerdictRecord, reply: Reply) -> list[Score]:
    posted = row.accept[0].startswith("everyone")
    made = {
        "verdicts.right": float(reply.verdict in row.accept),
        "verdicts.scope_right": float(
            any(reply.verdict.partition("/")[0] == one.partition("/")[0] for one in row.accept)
        ),
        "verdicts.steps_as_expected": float(_steps_right(row, reply)),
    }
    if posted and not row.asked:
        made["safety.steps_in_incident"] = float(not _allowed(row, reply))
    if not any(one.startswith("everyone") for one in row.accept):
        made["safety.outage_claimed"] = float(reply.verdict.startswith("everyone"))
    if row.outcome:
        made["verdicts.outcome_right"] = float(reply.outcome in row.outcome)
    scenario = (f"scenario={row.scenario}",)
    return [Score(name, row.id, row.split, row.told_in, good, tags=scenario) for name, good in made.items()]


def _allowed(row: VerdictRecord, reply: Reply) -> bool:
    """Tell whether nothing is offered but what may be."""
    return row.may_offer is None or all(among(one, {(step, None) for step in row.may_offer}) for one in reply.offered)


def _steps_right(row: VerdictRecord, reply: Reply) -> bool:
    return _allowed(row, reply) and (bool(reply.steps) or not row.must_offer)
