"""Which picture shows what."""

from xml.etree import ElementTree

import pytest

from evaluation import pictures
from evaluation.datasets import DataSets
from evaluation.findings import Findings
from evaluation.metrics import summarise
from evaluation.records import Split
from evaluation.results import Answered, Played
from evaluation.score import Stored, score
from tests.evaluation.builders import a_decline, a_dialogue, a_question, a_reply, a_score, a_verdict

NONE = Findings("", DataSets((), (), (), (), ()), (), Stored(), ())


def texts(picture, kind):
    return [one.text for one in ElementTree.fromstring(picture).findall(f".//text[@class='{kind}']")]


def measured(*scores):
    return Findings("", DataSets((), (), (), (), ()), summarise(scores), Stored(), ())


def test_aims_show_leading_measures_only():
    found = measured(a_score("verdicts.right"), a_score("attempts.recall"))
    assert texts(pictures.aims(found, "en"), "label") == ["verdict right"]


def test_the_held_part_is_judged():
    found = measured(a_score("verdicts.right", 1.0), a_score("verdicts.right", 0.0, split=Split.HELD))
    assert texts(pictures.aims(found, "en"), "value") == ["100% · 0% ✗"]


def test_languages_and_tags_have_a_line_each():
    found = measured(
        a_score(tags=("kind=fact",)), a_score(language="ja", record="q-2"), a_score(tags=("kind=fix",), record="q-3")
    )
    assert texts(pictures.by_language(found, "answers.first_right"), "label") == ["English (2)", "Japanese (1)"]
    assert texts(pictures.by_tag(found, "answers.first_right", "kind"), "label") == ["fact (1)", "fix (1)"]


def answered(sets, reply):
    rows = (*sets.questions, *sets.declines, *sets.verdicts)
    results = Stored(answers=tuple(Answered(id=row.id, reply=reply) for row in rows))
    return Findings("", sets, summarise(score(sets, results)), results, ())


def test_endings_are_counted_for_one_split_only():
    sets = DataSets((a_question("q-1"), a_question("q-2", split="held")), (a_decline(),), (), (), ())
    picture = pictures.endings(answered(sets, a_reply("clarify")), Split.DEV)
    assert texts(picture, "label") == ["covered", "near miss", "off topic"]
    assert [one for one in texts(picture, "count") if one] == ["1", "1"]


@pytest.mark.parametrize(("verdict", "crosses"), [("just_you/unconfirmed", 0), ("everyone/confirmed", 1)])
def test_a_wrong_verdict_is_crossed(verdict, crosses):
    picture = pictures.verdicts(answered(DataSets((), (), (), (a_verdict(),), ()), a_reply(verdict=verdict)))
    assert texts(picture, "label") == ["all-fine"]
    assert len(ElementTree.fromstring(picture).findall(".//path")) == crosses


def test_a_wrong_verdict_says_what_was_wanted_unless_it_is_held():
    rows = (a_verdict("v-1"), a_verdict("v-2", split="held"))
    picture = pictures.verdicts(answered(DataSets((), (), (), rows, ()), a_reply(verdict="everyone/likely")))
    told = [one.text for one in ElementTree.fromstring(picture).findall("./g/title")]
    assert told == ["v-1: everyone/likely, not just_you/unconfirmed", "v-2"]


def test_talks_stand_in_a_row_for_each_theme_and_held_ones_keep_their_findings_to_themselves():
    turn = {"says": "502", "expect": {"steps": True}}
    talks = (
        a_dialogue(turn, id="tried-a"),
        a_dialogue(turn, id="tried-b", split="held"),
        a_dialogue(turn, id="outage-a"),
    )
    played = tuple(Played(id=one.id, pressed=((),), replies=(a_reply(),)) for one in talks)
    picture = pictures.talks(Findings("", DataSets((), (), (), (), talks), (), Stored(dialogues=played), ()))
    assert texts(picture, "label") == ["tried", "outage"]
    told = [one.text for one in ElementTree.fromstring(picture).findall("./g/title")]
    assert told == ["tried-a, turn 1: no step offered", "tried-b, turn 1", "outage-a, turn 1: no step offered"]


def test_nothing_measured_draws_nothing():
    drawn = [
        pictures.aims(NONE, "en"),
        pictures.endings(NONE, Split.DEV),
        pictures.verdicts(NONE),
        pictures.talks(NONE),
    ]
    assert drawn == [""] * 4
