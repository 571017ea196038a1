"""Drawing as inline SVG: plain strings, coloured by the page's own style sheet, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# Widths and heights in the picture's own units: of a plot, then of a shaded table.
_LABEL, _PLOT, _VALUE, _ROW, _TOP = 300, 300, 130, 26, 34
_LEFT, _WIDE, _HIGH, _HEAD = 150, 62, 30, 118


@dataclass(frozen=True, slots=True)
class Dot:
    """A share with its interval, drawn hollow (dev) or filled (held); `good` says whether it meets the target."""

    value: float
    low: float
    high: float
    filled: bool
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a dot plot; `target` is drawn as a bar across it, and the last dot is judged by it in words."""

    label: str
    dots: tuple[Dot, ...]
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One small square: right or wrong, with words for whoever points at it."""

    right: bool
    title: str
    held: bool = False


def dot_plot(name: str, lines: Sequence[Line]) -> str:
    """Draw shares from 0 to 100 %, a row each; hollow is dev, filled is held, a bar is the target."""
    height = _TOP + _ROW * len(lines) + 8
    body = [_axis(height)]
    body += [_line(line, _TOP + _ROW * number + _ROW / 2) for number, line in enumerate(lines)]
    return _frame(name, _LABEL + _PLOT + _VALUE, height, "".join(body))


def _axis(height: float) -> str:
    marks = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = _x(share)
        marks.append(f'<line class="rule" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 8}" y2="{height - 6}"/>')
        marks.append(f'<text class="tick" x="{x:.1f}" y="{_TOP - 16}" text-anchor="middle">{share:.0%}</text>')
    marks.append(f'<text class="tick" x="{_LABEL + _PLOT + 28}" y="{_TOP - 16}">dev · held</text>')
    return "".join(marks)


def _line(line: Line, y: float) -> str:
    parts = [f'<text class="label" x="{_LABEL - 14}" y="{y + 4:.1f}" text-anchor="end">{escape(line.label)}</text>']
    if line.target is not None:
        x = _x(line.target)
        parts.append(f'<line class="target" x1="{x:.1f}" x2="{x:.1f}" y1="{y - 9:.1f}" y2="{y + 9:.1f}"/>')
    offset = 4 if len(line.dots) > 1 else 0
    for number, dot in enumerate(line.dots):
        parts.append(_dot(dot, y + (number * 2 - 1) * offset))
    said = " · ".join(f"{dot.value:.0%}" for dot in line.dots)
    mark = {True: " ✓", False: " ✗", None: ""}[line.dots[-1].good if line.dots else None]
    parts.append(f'<text class="value" x="{_LABEL + _PLOT + 28}" y="{y + 4:.1f}">{said}{mark}</text>')
    return f"<g>{''.join(parts)}</g>"


def _dot(dot: Dot, y: float) -> str:
    kind = ("held" if dot.filled else "dev") + (" miss" if dot.good is False else "")
    interval = f'<line class="reach" x1="{_x(dot.low):.1f}" x2="{_x(dot.high):.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
    return f'{interval}<circle class="{kind}" cx="{_x(dot.value):.1f}" cy="{y:.1f}" r="4.5"/>'


def _x(share: float) -> float:
    return _LABEL + _PLOT * min(1.0, max(0.0, share))


def tile_wall(name: str, rows: Sequence[tuple[str, Sequence[Sequence[Tile]]]]) -> str:
    """Draw groups of squares in labelled rows, wrapped; a wrong one is crossed, a held one has a thick edge."""
    width, size, gap = _LABEL + _PLOT + _VALUE, 13, 3
    body, y = [], 8.0
    for label, groups in rows:
        body.append(f'<text class="label" x="{_LABEL - 14}" y="{y + 10:.1f}" text-anchor="end">{escape(label)}</text>')
        x = float(_LABEL)
        for group in groups:
            wide = len(group) * (size + 1) + gap
            if x + wide > width:
                x, y = float(_LABEL), y + size + 5
            body += [_tile(tile, x + number * (size + 1), y, size) for number, tile in enumerate(group)]
            x += wide + gap
        y += size + 11
    return _frame(name, width, y, "".join(body))


def _tile(tile: Tile, x: float, y: float, size: float) -> str:
    kind = ("right" if tile.right else "wrong") + (" kept" if tile.held else "")
    square = f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{size}" height="{size}" rx="2.5"/>'
    inner = size - 8
    strokes = f"M{x + 4:.1f} {y + 4:.1f}l{inner} {inner}m0 {-inner}l{-inner} {inner}"
    cross = "" if tile.right else f'<path class="cross" d="{strokes}"/>'
    return f"<g><title>{escape(tile.title)}</title>{square}{cross}</g>"


def heat(name: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Draw counts as a shaded table; the darker, the larger its share of the row."""
    body = [_column(label, _LEFT + _WIDE * (number + 0.5)) for number, label in enumerate(columns)]
    for number, (label, counts) in enumerate(rows):
        y, total = _HEAD + _HIGH * number, sum(counts) or 1
        body.append(f'<text class="label" x="{_LEFT - 12}" y="{y + 20}" text-anchor="end">{escape(label)}</text>')
        body += [_cell(count, count / total, _LEFT + _WIDE * place, y) for place, count in enumerate(counts)]
    return _frame(name, _LEFT + _WIDE * len(columns) + 60, _HEAD + _HIGH * len(rows) + 6, "".join(body))


def _column(label: str, x: float) -> str:
    return f'<text class="tick" transform="translate({x:.0f} {_HEAD - 8}) rotate(-38)">{escape(label)}</text>'


def _cell(count: int, share: float, x: float, y: float) -> str:
    place = f'x="{x}" y="{y}" width="{_WIDE - 2}" height="{_HIGH - 2}"'
    square = f'<rect class="cell" {place} rx="3" fill-opacity="{share / 2:.2f}"/>'  # half: figures stay legible
    middle = f'x="{x + _WIDE / 2 - 1}" y="{y + 19}" text-anchor="middle"'
    return f'{square}<text class="count" {middle}>{count or ""}</text>'


def _frame(name: str, width: float, height: float, body: str) -> str:
    said = escape(name, quote=True)
    return (
        f'<svg role="img" aria-label="{said}" viewBox="0 0 {width:.0f} {height:.0f}"><title>{said}</title>{body}</svg>'
    )
