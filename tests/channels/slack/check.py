"""What Slack would refuse, told from its reference on its own: the product's limits are not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

TYPES = {"section", "actions", "context", "context_actions", "markdown", "alert", "header", "divider"}
# Mentions and calls that Slack would act on.
_STREAMS = {
    "chat.startStream": {"channel", "thread_ts", "recipient_team_id", "recipient_user_id", "markdown_text"},
    "chat.appendStream": {"channel", "ts", "markdown_text"},
    "chat.stopStream": {"channel", "ts", "markdown_text", "blocks"},
}
LIVE = re.compile(r"<[!@#]|@(?:here|channel|everyone)\b", re.IGNORECASE)


def problems(method: str, arguments: dict[str, Any]) -> list[str]:
    """Return what is wrong with one call; nothing where Slack would take it."""
    if method == "views.publish":
        return list(_blocks(arguments["view"]["blocks"], 100))
    if method == "assistant.threads.setSuggestedPrompts":
        good = 0 < len(arguments.get("prompts", [])) <= 4 and "thread_ts" not in arguments
        return [] if good else ["1 to 4 prompts and no thread"]
    if method in _STREAMS:
        return list(_stream(method, arguments))
    if method == "assistant.threads.setStatus":
        good = set(arguments) == {"channel_id", "thread_ts", "status"} and len(arguments["status"]) <= 200
        return [] if good else ["a channel, a thread and a status"]
    if method not in ("chat.postMessage", "chat.postEphemeral", "chat.update", "hook"):
        return []
    found = list(_blocks(arguments.get("blocks", []), 50))
    if not arguments.get("text") or len(arguments["text"]) > 4000:
        found.append("text of 1 to 4000 characters")
    if method == "chat.postMessage" and arguments.get("unfurl_links") is not False:
        found.append("previews are on")
    if method == "chat.update" and not {"channel", "ts", "text", "blocks"} >= set(arguments):
        found.append("no such argument of an update")
    if any(LIVE.search(text) for text in texts(arguments)):
        found.append("a live mention")
    return found


def _stream(method: str, arguments: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one call of a stream; outside direct messages it must say for whom it is."""
    given, known = set(arguments), _STREAMS[method]
    if not given <= known:
        yield f"no argument {given - known}"
    needed = known - {"markdown_text", "blocks"} if method != "chat.appendStream" else known
    if arguments["channel"].startswith("D"):
        needed = needed - {"recipient_team_id", "recipient_user_id"}
    if not all(arguments.get(name) for name in needed):
        yield f"{needed} are needed"
    if "markdown_text" in arguments and not 0 < len(arguments["markdown_text"]) <= 12_000:
        yield f"{len(arguments['markdown_text'])} characters in one call"
    yield from _blocks(arguments.get("blocks", []), 50)
    if any(LIVE.search(text) for text in texts(arguments)):
        yield "a live mention"


def texts(value: Any) -> Iterator[str]:
    """Yield every text anywhere in a call; a button's value is never shown."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from () if name == "value" else texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def _blocks(blocks: list[dict[str, Any]], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > 12_000:
        yield "over 12000 characters of Markdown"
    for block in blocks:
        yield from _block(block)


def _block(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind not in TYPES:
        yield f"no block {kind}"
    if kind == "markdown" and not block["text"].strip():
        yield "empty Markdown"
    if kind in ("section", "alert") and not 0 < len(block["text"]["text"].strip()) <= 3000:
        yield f"{kind} of {len(block['text']['text'])} characters"
    if kind == "alert" and block.get("level") not in ("default", "info", "warning", "error", "success"):
        yield "alert level"
    if kind in ("actions", "context", "context_actions"):
        yield from _elements(kind, block["elements"])


def _elements(kind: str, elements: list[dict[str, Any]]) -> Iterator[str]:
    most = {"actions": 25, "context": 10, "context_actions": 5}[kind]
    if not 0 < len(elements) <= most:
        yield f"{len(elements)} elements in {kind}"
    named = [one["action_id"] for one in elements if "action_id" in one]
    if len(set(named)) != len(named) or any(len(one) > 255 for one in named):
        yield "action ids"
    for element in elements:
        if element["type"] == "mrkdwn" and not 0 < len(element["text"]) <= 3000:
            yield "context text"
        pressed = [element] if element["type"] == "button" else []
        pressed += [element[name] for name in ("positive_button", "negative_button") if name in element]
        for button in pressed:
            label = button.get("accessibility_label", "-")
            if not (0 < len(button["text"]["text"]) <= 75 and 0 < len(button["value"]) <= 2000 and len(label) <= 75):
                yield "a button's text or value"
