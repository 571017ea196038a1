"""`signpost search`: the index's hits in order, with the reasons for it."""

import pytest

from api.schemas import SearchObject
from tests.cli.conftest import refused


@pytest.mark.slow
def test_json_ranks_the_hits_and_keeps_the_rejected_ones(indexed):
    done = indexed.run("search", "should I turn the vpn off", "-k", "3", "--json")
    found = SearchObject.model_validate(done.document)
    scores = [hit.score for hit in found.hits]
    assert done.code == 0
    assert found.hits[0].chunk_id == "chatgpt-bad-gateway#vpn"
    assert scores == sorted(scores, reverse=True)
    assert len(found.hits) <= 3
    assert found.rejected


@pytest.mark.slow
def test_a_person_sees_scores_ranks_and_whole_section_ids(indexed):
    done = indexed.run("search", "vpn")
    assert done.code == 0
    assert "chatgpt-bad-gateway#vpn" in done.out
    assert "hits, hybrid" in done.out


def test_an_empty_query_is_refused(shell):
    assert refused(shell.run("search", " ")).startswith("The query is empty")
