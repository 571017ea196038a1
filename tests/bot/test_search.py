"""A message is searched for without what was tried and as a whole, and both are embedded at once."""

import pytest

from bot.models import Intent, Understanding
from bot.search import search
from knowledge.models import Hit, SearchResults
from tests.knowledge.guides import a_chunk

CACHE, LONG, VPN = (a_chunk(section) for section in ("cache", "long", "vpn"))


class Shelf:
    """What is found for each query."""

    def __init__(self, **found):
        self.found, self.asked = found, []

    def search(self, query, *, language, vector):
        self.asked.append((query, language, vector))
        scores, margin = self.found[query]
        hits = sorted((Hit(chunk, score) for chunk, score in scores), key=lambda hit: -hit.score)
        return SearchResults(
            query,
            tuple(one for one in hits if one.score >= 0.2),
            tuple(one for one in hits if one.score < 0.2),
            margin=margin,
        )


def told(query, whole=""):
    return Understanding(Intent.FIX, query, "en", whole=whole)


def embedding(calls):
    def embed(texts):
        calls.append(list(texts))
        return [f"vector of {text}" for text in texts]

    return embed


def test_the_mean_of_both_searches_counts():
    shelf = Shelf(rest=(((LONG, 0.5), (VPN, 0.3)), 0.1), whole=(((CACHE, 0.7), (LONG, 0.4), (VPN, 0.1)), -0.2))
    found, _ = search(told("rest", "whole"), shelf, embedding([]))
    assert [hit.chunk for hit in (*found.hits, *found.rejected)] == [LONG, CACHE, VPN]
    assert [hit.score for hit in (*found.hits, *found.rejected)] == pytest.approx([0.45, 0.35, 0.2])


def test_the_margin_is_that_of_all_that_was_said():
    shelf = Shelf(rest=(((LONG, 0.5),), 0.1), whole=(((LONG, 0.4),), -0.2))
    assert search(told("rest", "whole"), shelf, embedding([]))[0].margin == -0.2


def test_all_queries_are_embedded_in_one_call():
    calls = []
    shelf = Shelf(**dict.fromkeys(("rest", "whole", "rewritten"), (((LONG, 0.5),), 0.1)))
    _, nearer = search(told("rest", "whole"), shelf, embedding(calls), "rewritten")
    assert calls == [["rest", "whole", "rewritten"]]
    assert shelf.asked == [(text, "en", f"vector of {text}") for text in ("rest", "whole", "rewritten")]
    assert nearer.query == "rewritten"


def test_a_message_without_attempts_is_searched_for_once():
    shelf = Shelf(rest=(((LONG, 0.5),), 0.1))
    found, nearer = search(told("rest"), shelf, embedding([]))
    assert (found.query, nearer, len(shelf.asked)) == ("rest", None, 1)


def test_nothing_said_is_not_embedded():
    calls = []
    found, _ = search(told(""), Shelf(**{"": ((), None)}), embedding(calls))
    assert (calls, found.hits) == ([], ())


def test_where_all_of_a_message_tells_of_attempts_all_of_it_is_searched_for():
    shelf, calls = Shelf(whole=(((CACHE, 0.7),), 0.2)), []
    found, _ = search(told("", "whole"), shelf, embedding(calls))
    assert calls == [["whole"]]
    assert [hit.chunk for hit in found.hits] == [CACHE]
