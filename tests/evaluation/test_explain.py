"""Mistakes are explained for dev, and stay unread for held."""

import pytest

from evaluation.datasets import DataSets
from evaluation.explain import explain
from evaluation.results import Answered, Played
from evaluation.score import Stored, score
from tests.evaluation.builders import (
    a_decline,
    a_dialogue,
    a_question,
    a_reply,
    a_verdict,
    an_attempt_record,
    heard,
    understood,
)

NONE = DataSets((), (), (), (), ())


def explained(sets, **results):
    stored = Stored(**{name: tuple(rows) for name, rows in results.items()})
    return explain(sets, stored, score(sets, stored))


def replaced(**parts):
    return DataSets(
        **{name: parts.get(name, ()) for name in ("questions", "declines", "attempts", "verdicts", "dialogues")}
    )


def test_a_wrong_citation_says_what_was_wanted_and_what_came():
    row = a_question(sections=["vpn", "advanced"], text="vpn on or off")
    [one] = explained(replaced(questions=(row,)), answers=[Answered(id=row.id, reply=a_reply(cited=["refresh"]))])
    assert (one.stage, one.record, one.said) == ("answers", "q-1", "vpn on or off")
    assert one.wanted.startswith("vpn, advanced (first cited section right")
    assert one.got == "answered_steps; just_you/unconfirmed; cites refresh"


def test_a_right_answer_is_no_mistake():
    row = a_question(sections=["vpn"])
    assert explained(replaced(questions=(row,)), answers=[Answered(id=row.id, reply=a_reply(cited=["vpn"]))]) == ()


@pytest.mark.parametrize("part", ["questions", "attempts", "dialogues"])
def test_held_mistakes_stay_unread(part):
    rows = {
        "questions": a_question(split="held", sections=["vpn"]),
        "attempts": an_attempt_record(split="held", attempts=[{"step_id": "vpn", "variant": "on", "result": "worked"}]),
        "dialogues": a_dialogue({"says": "x", "expect": {"steps": True}}, split="held"),
    }
    results = {
        "answers": [Answered(id="q-1", reply=a_reply())],
        "understanding": [understood()],
        "dialogues": [Played(id="talk-1", pressed=((),), replies=(a_reply(),))],
    }
    assert explained(replaced(**{part: (rows[part],)}), **results) == ()


def test_declines_and_verdicts_say_what_was_wanted():
    sets = replaced(
        declines=(a_decline(),), verdicts=(a_verdict(accept=["unknown/unconfirmed"], scenario="unreadable"),)
    )
    answers = [Answered(id="d-1", reply=a_reply()), Answered(id="v-1", reply=a_reply(verdict="everyone/likely"))]
    first, second = explained(sets, answers=answers)
    assert first.wanted.startswith("declined_not_covered")
    assert second.wanted.startswith("unreadable: unknown/unconfirmed")


def test_attempts_are_listed_as_wanted_and_as_heard():
    row = an_attempt_record(attempts=[{"step_id": "vpn", "variant": "off", "result": "worked"}])
    [one] = explained(replaced(attempts=(row,)), understanding=[understood(attempts=heard(refresh="did_not_work"))])
    assert (one.wanted, one.got) == ("vpn/off worked", "refresh did_not_work")


def test_every_broken_turn_is_told_with_what_was_said_or_pressed():
    talk = a_dialogue(
        {"says": "502", "expect": {"steps": True}},
        {"presses": {"refresh": "worked"}, "expect": {"outcome": ["resolved"]}},
    )
    played = Played(id="talk-1", pressed=((), ()), replies=(a_reply(), a_reply()))
    first, second = explained(replaced(dialogues=(talk,)), dialogues=[played])
    assert (first.record, first.said, first.got) == ("talk-1 · 1", "502", "no step offered")
    assert (second.record, second.said) == ("talk-1 · 2", "presses refresh")


def test_nothing_stored_is_nothing_to_explain():
    assert explained(NONE) == ()
