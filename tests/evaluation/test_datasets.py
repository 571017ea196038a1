"""The data sets are large, varied, balanced, independent of the guide, and as described."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from evaluation.datasets import load
from evaluation.jsonl import BadRowError
from evaluation.records import Split
from evaluation.settings import EvaluationSettings
from knowledge.parse import read_guide
from knowledge.settings import SHIPPED_GUIDES

OTHERS = {"es", "de", "fr", "pt", "ru", "ja", "zh"}


@pytest.fixture(scope="module")
def guide():
    return read_guide([SHIPPED_GUIDES])


@pytest.fixture(scope="module")
def sections(guide):
    return {chunk.section for chunk in guide.in_language("en")}


@pytest.fixture(scope="module")
def items(guide):
    return {item.id for chunk in guide.in_language("en") for item in chunk.items}


@pytest.fixture(scope="module")
def steps(guide):
    return {place.step.id for place in guide.steps("en")}


@pytest.fixture(scope="module")
def sets():
    return load(EvaluationSettings().data)


def plain(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_there_is_enough_of_everything(sets):
    assert len(sets.questions) >= 260
    assert len(sets.declines) >= 110
    assert len(sets.attempts) >= 150
    assert len(sets.verdicts) >= 60
    assert len(sets.dialogues) >= 50


def test_every_section_is_asked_about_in_english_six_times(sets, sections):
    asked = Counter(row.sections[0] for row in sets.questions if row.language == "en")
    assert {section for section in sections if asked[section] < 6} == set()


def test_every_bullet_is_asked_about(sets, items):
    asked = Counter(row.item for row in sets.questions if row.item)
    assert {item for item in items if asked[item] < 3} == set()


def test_questions_name_only_sections_and_bullets_there_are(sets, sections, items):
    named = {section for row in sets.questions for section in row.sections}
    assert named - sections - items == set()
    assert {row.item for row in sets.questions} - {None} <= items


def test_two_hundred_english_and_eight_of_each_other_language(sets):
    count = Counter(row.language for row in sets.questions)
    assert count["en"] >= 200
    assert {language for language in OTHERS if count[language] < 8} == set()


def test_other_languages_are_in_every_set(sets):
    for rows in (sets.declines, sets.attempts, sets.verdicts, sets.dialogues):
        assert len({row.language for row in rows} & OTHERS) >= 6


def test_messages_are_more_often_messy_than_tidy(sets):
    """People in front of an error do not write like a manual."""
    english = [row for row in sets.questions if row.language == "en"]
    assert sum(row.wording not in ("plain", "formal") for row in english) > len(english) / 2
    assert {"typo", "fragment", "angry", "caps", "pasted", "chatty", "formal"} <= {row.wording for row in english}


@pytest.mark.parametrize("name", ["questions", "declines", "attempts", "verdicts", "dialogues"])
def test_a_part_is_held_that_is_large_enough_to_tell(sets, name):
    """What was written to learn from is all dev, so that the held part may be smaller than two in five."""
    rows = getattr(sets, name)
    held = sum(row.split is Split.HELD for row in rows)
    assert held >= 25
    assert 0.2 <= held / len(rows) <= 0.5


def test_every_section_is_measured_in_both_splits(sets, sections):
    english = [row for row in sets.questions if row.language == "en"]
    assert {(row.sections[0], row.split) for row in english} >= {
        (section, split) for section in sections for split in Split
    }


def test_no_message_occurs_twice(sets):
    rows = [
        (plain(row.text), getattr(row, "scenario", ""))
        for part in (sets.questions, sets.declines, sets.attempts, sets.verdicts)
        for row in part
    ]
    assert [key for key, count in Counter(rows).items() if count > 1] == []


def test_no_message_is_a_phrasing_the_bot_was_taught(sets):
    """Measured on its own training data, every bot is good."""
    taught = {
        plain(one) for path in SHIPPED_GUIDES.rglob("*.yaml") for one in texts(yaml.safe_load(path.read_text("utf-8")))
    }
    said = {
        row.id: plain(row.text)
        for part in (sets.questions, sets.declines, sets.attempts, sets.verdicts)
        for row in part
    }
    said |= {f"{one.id} {turn.says}": plain(turn.says) for one in sets.dialogues for turn in one.turns if turn.says}
    copied = [name for name, text in said.items() if text in taught and len(text.split()) > 3]
    assert copied == []


def texts(value):
    """Every text in a tree of YAML."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in inner for text in texts(one)]


