"""Puts a handoff packet into words, for agents: one paragraph, or a plain-text letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from bot.models import Answer, Author
from bot.records import HandoffPacket, Line, StatusChange, Tried
from bot.redact import masked
from status.models import StatusReport

# Agents read these. A caller with another language passes its own table with the same keys.
WORDS: Mapping[str, str] = {
    "worked": "worked",
    "did_not_work": "did not work",
    "cannot_do": "cannot be done",
    "unclear": "result unclear",
    "ok": "no problem posted",
    "degraded": "degraded",
    "outage": "outage",
    "maintenance": "maintenance",
    "recovering": "recovering",
    "unknown": "could not be read",
    "user": "Customer",
    "assistant": "Assistant",
    "agent": "Agent",
    "reported": 'They reported: "{error}"',
    "asked": 'They first wrote: "{message}"',
    "environment": "Their situation: {facts}.",
    "tried": "Tried so far: {steps}.",
    "untried": "They have not tried any step yet.",
    "status": "{source} at {time}: {state}{incidents}.",
    "last": "The conversation came to a person because: {reason}",
    "title": "Handoff {id}, {time}",
    "contact": "How to reach them",
    "error": "Error",
    "situation": "Situation",
    "attempts": "Steps tried",
    "timeline": "Status over the conversation",
    "sections": "Guide sections shown",
    "transcript": "Transcript",
    "pressed": "(pressed a button)",
    "none": "none",
}


def summary(
    packet: HandoffPacket, answers: tuple[Answer, ...], report: StatusReport, words: Mapping[str, str] = WORDS
) -> str:
    """Return one paragraph: what they see, since when, in what situation, what they tried, the status, why a person."""
    return " ".join(_sentences(packet, answers, report, words))


def _sentences(
    packet: HandoffPacket, answers: tuple[Answer, ...], report: StatusReport, words: Mapping[str, str]
) -> Iterator[str]:
    first = next((line.text for line in packet.transcript if line.author == Author.USER and line.text), None)
    if packet.error_text:
        yield _quoted(words["reported"].format(error=_short(packet.error_text)))
    elif first:
        yield _quoted(words["asked"].format(message=_short(first)))
    facts = [f"{topic}: {fact}" for topic, fact in packet.environment.items()]
    yield words["environment"].format(facts="; ".join(facts))
    yield _steps_sentence(packet, answers, words)
    yield _status_sentence(report, packet.created_at, words)
    reasons = [answer.escalation.reason for answer in answers if answer.escalation]
    if reasons:
        yield words["last"].format(reason=masked(reasons[-1]))


def _steps_sentence(packet: HandoffPacket, answers: tuple[Answer, ...], words: Mapping[str, str]) -> str:
    if not packet.attempts:
        return words["untried"]
    titles = {held.id: held.title for answer in answers for held in answer.held_back}
    titles |= {step.id: step.title for answer in answers for step in answer.steps}
    told = (
        f"{titles.get(tried.step_id, tried.step_id)}{_variant(tried)}: {words[tried.result]}"
        for tried in packet.attempts
    )
    return words["tried"].format(steps="; ".join(told))


def _variant(tried: Tried) -> str:
    return f" ({tried.variant})" if tried.variant else ""


def _status_sentence(report: StatusReport, now: datetime, words: Mapping[str, str]) -> str:
    open_titles = [f'"{masked(incident.title)}"' for incident in report.incidents if incident.open]
    return words["status"].format(
        source=report.source or "Status",
        time=utc(report.checked_at or now),
        state=words[report.state.value],
        incidents=f" ({', '.join(open_titles)})" if open_titles else "",
    )


def _short(text: str) -> str:
    """Return one line of at most 200 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 200 else line[:199].rstrip() + "…"


def _quoted(sentence: str) -> str:
    """End a sentence that ends in a quotation."""
    return sentence if sentence[-2:-1] in ".!?…" else sentence + "."


def utc(at: datetime) -> str:
    """Return a time as agents read it, to the minute."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def to_text(packet: HandoffPacket, words: Mapping[str, str] = WORDS, contact: str | None = None) -> str:
    """Return the packet as plain text, for an e-mail; lines of what people wrote are indented, so none is a heading."""
    blocks = [
        words["title"].format(id=packet.id, time=utc(packet.created_at)),
        packet.summary,
        *([_block(words, "contact", [contact])] if contact else []),
        _block(words, "error", [packet.error_text] if packet.error_text else []),
        _block(words, "situation", [f"{topic}: {fact}" for topic, fact in packet.environment.items()]),
        _block(words, "attempts", [_attempt_line(tried, words) for tried in packet.attempts]),
        _block(words, "timeline", [_change_line(change, words) for change in packet.status_timeline]),
        _block(words, "sections", list(packet.sections_shown)),
        _block(words, "transcript", [_said(line, words) for line in packet.transcript]),
    ]
    return "\n\n".join(blocks) + "\n"


def _block(words: Mapping[str, str], heading: str, lines: list[str]) -> str:
    body = "\n".join(f"  {line}" for entry in lines or [words["none"]] for line in entry.splitlines())
    return f"{words[heading]}\n{body}"


def _said(line: Line, words: Mapping[str, str]) -> str:
    return f"{utc(line.at)} {words[line.author]}: {line.text or words['pressed']}"


def _attempt_line(tried: Tried, words: Mapping[str, str]) -> str:
    said = f', "{_short(tried.said_as)}"' if tried.said_as else ""
    return f"{utc(tried.at) + ' ' if tried.at else ''}{tried.step_id}{_variant(tried)}: {words[tried.result]}{said}"


def _change_line(change: StatusChange, words: Mapping[str, str]) -> str:
    return " ".join([f"{utc(change.at)} {words[change.state]}", *(f'"{title}"' for title in change.incidents)])
