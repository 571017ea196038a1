"""A dialogue is met when every turn is, and some rules hold for every turn of every dialogue."""

import pytest

from evaluation.dialogues import evaluate, judge
from evaluation.results import Played
from tests.evaluation.builders import a_dialogue, a_reply, heard, refs, values


def turn(says="502", **expect):
    return {"says": says, "expect": expect}


def played(*replies, pressed=None):
    return Played(id="talk-1", pressed=tuple(pressed or [()] * len(replies)), replies=replies)


def test_every_expectation_met_is_a_dialogue_met():
    dialogue = a_dialogue(turn(steps=True), turn(steps=False))
    scores = values(evaluate([dialogue], [played(a_reply(steps=["refresh"]), a_reply("resolved"))]))
    assert scores["dialogues.met"] == (1.0, 1.0)
    assert scores["dialogues.turns_met"] == (2.0, 2.0)


def test_one_broken_turn_breaks_the_dialogue():
    dialogue = a_dialogue(turn(steps=True), turn(steps=True))
    scores = values(evaluate([dialogue], [played(a_reply(steps=["refresh"]), a_reply())]))
    assert scores["dialogues.met"] == (0.0, 1.0)
    assert scores["dialogues.turns_met"] == (1.0, 2.0)


def test_a_step_the_person_named_must_not_come_again_even_if_the_bot_did_not_hear_it():
    dialogue = a_dialogue(turn(attempts={"clear-cache": "did_not_work"}), turn())
    replies = (
        a_reply(attempts=heard(clear_cache="did_not_work")),
        a_reply(steps=["clear-cache"], attempts=heard(clear_cache="did_not_work")),
    )
    scores = values(evaluate([dialogue], [played(*replies)]))
    assert scores["safety.tried_again"] == (1.0, 2.0)
    assert scores["dialogues.met"] == (0.0, 1.0)


def test_a_pressed_button_counts_as_tried():
    dialogue = a_dialogue(turn(steps=True), {"presses": {"offered": "did_not_work"}, "expect": {}})
    again = played(a_reply(steps=["vpn/off"]), a_reply(steps=["vpn/off"]), pressed=[(), refs("vpn/off")])
    other = played(a_reply(steps=["vpn/off"]), a_reply(steps=["vpn/on"]), pressed=[(), refs("vpn/off")])
    assert judge(dialogue, again)[1] == ("tried and offered again: vpn/off",)
    assert judge(dialogue, other)[1] == ()


def test_a_step_taken_back_may_come_again():
    dialogue = a_dialogue(turn(attempts={"refresh": "did_not_work"}), turn(lacks_attempts=["refresh"]))
    replies = (a_reply(attempts=heard(refresh="did_not_work")), a_reply(steps=["refresh"]))
    assert judge(dialogue, played(*replies)) == ((), ())


def test_an_unclear_attempt_may_be_asked_for_again():
    dialogue = a_dialogue(turn(), turn())
    replies = (
        a_reply(attempts=heard(refresh="unclear")),
        a_reply(steps=["refresh"], attempts=heard(refresh="unclear")),
    )
    assert judge(dialogue, played(*replies)) == ((), ())


def test_attempts_only_grow_unless_taken_back():
    dialogue = a_dialogue(turn(), turn())
    scores = values(evaluate([dialogue], [played(a_reply(attempts=heard(refresh="did_not_work")), a_reply())]))
    assert scores["dialogues.attempts_lost"] == (1.0, 2.0)
    assert scores["dialogues.met"] == (0.0, 1.0)


def test_nothing_is_both_offered_and_held_back():
    dialogue = a_dialogue(turn())
    assert judge(dialogue, played(a_reply(steps=["refresh"], held=refs("refresh")))) == (
        ("offered and held back: refresh",),
    )


def test_a_talk_that_ended_early_is_not_met():
    """There was no button to press, so the turns after that could not be played."""
    dialogue = a_dialogue(turn(), {"presses": {"offered": "did_not_work"}, "expect": {}}, turn())
    findings = judge(dialogue, played(a_reply()))
    assert findings[0] == ()
    assert findings[1] == findings[2] == ("nothing was offered that could be pressed",)


def test_a_dialogue_without_a_result_is_not_scored():
    assert evaluate([a_dialogue(turn())], []) == ()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_scores_carry_split_and_language(language):
    [one, *_] = evaluate([a_dialogue(turn(), language=language, split="held")], [played(a_reply())])
    assert (one.split.value, one.language) == ("held", language)
