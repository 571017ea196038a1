"""Hybrid search: scores are fused, ranks say who found what, and what was rejected comes along."""

import numpy as np
import pytest

from knowledge.embedders.hashing import HashingEmbedder
from knowledge.ports import Vectors
from knowledge.search import DENSE_WEIGHT, FLOOR, LEXICAL_WEIGHT, REJECTED, Shelf, search
from knowledge.stores.exact import ExactStore
from knowledge.vectors import keys_of, partition, view
from tests.knowledge.guides import a_chunk, a_guide


def embed(texts) -> Vectors:
    return np.array(HashingEmbedder().embed_documents(list(texts)), dtype=np.float32)


def a_shelf(guide, language="en"):
    vectors = embed(text for _, text in keys_of(guide))
    part = partition(guide, vectors, language)
    return Shelf(language, view(guide, language), part), ExactStore({language: part})


def ask(query, k=3, guide=None):
    shelf, store = a_shelf(guide or a_guide())
    return search(shelf, query, k, embed([query])[0], store)


def test_the_section_that_is_asked_about_comes_first():
    assert [ask(query).hits[0].chunk.section for query in ("wipe cookies", "is it my vpn", "what is a 502?")] == [
        "clear-cache",
        "vpn",
        "meaning",
    ]


def test_a_score_is_the_weighted_sum_of_cosine_and_lexical_score():
    for hit in ask("delete the cookies of my browser").hits:
        assert hit.score == pytest.approx(DENSE_WEIGHT * hit.dense_score + LEXICAL_WEIGHT * hit.lexical_score)


def test_a_chunk_is_as_near_as_the_nearest_of_its_text_and_phrasings():
    hit = ask("empty the cache").hits[0]
    assert hit.chunk.section == "clear-cache"
    assert hit.dense_score == pytest.approx(1.0, abs=1e-5)


def test_hits_and_rejected_together_are_sorted_and_named_once():
    results = ask("clear the cache or reload the page", k=2)
    everything = [*results.hits, *results.rejected]
    assert [hit.score for hit in everything] == sorted((hit.score for hit in everything), reverse=True)
    assert len({hit.chunk.id for hit in everything}) == len(everything) == 4
    assert len(results.hits) == 2


def test_hits_below_the_floor_are_rejected_with_their_scores():
    results = ask("qwertz", k=4)
    assert results.hits == ()
    assert {hit.score < FLOOR for hit in results.rejected} == {True}


def test_ranks_count_from_one_and_are_missing_where_a_part_found_nothing():
    results = ask("cookies", k=4)
    everything = [*results.hits, *results.rejected]
    assert sorted(hit.dense_rank for hit in everything) == [1, 2, 3, 4]
    assert [(hit.chunk.section, hit.lexical_rank) for hit in everything if hit.lexical_rank] == [("clear-cache", 1)]


def test_without_a_vector_keywords_answer_and_the_score_is_theirs():
    shelf, store = a_shelf(a_guide())
    results = search(shelf, "clear the cache", 3, None, store)
    assert (results.mode, results.hits[0].chunk.section) == ("keyword", "clear-cache")
    assert {(hit.dense_rank, hit.dense_score) for hit in results.hits} == {(None, None)}
    assert [hit.score for hit in results.hits] == [hit.lexical_score for hit in results.hits]


def test_without_a_store_keywords_answer():
    assert search(Shelf("en", view(a_guide(), "en")), "reload", 3, embed(["reload"])[0], None).mode == "keyword"


def test_many_phrasings_of_one_chunk_do_not_crowd_out_the_others():
    """Only the nearest vectors are asked for; all of them may belong to one chunk."""
    crowd = a_chunk("crowd", phrasings=tuple(f"clear the cache {i}" for i in range(300)))
    shelf, store = a_shelf(a_guide(crowd, *(a_chunk(name) for name in ("refresh", "vpn", "clear-cache"))))
    results = search(shelf, "zzz the cache", 4, embed(["clear the cache"])[0], store)
    assert {hit.chunk.section for hit in (*results.hits, *results.rejected)} == {
        "crowd", "refresh", "vpn", "clear-cache",
    }  # fmt: skip
    assert all(hit.dense_score is not None for hit in results.hits)


def test_a_chunk_found_by_words_alone_still_gets_its_true_cosine():
    crowd = a_chunk("crowd", phrasings=tuple(f"clear the cache {i}" for i in range(100)))
    other = a_chunk("crowd-2", phrasings=("clear the cache",))
    rare = a_chunk("rare", title="xylophone", text="xylophone", phrasings=())
    shelf, store = a_shelf(a_guide(crowd, other, rare))
    question = embed(["clear the cache"])[0]
    found = search(shelf, "xylophone", 1, question, store)
    hit = next(one for one in (*found.hits, *found.rejected) if one.chunk.section == "rare")
    assert hit.dense_score == pytest.approx(float(shelf.partition.vectors[shelf.rows[2]].max(axis=0) @ question))
    assert (hit.dense_rank, hit.lexical_rank) == (None, 1)


def test_rejected_hits_are_bounded():
    many = a_guide(*(a_chunk(f"cache-{i}", text=f"clear the cache {i}") for i in range(120)))
    assert len(ask("clear the cache", guide=many).rejected) == REJECTED


@pytest.mark.parametrize("k", [0, -1])
def test_asking_for_nothing_gives_nothing(k):
    assert ask("clear the cache", k=k).hits == ()


def test_scores_stay_between_nothing_and_one():
    shelf, store = a_shelf(a_guide())
    against = -embed(["clear the cache"])[0]
    results = search(shelf, "clear the cache", 4, against, store)
    assert all(0 <= hit.score <= 1 for hit in (*results.hits, *results.rejected))


def test_timings_are_reported_in_seconds():
    timings = ask("cache").timings
    assert set(timings) == {"lexical", "dense"}
    assert all(0 <= seconds < 60 for seconds in timings.values())
