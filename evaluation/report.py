"""The report: one HTML file with pictures and the tables behind them. No script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from evaluation import pictures
from evaluation.findings import Findings
from evaluation.measures import MEASURES, About
from evaluation.metrics import Measure, percentile
from evaluation.records import Split

_HERE = Path(__file__).parent
_Row = Sequence[str]


def render(findings: Findings) -> str:
    """Return the page. Everything that a person or the bot said is escaped."""
    page = Template((_HERE / "report.html").read_text(encoding="utf-8"))
    return page.substitute(
        title="How good is Signpost?",
        style=(_HERE / "report.css").read_text(encoding="utf-8"),
        about=escape(findings.about),
        sections="\n".join(build(findings) for build in _SECTIONS),
    )


def _aims(findings: Findings) -> str:
    note = "Ten measures decide. Where mistakes are counted, further left is better."
    drawn = _titled("English", pictures.aims(findings, "en"))
    drawn += _titled("Other languages", pictures.aims(findings, "other"))
    return _section("Against what we aim for", note, drawn, _all_measures(findings))


def _endings(findings: Findings) -> str:
    drawn = "".join(_titled(split.value, pictures.endings(findings, split)) for split in Split)
    return _section("How messages ended", "One row a kind of message, one column an ending.", drawn)


def _verdicts(findings: Findings) -> str:
    note = "One square a message, one row a state of the status page. A cross is a wrong verdict, an edge a held one."
    return _section("Everyone, or just you?", note, _figure(pictures.verdicts(findings)))


def _talks(findings: Findings) -> str:
    note = "Squares that touch are one talk. A cross is a turn that broke an expectation."
    return _section("Talks, turn by turn", note, _figure(pictures.talks(findings)))


def _languages(findings: Findings) -> str:
    names = ("answers.first_right", "answers.first_three_right", "attempts.exact")
    drawn = "".join(_titled(MEASURES[name].title, pictures.by_language(findings, name)) for name in names)
    return _section("By language", "Few messages a language: read the lines, not the dots.", drawn)


def _kinds(findings: Findings) -> str:
    wanted = (("answers.first_right", "kind"), ("answers.first_right", "wording"), ("attempts.exact", "about"))
    drawn = "".join(
        _titled(f"{MEASURES[name].title}, by {tag}", pictures.by_tag(findings, name, tag)) for name, tag in wanted
    )
    note = "English. Tidy messages are written as in a manual, messy ones as people type."
    return _section("By kind of message", note, drawn)


def _by_section(findings: Findings) -> str:
    note = "English. Which sections are cited first when they should be."
    return _section(
        "By section of the guide", note, _figure(pictures.by_tag(findings, "answers.first_right", "section"))
    )


def _time(findings: Findings) -> str:
    seconds = [one.reply.seconds for one in findings.results.answers]
    seconds += [reply.seconds for one in findings.results.dialogues for reply in one.replies]
    half, most = (percentile(seconds, share) * 1000 for share in (0.5, 0.95))
    said = f"Half of {len(seconds)} answers took under {half:.0f} ms, 19 of 20 under {most:.0f} ms, one at a time."
    return _section("Time", "", f"<p>{said}</p>" if seconds else "")


def _mistakes(findings: Findings) -> str:
    drawn = []
    for stage in dict.fromkeys(one.stage for one in findings.mistakes):
        rows = [(one.record, one.said, one.wanted, one.got) for one in findings.mistakes if one.stage == stage]
        drawn.append(_folded(f"{stage}: {len(rows)}", _table(("record", "said", "wanted", "came"), rows, numbers=0)))
    note = "Messages of dev only. Held ones stay unread, or they would be tuned on."
    return _section("What went wrong", note, "".join(drawn))


def _all_measures(findings: Findings) -> str:
    head = ("measure", "language", "split", "value", "95 %", "of", "aim")
    rows = [
        _measure_row(about, one)
        for name, about in MEASURES.items()
        for part in ("en", "other")
        for one in findings.of(name, part)
    ]
    return _folded("All measures as a table", _table(head, rows, numbers=4)) if rows else ""


def _measure_row(about: About, one: Measure) -> _Row:
    target = about.target(one.slice)
    aim = "" if target is None else f"{'≥' if about.more_is_better else '≤'} {target:.2f}"
    reach = f"{one.low:.3f} to {one.high:.3f}"
    return (about.title, one.slice, one.split.value, f"{one.value:.3f}", reach, f"{one.of:.0f}", aim)


def _table(head: _Row, rows: Iterable[_Row], *, numbers: int) -> str:
    """Return an HTML table of plain texts; the last `numbers` columns are set as figures."""
    kinds = [""] * (len(head) - numbers) + [' class="number"'] * numbers

    def line(cells: _Row, tag: str) -> str:
        return "".join(f"<{tag}{kind}>{escape(cell)}</{tag}>" for cell, kind in zip(cells, kinds, strict=True))

    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in rows)
    return f'<div class="scroll"><table><tr>{line(head, "th")}</tr>{body}</table></div>'


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{body}</details>"


def _titled(title: str, picture: str) -> str:
    return f"<h3>{escape(title)}</h3>{_figure(picture)}" if picture else ""


def _figure(picture: str) -> str:
    """Let a picture scroll by itself where the page is narrow; a keyboard reaches it, too."""
    return f'<figure tabindex="0">{picture}</figure>' if picture else ""


def _section(title: str, note: str, *bodies: str) -> str:
    """Return a section, or nothing where there is nothing to show."""
    told = f'<p class="note">{escape(note)}</p>' if note else ""
    return f"<section><h2>{escape(title)}</h2>{told}{''.join(bodies)}</section>" if any(bodies) else ""


_SECTIONS: tuple[Callable[[Findings], str], ...] = (
    _aims,
    _endings,
    _verdicts,
    _talks,
    _languages,
    _kinds,
    _by_section,
    _time,
    _mistakes,
)
