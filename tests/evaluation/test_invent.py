"""Invented timelines: the same for the same seed, long enough, and of every kind that fools a reader."""

from datetime import timedelta

import pytest

from evaluation.invent import invent, write
from evaluation.replay import FOLDER, timelines
from evaluation.settings import EvaluationSettings
from evaluation.timeline import Truth
from evaluation.troubles import KINDS

SHIPPED = EvaluationSettings().data / FOLDER


@pytest.fixture(scope="module")
def invented():
    return invent()


def test_the_timelines_that_ship_are_those_of_the_seed(tmp_path):
    write(tmp_path)
    made = {path.name: path.read_text() for path in timelines(tmp_path)}
    assert made == {path.name: path.read_text() for path in timelines(SHIPPED)}


def test_another_seed_gives_other_timelines(invented):
    assert invent(seed=1) != invented


def test_they_are_worth_thirty_days_and_more(invented):
    lengths = [moments[-1].at - moments[0].at for moments in invented.values()]
    assert sum(lengths, timedelta()) >= timedelta(days=30)


def test_every_kind_is_asked_about_and_most_while_the_page_shows_it(invented):
    asked = [one for moments in invented.values() for one in moments if one.ask]
    assert len({one.kind for one in asked}) >= len(KINDS) - 1
    assert sum(one.posted for one in asked) >= 300
    assert not any(one.posted and one.truth is Truth.FINE for one in asked)
