"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.models import Answer
from bot.wording import phrasebook

if TYPE_CHECKING:
    from rich.console import Console

_MARKS = {
    "ok": "green",
    "degraded": "yellow",
    "outage": "red",
    "maintenance": "blue",
    "recovering": "cyan",
    "unknown": "white",
}


def print_answer(answer: Answer, console: Console | None = None) -> None:
    """Print the answer, its sources and the status line."""
    from rich.console import Console
    from rich.markdown import Markdown

    out = console or Console(highlight=False)
    out.print(Markdown(plain(answer.text)))
    for citation in answer.citations:
        label = f"{citation.section}: {citation.item}" if citation.item else citation.section
        out.print(plain(f"  [{citation.n}] {label}"), style="dim", markup=False)
    out.print(plain(f"  ● {answer.status_summary}"), style=_MARKS[answer.status.state.value], markup=False)
    for held in held_lines(answer):
        out.print(plain(f"  – {held}"), style="dim", markup=False)


def held_lines(answer: Answer) -> tuple[str, ...]:
    """Return what is held back and why, a line each."""
    book = phrasebook(answer.language)
    titles = (
        (held.title if held.variant is None else f"{held.title} ({held.variant})", held.reason)
        for held in answer.held_back
    )
    return tuple(f"{title}: {book.say(f'held_words.{reason.value}')}" for title, reason in titles)


def plain(text: str) -> str:
    """Drop what could steer a terminal; the text may quote a status page."""
    return "".join(character for character in text if character == "\n" or character.isprintable())
