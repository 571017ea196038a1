"""Searching: what of the guide is near a message, with all its queries embedded at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.models import Understanding
from knowledge.models import Hit, SearchResults
from knowledge.open import OpenGeneration
from knowledge.ports import Vectors

Embed = Callable[[Sequence[str]], Vectors | None]


def search(
    understanding: Understanding, opened: OpenGeneration, embed: Embed, asked: str = ""
) -> tuple[SearchResults, SearchResults | None]:
    """Return what is found for a message, and for the rewritten question `asked` where there is one."""
    # Where all of a message tells of attempts, all of it is searched for.
    both = [text for text in (understanding.query, understanding.whole) if text] or [""]
    queries = [*both, *([asked] if asked else [])]
    vectors = embed(queries) if both[0] else None
    rows = vectors if vectors is not None and len(vectors) else [None] * len(queries)
    language = understanding.language
    found = [opened.search(query, language=language, vector=row) for query, row in zip(queries, rows, strict=True)]
    return (_joined(*found[:2]) if len(both) > 1 else found[0]), (found[-1] if asked else None)


def _joined(rest: SearchResults, whole: SearchResults) -> SearchResults:
    """Join what is found for a message without what was tried and for all of it: the mean is better than either.

    Alone the one misses a question about a step that was tried, the other finds little but such steps.
    """
    mine, theirs = _by_chunk(rest), _by_chunk(whole)
    joined = [_mean(mine.get(chunk), theirs.get(chunk)) for chunk in dict.fromkeys((*mine, *theirs))]
    best = sorted(joined, key=lambda hit: -hit.score)
    kept = {hit.chunk.id for hit in (*rest.hits, *whole.hits)}
    most = max(len(rest.hits), len(whole.hits))
    hits = [hit for hit in best if hit.chunk.id in kept][:most]
    taken = {hit.chunk.id for hit in hits}
    rejected = tuple(hit for hit in best if hit.chunk.id not in taken)
    # What was tried tells as well whether it is this problem: the margin is that of all that was said.
    return replace(rest, hits=tuple(hits), rejected=rejected, margin=whole.margin)


def _by_chunk(results: SearchResults) -> dict[str, Hit]:
    return {hit.chunk.id: hit for hit in (*results.hits, *results.rejected)}


def _mean(one: Hit | None, other: Hit | None) -> Hit:
    found = max((hit for hit in (one, other) if hit is not None), key=lambda hit: hit.score)
    return replace(found, score=sum(hit.score for hit in (one, other) if hit is not None) / 2)
