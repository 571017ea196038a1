"""Gathers what a human needs to take a conversation over without asking anything twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.describe import WORDS, summary, to_text, utc
from bot.ids import handoff_id
from bot.models import Answer, Attempt, Author, Conversation, Fact
from bot.records import HandoffPacket, Line, StatusChange, Tried
from bot.redact import masked
from status.models import StatusReport

__all__ = ["HandoffPacket", "make_packet", "to_text"]

# A fact of the conversation: what it is about, and what is so.
SITUATION: Mapping[Fact, tuple[str, str]] = {
    Fact.IN_APP: ("client", "app"),
    Fact.IN_BROWSER: ("client", "browser"),
    Fact.ON_PHONE: ("device", "phone"),
    Fact.MANAGED_DEVICE: ("device", "managed by an organisation"),
    Fact.VPN_ON: ("vpn", "on"),
    Fact.VPN_OFF: ("vpn", "off"),
    Fact.WORKS_ELSEWHERE: ("other devices", "works"),
    Fact.FAILS_ELSEWHERE: ("other devices", "fails too"),
    Fact.WORKS_OTHER_NETWORK: ("other networks", "works"),
    Fact.FAILS_OTHER_NETWORK: ("other networks", "fails too"),
    Fact.WORKS_FOR_OTHERS: ("other people", "works"),
    Fact.FAILS_FOR_OTHERS: ("other people", "fails too"),
    Fact.WORKS_PRIVATE_WINDOW: ("private window", "works"),
    Fact.OVER_HALF_AN_HOUR: ("duration", "over half an hour"),
    Fact.PAGE_SAYS_OK: ("status page as they saw it", "no problem"),
    Fact.PAGE_SAYS_DOWN: ("status page as they saw it", "problem posted"),
    Fact.CLOUDFLARE_PAGE: ("error page", "Cloudflare's"),
}

_LINE = 300
_CODE = re.compile(r"(?<![\w.])[45]\d\d(?![\w.]\d|\w)")
_ERROR = re.compile(
    r"error|gateway|time[d ]?-?out|unavailable|forbidden|denied|refused|exception|cloudflare|went wrong|failed|"
    r"fehler|erreur|erro\b|ошибк|錯誤|错误|エラー|网关|ゲートウェイ|шлюз",
    re.IGNORECASE,
)


def make_packet(
    conversation: Conversation, report: StatusReport, now: datetime, words: Mapping[str, str] = WORDS
) -> HandoffPacket:
    """Gather what is known of a conversation, with the status as it is now. Pure; everything in it is masked."""
    answers = tuple(turn.answer for turn in conversation.turns if turn.answer)
    transcript = tuple(Line(turn.at, turn.author.value, masked(turn.message)) for turn in conversation.turns)
    packet = HandoffPacket(
        id=handoff_id(conversation.id),
        created_at=now,
        summary="",
        error_text=find_error(transcript),
        environment=environment(conversation),
        attempts=tuple(_tried(attempt, answers) for attempt in conversation.attempts),
        status_timeline=timeline(answers, report, now, words),
        sections_shown=tuple(dict.fromkeys(citation.chunk_id for answer in answers for citation in answer.citations)),
        transcript=transcript,
        language=conversation.language,
    )
    return replace(packet, summary=summary(packet, answers, report, words))


def find_error(transcript: tuple[Line, ...]) -> str | None:
    """Return the line in which the person names the error best (a code counts most), the first of equals."""
    said = (line.text for line in transcript if line.author == Author.USER)
    pieces = [piece.strip() for text in said for piece in re.split(r"\n+|(?<=[.!?])\s+", text)]
    scored = [(2 * bool(_CODE.search(piece)) + bool(_ERROR.search(piece)), piece) for piece in pieces if piece]
    best = max(scored, key=lambda pair: pair[0], default=(0, ""))
    return best[1][:_LINE] if best[0] else None


def environment(conversation: Conversation) -> dict[str, str]:
    """Return the person's situation as they described it: topic to words."""
    found: dict[str, str] = {"channel": conversation.channel.value}
    for fact, (topic, words) in SITUATION.items():
        if fact in conversation.facts:
            found[topic] = f"{found[topic]}, {words}" if topic in found else words
    if conversation.first_reported_at:
        found["since"] = utc(conversation.first_reported_at)
    return found


def timeline(
    answers: tuple[Answer, ...], report: StatusReport, now: datetime, words: Mapping[str, str] = WORDS
) -> tuple[StatusChange, ...]:
    """Return what the status page said at each answer and says now, only where it changed."""
    seen = [(answer.status, answer.status_summary, answer.created_at) for answer in answers]
    changes: list[StatusChange] = []
    for status, told, at in [*seen, (report, report.reason, now)]:
        titles = tuple(masked(incident.title) for incident in status.incidents if incident.open)
        if not changes or (changes[-1].state, changes[-1].incidents) != (status.state.value, titles):
            changes.append(StatusChange(at, status.state.value, masked(told) or words[status.state.value], titles))
    return tuple(changes)


def _tried(attempt: Attempt, answers: tuple[Answer, ...]) -> Tried:
    """Say when a step was reported: the attempt's own time, or that of the first answer that knew it."""
    known = (
        answer.created_at
        for answer in answers
        for other in answer.attempts
        if (other.step_id, other.variant, other.result) == (attempt.step_id, attempt.variant, attempt.result)
    )
    said = masked(attempt.said_as) if attempt.said_as else None
    return Tried(attempt.step_id, attempt.variant, attempt.result.value, said, attempt.at or next(known, None))
