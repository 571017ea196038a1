"""`signpost search`: what the index finds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cli.session import complain, print_json, with_front

if TYPE_CHECKING:
    from api.front import Front
    from knowledge.models import SearchResults


def search(query: str, k: int, as_json: bool) -> int:
    """Search the guide and print the hits with scores and ranks."""
    from api.clean import clean

    text = clean(query)
    if not text:
        return complain("The query is empty; say what to look for, for example: signpost search vpn")

    async def work(front: Front) -> int:
        results = await asyncio.to_thread(front.library.current().search, text, k=k)
        if as_json:
            from api.present import present_search

            print_json(present_search(results))
        else:
            _print(results)
        return 0

    return with_front(work)


def _print(results: SearchResults) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        "score", "meaning", "words", "section", title=f"{len(results.hits)} hits, {results.mode}", title_justify="left"
    )
    for hit in results.hits:
        table.add_row(f"{hit.score:.3f}", str(hit.dense_rank or "–"), str(hit.lexical_rank or "–"), hit.chunk.id)
    Console(highlight=False).print(table)
