"""An answer -> what Slack shows. Pure; everything quoted is defanged, and every limit of Slack's is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.models import Answer, Outcome, Result, StepOffer
from bot.verdict import BLOCKING
from bot.wording import phrasebook, status_summary
from channels.slack import limits
from channels.slack.defang import defang, defang_markdown, escape, is_web, link, plain
from channels.slack.models import Button, Message
from channels.slack.split import shorten, split
from channels.slack.wording import say
from status.models import State, StatusReport

Block = dict[str, Any]

# A message is filled up to here; its buttons and sources need blocks and characters too.
PIECE = 3000
MOST_PIECES = 3
MOST_STEPS = 8
_LEVELS = {State.OUTAGE: "error", State.DEGRADED: "warning", State.MAINTENANCE: "info", State.RECOVERING: "info"}
_RESULTS = ((Result.WORKED, "fixed"), (Result.DID_NOT_WORK, "not_working"), (Result.CANNOT_DO, "cannot"))
_ESCALATED = (Outcome.ESCALATED_REQUESTED, Outcome.ESCALATED_EXHAUSTED)


def render(answer: Answer, *, buttons: bool = True) -> tuple[Message, ...]:
    """Return the messages of one answer, nearly always one; what can be pressed stands under the last."""
    allowed = _allowed(answer)
    pieces = split(defang_markdown(answer.text, allowed), PIECE)
    groups = [pieces[at : at + MOST_PIECES] for at in range(0, len(pieces), MOST_PIECES)] or [()]
    fallbacks = split(plain(answer.text), limits.FALLBACK_TEXT) or (say(answer.language, "ai"),)
    messages = []
    for number, group in enumerate(groups):
        shown: list[Block] = [{"type": "markdown", "text": piece} for piece in group]
        head = alert(answer.status, answer.language) if number == 0 else ()
        tail = _tail(answer, buttons) if number == len(groups) - 1 else ()
        text = fallbacks[min(number, len(fallbacks) - 1)]
        messages.append(Message(text, tuple([*head, *shown, *tail][: limits.BLOCKS])))
    return tuple(messages)


def note(text: str) -> Message:
    """Return one sentence of ours, or the words of a person: plain, nothing in it means anything."""
    pieces = split(escape(text), limits.SECTION_TEXT) or ("…",)
    shown = tuple(_section(piece) for piece in pieces[: limits.BLOCKS])
    return Message(shorten(escape(text), limits.FALLBACK_TEXT) or "…", shown)


def alert(report: StatusReport, language: str) -> tuple[Block, ...]:
    """Return the banner of a page that is not green; nothing for a green or an unknown one."""
    if report.state not in _LEVELS:
        return ()
    text = shorten(escape(status_summary(report, language)), limits.SECTION_TEXT)
    return ({"type": "alert", "level": _LEVELS[report.state], "text": {"type": "mrkdwn", "text": text}},)


def status_blocks(report: StatusReport, language: str) -> tuple[Block, ...]:
    """Return the live status: the sentence with its age, the open incidents, the page itself."""
    summary = status_summary(report, language)
    head = alert(report, language) or (_section(shorten(escape(summary), limits.SECTION_TEXT)),)
    lines = [f"• {link(one.title, one.url)}" for one in report.incidents if one.open]
    listed = [_section(piece) for piece in _joined(lines, limits.SECTION_TEXT)[:5]]
    return (*head, *listed, _context([link(report.source, report.url)]))


def button(kind: Button, words: str, *, number: int = 0, **value: object) -> Block:
    """Return a button; its action id is unique in its block, its value says what it means."""
    shown = shorten(defang(words), limits.BUTTON_TEXT).strip() or "…"
    return {
        "type": "button",
        "action_id": f"{kind.value}:{number}",
        "text": {"type": "plain_text", "text": shown, "emoji": False},
        "value": json.dumps(value, ensure_ascii=False),
    }


def _tail(answer: Answer, buttons: bool) -> tuple[Block, ...]:
    pressed = (*_steps(answer), *_ways_on(answer), _feedback(answer)) if buttons else ()
    return (*pressed, *_sources(answer), _status_line(answer))


def _steps(answer: Answer) -> list[Block]:
    """Return a row of buttons for each step on offer; with several, each says which step it is about."""
    found: list[Block] = []
    for step in answer.steps[:MOST_STEPS]:
        if len(answer.steps) > 1:
            asked = say(answer.language, "about_step", title=step.title)
            found.append(_section(shorten(escape(asked), limits.SECTION_TEXT)))
        found.append({"type": "actions", "elements": _results(answer, step)})
    return found


def _results(answer: Answer, step: StepOffer) -> list[Block]:
    book = phrasebook(answer.language)
    return [
        button(
            Button.ATTEMPT,
            book.say(f"replies.{words}"),
            number=number,
            a=answer.id,
            s=step.id,
            v=step.variant,
            r=result.value,
        )
        for number, (result, words) in enumerate(_RESULTS)
    ]


def _ways_on(answer: Answer) -> list[Block]:
    """Return what else can be pressed: suggested replies, being told the end, a person."""
    book = phrasebook(answer.language)
    asked = {book.say(f"replies.{words}") for _, words in _RESULTS} if answer.steps else set()
    human = book.say("replies.human")
    replies = [one for one in answer.suggested_replies if one not in asked and one != human][:4]
    shown = [button(Button.REPLY, one, number=n, a=answer.id, t=one[:300]) for n, one in enumerate(replies)]
    if answer.verdict.row in BLOCKING:
        shown.append(button(Button.NOTIFY, say(answer.language, "notify"), a=answer.id))
    if answer.outcome is not Outcome.ESCALATED_REQUESTED:
        shown.append(button(Button.HUMAN, human, a=answer.id))
    return [{"type": "actions", "elements": shown}] if shown else []


def _feedback(answer: Answer) -> Block:
    def vote(rating: str, words: str) -> Block:
        text = shorten(say(answer.language, words), limits.BUTTON_TEXT)
        label = shorten(say(answer.language, f"{words}_label"), limits.BUTTON_TEXT)
        value = json.dumps({"a": answer.id, "r": rating})
        return {"text": {"type": "plain_text", "text": text}, "accessibility_label": label, "value": value}

    rated = {"positive_button": vote("up", "helpful"), "negative_button": vote("down", "not_helpful")}
    element = {"type": "feedback_buttons", "action_id": f"{Button.FEEDBACK.value}:0", **rated}
    return {"type": "context_actions", "elements": [element]}


def _sources(answer: Answer) -> list[Block]:
    labels = [
        f"[{one.n}] {link(f'{one.section}: {one.item}' if one.item else one.section, one.url)}"
        for one in answer.citations
    ]
    if not labels:
        return []
    labels[0] = f"{escape(say(answer.language, 'sources'))}: {labels[0]}"
    return [_context(_joined(labels, limits.CONTEXT_TEXT, "  ")[: limits.CONTEXT_ELEMENTS])]


def _status_line(answer: Answer) -> Block:
    """Return what the page says with its age, where to read on, and who speaks."""
    told = shorten(escape(answer.status_summary), limits.CONTEXT_TEXT)
    where = [link(answer.status.source, answer.status.url)] if is_web(answer.status.url) else []
    return _context([*([told] if told else []), *where, escape(say(answer.language, "ai"))])


def _allowed(answer: Answer) -> frozenset[str]:
    """Return the only addresses this answer may lead to: its sources, the status page, where a human is reached."""
    found = {citation.url for citation in answer.citations} | {answer.status.url}
    found |= {one.url for one in answer.status.incidents} | {one.url for one in answer.status.maintenances}
    return frozenset(found | {answer.escalation.contact_url} if answer.escalation else found)


def _joined(lines: Sequence[str], most: int, between: str = "\n") -> list[str]:
    """Return the lines in as few texts as hold them; a line is never cut, since it may hold a link."""
    texts: list[str] = []
    for line in (one for one in lines if len(one) <= most):
        if texts and len(texts[-1]) + len(between) + len(line) <= most:
            texts[-1] += between + line
        else:
            texts.append(line)
    return texts


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text.strip() or "…", "verbatim": True}}


def _context(texts: Sequence[str]) -> Block:
    shown = [text for text in texts if text.strip()] or ["…"]
    elements = [{"type": "mrkdwn", "text": text, "verbatim": True} for text in shown]
    return {"type": "context", "elements": elements[: limits.CONTEXT_ELEMENTS]}
