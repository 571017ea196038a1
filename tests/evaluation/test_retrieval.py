"""The search is judged as fused, and as each of its parts would have done alone."""

from evaluation.results import Found, Retrieved
from evaluation.retrieval import evaluate, tags
from tests.evaluation.builders import a_question, values


def found(section, score=0.5, dense=None, lexical=None):
    return Found(section=section, score=score, dense_rank=dense, lexical_rank=lexical)


def scored(row, *sections):
    return values(evaluate([row], [Retrieved(id=row.id, mode="hybrid", found=sections)]))


def test_the_fused_order_is_judged():
    made = scored(a_question(sections=["vpn"]), found("steps"), found("vpn"))
    assert made["retrieval.first_right"] == (0.0, 1.0)
    assert made["retrieval.first_three_right"] == (1.0, 1.0)
    assert 0.0 < made["retrieval.ndcg"][0] < 1.0


def test_each_part_is_judged_by_its_own_ranks():
    row = a_question(sections=["vpn"])
    made = scored(row, found("steps", dense=2, lexical=1), found("vpn", dense=1, lexical=3))
    assert made["retrieval.dense_only_first_right"] == (1.0, 1.0)
    assert made["retrieval.lexical_only_first_right"] == (0.0, 1.0)


def test_a_part_that_found_nothing_was_not_right():
    made = scored(a_question(sections=["vpn"]), found("vpn", lexical=1))
    assert made["retrieval.dense_only_first_right"] == (0.0, 1.0)


def test_tidy_and_messy_wording_are_kept_apart():
    assert "wording=tidy" in tags(a_question(wording="formal"))
    assert "wording=messy" in tags(a_question(wording="angry"))
    assert {"kind=fact", "section=refresh"} <= set(tags(a_question()))
