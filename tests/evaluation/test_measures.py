"""Every measure that is taken has words, and aims are judged the right way round."""

import pytest

from evaluation.datasets import DataSets
from evaluation.measures import MEASURES
from evaluation.results import Answered, Found, Played, Retrieved
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


def test_every_measure_that_is_taken_is_described_and_every_description_is_taken():
    rich = an_attempt_record(
        attempts=[{"step_id": "vpn", "variant": "on", "result": "any"}],
        retracted=[{"step_id": "refresh"}],
        facts=["on_phone"],
    )
    sets = DataSets(
        (a_question(item="flush-dns"),),
        (a_decline(), a_decline("d-2", kind="off_topic", expect="declined_off_topic")),
        (rich,),
        (a_verdict(accept=["everyone/confirmed"], outcome=["answered_status"]),),
        (a_dialogue({"says": "502", "expect": {}}),),
    )
    results = Stored(
        (Retrieved(id="q-1", mode="hybrid", found=(Found(section="vpn", score=1.0),)),),
        (understood(attempts=heard(refresh="worked"), facts=["on_phone"]),),
        tuple(Answered(id=one, reply=a_reply()) for one in ("q-1", "d-1", "d-2", "v-1")),
        (Played(id="talk-1", pressed=((),), replies=(a_reply(),)),),
    )
    assert {one.measure for one in score(sets, results)} == set(MEASURES)


@pytest.mark.parametrize(
    ("name", "value", "part", "meets"),
    [
        ("answers.first_right", 0.75, "en", True),
        ("answers.first_right", 0.74, "en:kind=fact", False),
        ("answers.first_right", 0.61, "ja", True),
        ("answers.covered_refused", 0.05, "en", False),
        ("answers.covered_refused", 0.05, "other", True),
        ("safety.tried_again", 0.0, "en", True),
        ("attempts.recall", 0.1, "en", None),
    ],
)
def test_an_aim_is_met_or_not(name, value, part, meets):
    assert MEASURES[name].meets(value, part) is meets


def test_leading_measures_have_an_aim_in_every_language():
    for name, about in MEASURES.items():
        if about.headline:
            assert None not in (about.english, about.other), name
