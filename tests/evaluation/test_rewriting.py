"""Rewriting against not rewriting, with models of a few lines behind a loopback address."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.settings import BotSettings
from evaluation.datasets import load
from evaluation.jsonl import read
from evaluation.rewriting import Compared, FollowUp, Way, compare, main, tabulate
from evaluation.settings import EvaluationSettings
from tests.builders import the_guide
from tests.llm_server import material, model_server, written

ROWS = read(EvaluationSettings().data / "follow_ups.jsonl", FollowUp)


def names_the_step(body):
    """A good model: it puts the name of what was offered last behind the message."""
    told = material(body)
    return written((f"{told['question'].rstrip('?')}: {told['about'][-1]}", ["question"]))


@pytest.fixture
def compared(asked):
    """Return a function that compares a model, given as a script, on a few talks."""

    def run(script):
        async def met(subject):
            async with model_server(script) as server:
                settings = BotSettings(llm="openai:m", llm_base_url=server.url, llm_rewrite_seconds=10)
                few = [row for row in ROWS if row.language == "en"][:6]
                return await compare(subject, settings, few, load(EvaluationSettings().data).dialogues[:3])

        return asked(met)

    return run


def test_a_model_that_says_what_is_meant_finds_more(compared):
    found = compared(names_the_step)
    assert sum(found.rewritten.right.values()) > sum(found.without.right.values())
    assert found.worse == ()
    assert found.ended["rewritten"] >= 4


def test_a_model_that_says_something_else_changes_nothing(compared):
    found = compared(lambda body: written(("Is nginx down with a 503?", ["question"])))
    assert (found.rewritten.right, found.rewritten.met) == (found.without.right, found.without.met)
    assert set(found.ended) == {"own_words"}


def test_what_was_right_without_it_only_is_named():
    without, rewritten = Way({"f-1": True, "f-2": False}, {("talk", 1): True}, 0.1), Way({}, {}, 0.2)
    rewritten.right.update({"f-1": False, "f-2": True})
    rewritten.met.update({("talk", 1): False})
    found = Compared(without, rewritten, Counter(rewritten=2))
    assert found.worse == ("f-1", "talk, turn 1")
    lines = tabulate(found)
    assert "| first cited section right, of 2 | 1 | 1 |" in lines
    assert lines[-1].endswith("Right without rewriting only: f-1, talk, turn 1.")


def test_every_follow_up_names_sections_of_the_guide():
    known = {chunk.id.partition("#")[2] for chunk in the_guide().chunks}
    assert {section for row in ROWS for section in row.sections} <= known
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_without_a_model_nothing_is_compared(hashing, capsys):
    assert main([]) == 2
    assert "BOT_LLM" in capsys.readouterr().err
