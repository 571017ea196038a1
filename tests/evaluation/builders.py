"""Records and replies for tests: say only what matters."""

from bot.models import Certainty, Outcome, Result, Scope
from evaluation.metrics import Score
from evaluation.records import (
    AttemptRecord,
    DeclineRecord,
    Dialogue,
    QuestionRecord,
    Split,
    StepRef,
    VerdictRecord,
    pair,
)
from evaluation.results import Cited, HeardAttempt, Reply, Understood


def a_question(identity="q-1", sections=("refresh",), **rest):
    made = {"text": "reload?", "language": "en", "split": "dev", "kind": "fact", "wording": "plain"} | rest
    return QuestionRecord(id=identity, sections=tuple(sections), **made)


def a_decline(identity="d-1", kind="near_miss", expect="declined_not_covered", **rest):
    made = {"text": "503", "language": "en", "split": "dev", "about": "503", "wording": "plain"} | rest
    return DeclineRecord(id=identity, kind=kind, expect=expect, **made)


def a_verdict(identity="v-1", accept=("just_you/unconfirmed",), **rest):
    made = {"text": "502", "language": "en", "split": "dev", "scenario": "all-fine"} | rest
    return VerdictRecord(id=identity, accept=tuple(accept), **made)


def an_attempt_record(identity="a-1", **rest):
    made = {"text": "cache cleared", "language": "en", "split": "dev", "about": "plain"} | rest
    return AttemptRecord(id=identity, **made)


def a_dialogue(*turns, **rest):
    made = {"id": "talk-1", "split": "dev", "about": "a talk"} | rest
    return Dialogue(turns=tuple(turns), **made)


def refs(*words):
    return tuple(StepRef(step_id=step, variant=variant) for step, variant in map(pair, words))


def heard(**results):
    """Attempts by step id, `_` for `-`: heard(clear_cache="did_not_work")."""
    return tuple(
        HeardAttempt(step_id=step.replace("_", "-"), result=Result(result)) for step, result in results.items()
    )


def a_reply(outcome="answered_steps", verdict="just_you/unconfirmed", steps=(), cited=(), attempts=(), **rest):
    scope, certainty = verdict.split("/")
    made = {
        "scenario": "all-fine",
        "intent": None,
        "row": "F",
        "held": (),
        "text": "Reload the page. [1]",
        "language": "en",
        "escalation": False,
        "seconds": 0.01,
    } | rest
    return Reply(
        outcome=Outcome(outcome),
        scope=Scope(scope),
        certainty=Certainty(certainty),
        steps=refs(*steps),
        attempts=attempts,
        cited=tuple(Cited(section=one.partition(":")[0], item=one.partition(":")[2] or None) for one in cited),
        **made,
    )


def understood(identity="a-1", attempts=(), retracted=(), facts=(), steps=()):
    return Understood(
        id=identity, attempts=attempts, retracted=refs(*retracted), facts=frozenset(facts), reply=a_reply(steps=steps)
    )


def a_score(measure="answers.first_right", good=1.0, of=1.0, split=Split.DEV, language="en", **rest):
    return Score(measure, rest.pop("record", "q-1"), split, language, good, of, **rest)


def values(scores):
    """Return what was scored, by measure."""
    return {one.measure: (one.good, one.of) for one in scores}
