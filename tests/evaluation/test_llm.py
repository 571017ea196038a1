"""A model against the guide's own words, with models of a few lines behind a loopback address."""

import pytest

from bot.settings import BotSettings
from bot.writers.call import Limits
from evaluation.datasets import DataSets, load
from evaluation.llm import Match, contest, main, spread
from evaluation.settings import EvaluationSettings
from tests.llm_server import material, model_server, repeats, written


def lying(body):
    """Invents a number, a link and an outage for each section."""
    ids = [one["id"] for one in material(body)["sections"]]
    lies = ("Reload the page 99 times.", "Open https://evil.example/fix now.", "ChatGPT has been down since 9:14.")
    return written(*((lie, [name]) for name in ids for lie in lies))


@pytest.fixture(scope="session")
def few():
    """Questions the guide answers in steps, one message to decline, one under an incident."""
    sets = load(EvaluationSettings().data)
    plain = [row for row in sets.questions if row.language == "en" and row.kind == "fix"][:3]
    red = [row for row in sets.verdicts if row.language == "en" and row.accept[0] == "everyone/confirmed"][:1]
    return DataSets(tuple(plain), sets.declines[:1], (), tuple(red), ())


@pytest.fixture
def compared(asked, few):
    """Return a function that compares a model, given as a script, with none."""

    def run(script):
        async def met(subject):
            async with model_server(script) as server:
                settings = BotSettings(llm="openai:m", llm_base_url=server.url)
                return await contest(Match(subject, settings, Limits(20, 20)), few, lambda *_: None)

        return asked(met)

    return run


def test_a_model_that_repeats_the_guide_is_shown_and_does_no_harm(compared):
    found = compared(repeats)
    assert len(found.rows) == 5
    assert any(row.shown for row in found.rows)
    assert {row.model.writer for row in found.asked} >= {"llm"}
    assert (found.harmful, found.worse) == (False, ())
    assert {row.guide.writer for row in found.rows} == {"extractive"}


def test_a_model_that_lies_is_caught_by_the_second_check_and_shown_nowhere(compared):
    found = compared(lying)
    assert len(found.asked) >= 3
    assert all(all(row.proposed) for row in found.asked)
    assert sum(len(row.proposed) for row in found.rows) == found.dropped.total() > 5
    assert [row for row in found.rows if row.shown] == []
    assert not found.harmful


def test_a_message_that_needs_no_model_is_not_counted_as_asked(compared, few):
    found = compared(repeats)
    assert few.declines[0].id not in {row.id for row in found.asked}
    assert few.declines[0].id in {row.id for row in found.rows}


def test_so_many_rows_are_spread_over_each_set():
    sets = load(EvaluationSettings().data)
    few = spread(sets, 7)
    assert [len(rows) for rows in (few.questions, few.declines, few.verdicts)] == [7, 7, 7]
    assert few.questions[-1] in sets.questions[len(sets.questions) // 2 :]
    assert spread(sets, None).questions == sets.questions


def test_without_a_model_nothing_is_compared(hashing, capsys):
    assert main([]) == 2
    assert "BOT_LLM" in capsys.readouterr().err
