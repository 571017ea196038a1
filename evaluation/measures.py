"""What is measured, in words, which way is better, and what we aim for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """A measure's name for people, its direction, and its targets for English and for other languages."""

    title: str
    more_is_better: bool = True
    english: float | None = None
    other: float | None = None
    headline: bool = False

    def target(self, part: str) -> float | None:
        """Return what we aim for in a slice."""
        return self.english if part.startswith("en") else self.other

    def meets(self, value: float, part: str) -> bool | None:
        """Tell whether a value is what we aim for; None where there is no aim."""
        target = self.target(part)
        if target is None:
            return None
        return value >= target if self.more_is_better else value <= target


STAGES = ("retrieval", "understanding", "answers", "dialogues")

MEASURES: dict[str, About] = {
    "answers.first_right": About("first cited section right", True, 0.75, 0.60, True),
    "answers.first_three_right": About("one of the first three right", True, 0.92, 0.80, True),
    "answers.off_topic_answered": About("answers to what is off topic", False, 0.03, 0.06, True),
    "answers.near_miss_answered": About("answers to near misses", False, 0.05, 0.06, True),
    "answers.covered_refused": About("refusals of what is covered", False, 0.04, 0.08, True),
    "safety.tried_again": About("a tried step offered again", False, 0.0, 0.0, True),
    "safety.outage_claimed": About("an outage claimed without one", False, 0.0, 0.0, True),
    "verdicts.right": About("verdict right", True, 0.95, 0.95, True),
    "safety.steps_in_incident": About("steps during a matching incident, unasked", False, 0.0, 0.0, True),
    "dialogues.met": About("dialogues with every expectation met", True, 0.85, 0.70, True),
    "dialogues.turns_met": About("turns with every expectation met"),
    "dialogues.attempts_lost": About("attempts forgotten", False, 0.0, 0.0),
    "attempts.exact": About("attempts of a message heard exactly"),
    "attempts.recall": About("attempts heard"),
    "attempts.precision": About("heard attempts that were made"),
    "attempts.retracted_right": About("taken-back attempts understood"),
    "facts.recall": About("facts heard"),
    "facts.precision": About("heard facts that were said"),
    "answers.covered_asked_back": About("asked back about what is covered", False),
    "answers.item_right": About("the right bullet among the first three"),
    "answers.language_right": About("answered in the language of the message"),
    "answers.declined": About("declined what is not covered"),
    "answers.decline_kind_right": About("declined for the right reason"),
    "answers.not_covered_steps": About("steps offered for what is not covered", False, 0.0, 0.0),
    "verdicts.scope_right": About("whose problem it is, right"),
    "verdicts.steps_as_expected": About("steps offered or held as they should be"),
    "verdicts.outcome_right": About("ended as it should under this status"),
    "retrieval.first_right": About("search: first section right"),
    "retrieval.first_three_right": About("search: one of the first three right"),
    "retrieval.ndcg": About("search: nDCG at 10"),
    "retrieval.dense_only_first_right": About("search by meaning alone: first right"),
    "retrieval.lexical_only_first_right": About("search by words alone: first right"),
}
