"""Examples for the OpenAPI document; a test holds them to the schemas."""

from __future__ import annotations

from typing import Any

QUESTION: dict[str, Any] = {
    "message": "chatgpt says 502, I already cleared the cache",
    "locale": "en",
    "channel": "api",
}
BUTTON: dict[str, Any] = {
    "message": "",
    "attempts": [{"step_id": "refresh", "variant": None, "result": "did_not_work"}],
    "conversation_id": "c_2hJ0m8vQxYk4t1nB7sLrWdZpE5uGfA9C",
}

STATUS: dict[str, Any] = {
    "state": "ok",
    "freshness": "fresh",
    "age_seconds": 12.0,
    "checked_at": "2026-11-02T14:03:10Z",
    "source": "OpenAI status",
    "url": "https://status.openai.com",
    "summary": "OpenAI status showed no problem 12 seconds ago.",
    "components": [{"id": "conversations", "name": "Conversations", "group": "ChatGPT", "state": "ok"}],
    "incidents": [],
    "maintenances": [],
}

ANSWER: dict[str, Any] = {
    "id": "a_Qm3x8Zr1Lw6Tn0Vb4Yc7Kd2H",
    "conversation_id": "c_2hJ0m8vQxYk4t1nB7sLrWdZpE5uGfA9C",
    "created_at": "2026-11-02T14:03:22Z",
    "language": "en",
    "outcome": "answered_steps",
    "text": "Nothing is posted on OpenAI status.\n\n1. Restart your internet connection. [1]",
    "verdict": {"scope": "just_you", "certainty": "unconfirmed", "reasons": ["Nothing posted matches"]},
    "steps": [
        {
            "id": "restart-connection",
            "title": "Restart your internet connection",
            "section": "Step 5: Restart Your Internet Connection",
            "variant": None,
            "text": "Unplug the router, wait 30 seconds, and plug it in again.",
            "caution": None,
            "citation": 1,
        }
    ],
    "held_back": [
        {"id": "clear-cache", "title": "Clear cache and cookies", "variant": None, "reason": "already_tried"}
    ],
    "attempts": [
        {
            "step_id": "clear-cache",
            "variant": None,
            "result": "did_not_work",
            "said_as": "already cleared the cache",
        }
    ],
    "citations": [
        {
            "n": 1,
            "chunk_id": "chatgpt-bad-gateway#restart-connection",
            "article": "chatgpt-bad-gateway",
            "section": "Step 5: Restart Your Internet Connection",
            "item": None,
            "quote": "Unplug the router, wait 30 seconds, and plug it in again.",
            "url": "",
        }
    ],
    "status": STATUS,
    "suggested_replies": ["That fixed it", "Still not working"],
    "escalation": None,
    "confidence": "high",
    "writer": "extractive",
    "generation": "20261102T140000-5f3a",
    "seconds": 0.021,
}

STREAM = (
    'id: a_Qm3x.1\nevent: status\ndata: {"state": "ok"}\n\n'
    'id: a_Qm3x.2\nevent: sentence\ndata: {"text": "Nothing is posted.", "citations": []}\n\n'
    'id: a_Qm3x.3\nevent: answer\ndata: {"id": "a_Qm3x"}\n\n'
)
