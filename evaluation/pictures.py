"""Which pictures a report has: what was measured, turned into lines, squares and shaded cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.models import Outcome
from evaluation.dialogues import judge
from evaluation.findings import Findings
from evaluation.measures import MEASURES, About
from evaluation.metrics import Measure
from evaluation.records import Record, Split
from evaluation.svg import Dot, Line, Tile, dot_plot, heat, tile_wall

_NAMES = {
    "en": "English",
    "es": "Spanish",
    "de": "German",
    "fr": "French",
    "pt": "Portuguese",
    "ru": "Russian",
    "ja": "Japanese",
    "zh": "Chinese",
}


def aims(findings: Findings, part: str) -> str:
    """Draw the measures that have an aim, for English (`en`) or for the other languages; empty when none was taken."""
    lines = []
    for name, about in MEASURES.items():
        found = findings.of(name, part) if about.headline else ()
        if found:
            lines.append(Line(about.title, _dots(found, about), about.target(part)))
    return dot_plot("Measures against their aims", lines) if lines else ""


def by_language(findings: Findings, name: str) -> str:
    """Draw one measure for each language."""
    return _plot(findings, name, [(label, code) for code, label in _NAMES.items()])


def by_tag(findings: Findings, name: str, tag: str) -> str:
    """Draw one measure for each value of a tag, English only."""
    start = f"en:{tag}="
    parts = sorted({one.slice for one in findings.measures if one.name == name and one.slice.startswith(start)})
    return _plot(findings, name, [(part.removeprefix(start), part) for part in parts])


def _plot(findings: Findings, name: str, parts: Iterable[tuple[str, str]]) -> str:
    lines = []
    for label, part in parts:
        found = findings.of(name, part)
        if found:
            lines.append(Line(f"{label} ({sum(one.of for one in found):.0f})", _dots(found)))
    return dot_plot(MEASURES[name].title, lines) if lines else ""


def _dots(measures: Iterable[Measure], judged: About | None = None) -> tuple[Dot, ...]:
    return tuple(
        Dot(one.value, one.low, one.high, _is_held(one.split), judged.meets(one.value, one.slice) if judged else None)
        for one in measures
    )


def endings(findings: Findings, split: Split) -> str:
    """Draw how messages of each kind ended, in one split."""
    replies = {one.id: one.reply for one in findings.results.answers}
    groups: dict[str, Sequence[Record]] = {
        "covered": findings.sets.questions,
        "near miss": [one for one in findings.sets.declines if one.kind == "near_miss"],
        "off topic": [one for one in findings.sets.declines if one.kind == "off_topic"],
    }
    rows = []
    for label, records in groups.items():
        ended = [replies[one.id].outcome for one in records if one.split is split and one.id in replies]
        rows.append((label, [ended.count(outcome) for outcome in Outcome]))
    names = [outcome.value.replace("_", " ") for outcome in Outcome]
    return heat(f"How messages ended, {split.value}", names, rows) if replies else ""


def verdicts(findings: Findings) -> str:
    """Draw every verdict as a square, a row a scenario."""
    replies = {one.id: one.reply for one in findings.results.answers}
    rows: dict[str, list[list[Tile]]] = defaultdict(list)
    for record in findings.sets.verdicts:
        if record.id in replies:
            got, held = replies[record.id].verdict, _is_held(record.split)
            right = got in record.accept
            told = "" if held or right else f": {got}, not {' or '.join(record.accept)}"
            rows[record.scenario].append([Tile(right, f"{record.id}{told}", held)])
    return tile_wall("Verdicts by state of the status page", list(rows.items())) if rows else ""


def talks(findings: Findings) -> str:
    """Draw every turn of every dialogue as a square, a row a theme (the first word of the id)."""
    played = {one.id: one for one in findings.results.dialogues}
    rows: dict[str, list[list[Tile]]] = defaultdict(list)
    for dialogue in findings.sets.dialogues:
        if dialogue.id in played:
            held = _is_held(dialogue.split)
            tiles = []
            for number, wrong in enumerate(judge(dialogue, played[dialogue.id]), 1):
                told = "" if held or not wrong else f": {'; '.join(wrong)}"
                tiles.append(Tile(not wrong, f"{dialogue.id}, turn {number}{told}", held))
            rows[dialogue.id.partition("-")[0]].append(tiles)
    return tile_wall("Dialogues, turn by turn", list(rows.items())) if rows else ""


def _is_held(split: Split) -> bool:
    return split is Split.HELD
