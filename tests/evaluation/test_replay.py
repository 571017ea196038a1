"""A timeline through the whole bot: what would have been said when, and how that compares with simple readers."""

import asyncio
from datetime import timedelta

import pytest

from evaluation.outlook import BOT, READERS
from evaluation.replay import FOLDER, judged, main, replay, timelines
from evaluation.settings import EvaluationSettings
from evaluation.timeline import load
from tests.builders import the_guide

SHIPPED = timelines(EvaluationSettings().data / FOLDER)


@pytest.fixture(scope="module")
def days():
    """The first eight days: enough kinds to tell, few enough to be quick."""
    moments = load(SHIPPED[0])
    return tuple(one for one in moments if one.at < moments[0].at + timedelta(days=8))


@pytest.fixture(scope="module")
def found(days):
    return asyncio.run(judged(days, the_guide()))


def test_nobody_is_told_that_it_is_them_while_the_page_shows_it(found):
    assert [one.moment for one in found if one.reader == BOT and one.blames] == []


@pytest.mark.parametrize("reader", READERS[1:])
def test_the_bot_beats_every_simple_reader(found, reader):
    right = {name: sum(one.right for one in found if one.reader == name and one.asked) for name in READERS}
    assert right[BOT] > right[reader]


async def test_questions_of_one_conversation_follow_each_other(days):
    said = [one async for one in replay(days, the_guide())]
    talks = {}
    for one in said:
        if one.moment.conversation:
            talks.setdefault(one.moment.conversation, set()).add(one.answer.conversation_id)
    assert talks
    assert all(len(ids) == 1 for ids in talks.values())


async def test_answers_carry_the_times_of_the_recording(days):
    said = [one async for one in replay(days[:40], the_guide())]
    assert all(one.answer.created_at == one.moment.at for one in said)


def test_a_file_that_is_no_timeline_is_said(tmp_path, capsys):
    path = tmp_path / "t.jsonl"
    path.write_text("{}\n")
    assert main([str(path)]) == 2
    assert "t.jsonl:1" in capsys.readouterr().err