def test_no_message_repeats_the_guide(sets):
    """Eight words in a row of the guide would be reading aloud, not asking."""
    guide = plain(" ".join(path.read_text("utf-8") for path in SHIPPED_GUIDES.rglob("*.md")))
    for part in (sets.questions, sets.declines, sets.attempts, sets.verdicts):
        for row in part:
            words = plain(row.text).split()
            runs = [" ".join(words[start : start + 8]) for start in range(len(words) - 7)]
            assert [run for run in runs if run in guide] == [], row.id


def test_attempts_name_only_steps_there_are(sets, steps):
    for row in sets.attempts:
        named = {one.step_id for one in (*row.attempts, *row.tolerated, *row.offered, *row.retracted)}
        assert named <= steps, row.id


def test_only_the_vpn_has_variants(sets):
    for row in sets.attempts:
        for one in (*row.attempts, *row.offered, *row.retracted, *row.tolerated):
            assert (one.step_id == "vpn") == (one.variant is not None), row.id


def test_dialogues_name_only_steps_and_sections_there_are(sets, sections, steps):
    for dialogue in sets.dialogues:
        for turn in dialogue.turns:
            expect = turn.expect
            named = [
                *turn.presses,
                *expect.attempts,
                *expect.offers_any,
                *expect.never_offers,
                *(expect.only_offers or ()),
                *expect.lacks_attempts,
            ]
            assert {words.partition("/")[0] for words in named} <= steps | {"offered"}, dialogue.id
            assert set(expect.cites_any) <= sections, dialogue.id


def test_every_turn_expects_something(sets):
    """A turn without an expectation would count as met whatever comes."""
    for dialogue in sets.dialogues:
        for turn in dialogue.turns:
            assert turn.expect.model_dump(exclude_defaults=True), dialogue.id


def copied(folder, name, change):
    source = EvaluationSettings().data
    for path in source.rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path.read_text("utf-8"), encoding="utf-8")
    path = folder / name
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    return folder


def test_an_id_used_twice_is_refused(tmp_path):
    folder = copied(tmp_path, "declines.jsonl", lambda text: text + text.splitlines()[0] + "\n")
    with pytest.raises(BadRowError, match="used twice: d-en-001"):
        load(folder)


def test_a_scenario_nobody_knows_is_refused(tmp_path):
    folder = copied(tmp_path, "verdicts.jsonl", lambda text: text.replace('"all-fine"', '"all-blue"', 1))
    with pytest.raises(BadRowError, match="no such scenario: all-blue"):
        load(folder)


def test_a_broken_dialogue_file_is_named(tmp_path):
    folder = copied(tmp_path, "dialogues/outages.yaml", lambda text: text.replace("turns:", "turms:", 1))
    with pytest.raises(BadRowError, match=r"outages\.yaml"):
        load(folder)


def test_the_first_rows_of_every_set_are_enough_for_a_quick_look(sets):
    few = sets.first(2)
    assert [len(part) for part in (few.questions, few.declines, few.attempts, few.verdicts, few.dialogues)] == [2] * 5


def test_every_field_is_described(sets):
    """docs/evaluation.md names each field that a line of the data sets has."""
    described = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text("utf-8")
    fields = {
        name
        for path in EvaluationSettings().data.glob("*.jsonl")
        for name in json.loads(path.read_text("utf-8").splitlines()[0])
    }
    assert {name for name in fields if f"`{name}`" not in described} == set()
