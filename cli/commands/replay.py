"""`signpost status --replay FILE`: a recorded timeline through the whole bot, and what would have been said when."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from cli.session import complain, console, print_json

if TYPE_CHECKING:
    from evaluation.replay import Said
    from evaluation.timeline import Moment


def replay(path: Path, as_json: bool) -> int:
    """Print each question of the timeline with the verdict and the words of its answer; 0 when all were answered."""
    from evaluation.jsonl import BadRowError
    from evaluation.timeline import load

    try:
        moments = load(path)
    except BadRowError as error:
        return complain(str(error))
    if not any(moment.ask for moment in moments):
        return complain(f"{path} asks nothing: a line with `ask` is a question.")
    with console().status("Replaying…"):
        said = asyncio.run(_said(moments))
    if as_json:
        print_json([_row(one) for one in said])
    else:
        _print(said)
    return 0


async def _said(moments: tuple[Moment, ...]) -> list[Said]:
    from evaluation.replay import read_the_guide, replay

    return [one async for one in replay(moments, read_the_guide())]


def _row(said: Said) -> dict[str, object]:
    moment, answer = said.moment, said.answer
    return {
        "at": f"{moment.at:%Y-%m-%dT%H:%M:%SZ}",
        "ask": moment.ask,
        "scope": answer.verdict.scope.value,
        "certainty": answer.verdict.certainty.value,
        "row": answer.verdict.row,
        "outcome": answer.outcome.value,
        "status": answer.status_summary,
        "text": answer.text,
        "truth": moment.truth.value if moment.truth else None,
    }


def _print(said: list[Said]) -> None:
    """Print what changes: the status line only where it says something new, and each question with its answer."""
    from rich.console import Console

    out = Console(highlight=False, soft_wrap=True)
    before = None
    for one in said:
        row = _row(one)
        state = (one.answer.status.state, one.answer.status.freshness)
        if state != before:
            out.print(f"{row['at']}  {one.answer.status_summary}", style="bold", markup=False)
            before = state
        truth = f"; it was {row['truth']}" if row["truth"] else ""
        out.print(f"{row['at']}  “{row['ask']}”", markup=False)
        out.print(f"    {row['scope']}, {row['certainty']} (row {row['row']}{truth})", style="dim", markup=False)
        out.print(f"    {one.answer.text.splitlines()[0]}", markup=False)
