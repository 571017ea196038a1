"""Objects of the API as the scripted server sends them, in the contract's exact shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

STATUS_URL = "https://status.example.com"
GUIDE_URL = "https://guide.example.com/bad-gateway"
CONVERSATION = "c_0123456789abcdef0123456789abcdef"


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def component(name: str, state: str = "ok", group: str | None = "ChatGPT") -> Json:
    return {"id": f"id-{group}-{name}", "name": name, "group": group, "state": state}


def incident(title: str = "Elevated errors in Conversations", **changes: Any) -> Json:
    return {
        "id": "i1",
        "title": title,
        "state": "investigating",
        "started_at": now(),
        "updated_at": now(),
        "latest_update": "We are looking into errors that some people see when they open a conversation.",
        "url": f"{STATUS_URL}/incidents/i1",
        "affects_question": None,
        **changes,
    }


def status(state: str = "ok", **changes: Any) -> Json:
    part = state if state in {"degraded", "outage", "maintenance"} else "ok"
    return {
        "state": state,
        "freshness": "fresh",
        "age_seconds": 12,
        "checked_at": now(),
        "source": "OpenAI status",
        "url": STATUS_URL,
        "summary": "OpenAI status, read 12 seconds ago, shows no open incident.",
        "components": [component("Conversations", part), component("Login"), component("Codex API", group="APIs")],
        "incidents": [],
        "maintenances": [],
        **changes,
    }


def unreadable() -> Json:
    return status(
        "unknown",
        freshness="unknown",
        age_seconds=None,
        checked_at=None,
        components=[],
        summary="OpenAI status could not be read just now, so I cannot tell what it says.",
    )


def citation(n: int, section: str, quote: str, **changes: Any) -> Json:
    return {
        "n": n,
        "chunk_id": f"chatgpt-bad-gateway#section-{n}",
        "article": "chatgpt-bad-gateway",
        "section": section,
        "item": None,
        "quote": quote,
        "url": f"{GUIDE_URL}#section-{n}",
        **changes,
    }


def attempt(step_id: str, result: str = "did_not_work", variant: str | None = None) -> Json:
    return {"step_id": step_id, "variant": variant, "result": result, "said_as": None}


def answer(answer_id: str = "a_1", **changes: Any) -> Json:
    return {
        "id": answer_id,
        "conversation_id": CONVERSATION,
        "created_at": now(),
        "language": "en",
        "outcome": "answered_status",
        "text": "Nothing is posted for the part you use.",
        "verdict": {"scope": "just_you", "certainty": "unconfirmed", "reasons": []},
        "steps": [],
        "held_back": [],
        "attempts": [],
        "citations": [],
        "status": status(),
        "suggested_replies": [],
        "escalation": None,
        "confidence": "high",
        "writer": "extractive",
        "generation": "g1",
        "seconds": 0.02,
        **changes,
    }


RESTART = {
    "id": "restart-connection",
    "title": "Restart your internet connection",
    "section": "Step 5: Restart your internet connection",
    "variant": None,
    "text": "Unplug your modem and your router, plug them in again. Try once they are back online.\n\n"
    "Wait 30 seconds before you plug them in. On a phone, switch airplane mode on for ten seconds instead.",
    "caution": "Everyone who shares the connection is cut off meanwhile.",
    "citation": 1,
}
VPN = {
    "id": "vpn",
    "title": "Use a VPN (or disconnect from one)",
    "section": "Step 7: Use a VPN (or disconnect from one)",
    "variant": "off",
    "text": "Disconnect your VPN, if one is on, and try again.",
    "caution": None,
    "citation": 2,
}


def steps(answer_id: str = "a_steps", **changes: Any) -> Json:
    """An answer that offers two steps, its words in the shape the composer writes them."""
    text = (
        f"[OpenAI status]({STATUS_URL}), read 12 seconds ago, has nothing posted for the part you use. "
        "Pages are often updated late, so this is not proof. [3]\n\n"
        "I have noted what you already tried and will not suggest it again.\n\n"
        f"**{RESTART['title']}**\n\n"
        "Unplug your modem and your router, plug them in again. Try once they are back online. [1]\n\n"
        f"{RESTART['caution']} [1]\n\n"
        f"**{VPN['title']}**\n\n{VPN['text']} [2]\n\n"
        "Tell me how it goes, and I will take it from there."
    )
    changed = {
        "outcome": "answered_steps",
        "text": text,
        "steps": [RESTART, VPN],
        "attempts": [attempt("refresh"), attempt("clear-cache")],
        "held_back": [
            {"id": "refresh", "title": "Refresh the page", "variant": None, "reason": "already_tried"},
            {"id": "clear-cache", "title": "Clear your browser cache", "variant": None, "reason": "already_tried"},
            {"id": "contact-support", "title": "Contact support", "variant": None, "reason": "last_resort"},
        ],
        "citations": [
            citation(1, RESTART["section"], "Unplug your modem and your router, plug them in again."),
            citation(2, VPN["section"], "Disconnect your VPN, if one is on, and try again."),
            citation(3, "Everyone or only you: how to tell", "Status pages are often late, so look again."),
        ],
        "suggested_replies": ["That fixed it", "Still not working"],
        **changes,
    }
    return answer(answer_id, **changed)


def outage(answer_id: str = "a_outage", **changes: Any) -> Json:
    text = (
        "[OpenAI status](https://status.example.com), read 12 seconds ago, reports a problem with the part you use: "
        "“Elevated errors in Conversations”, being investigated. "
        "It is on their side and not something you can repair, so please wait. [1]\n\n"
        "I am holding the steps back until this is over, because they cannot help now."
    )
    changed = {
        "text": text,
        "status": status("outage", incidents=[incident(affects_question=True)]),
        "verdict": {"scope": "everyone", "certainty": "confirmed", "reasons": ["Conversations: down"]},
        "held_back": [
            {"id": "clear-cache", "title": "Clear your browser cache", "variant": None, "reason": "incident_open"},
            {"id": "vpn", "title": "Use a VPN", "variant": "off", "reason": "incident_open"},
        ],
        "citations": [citation(1, "Step 4: Check the status page", "When it is down worldwide, waiting helps.")],
        "suggested_replies": ["Is it over?", "Talk to a person"],
        **changes,
    }
    return answer(answer_id, **changed)


def escalated(answer_id: str = "a_person", **changes: Any) -> Json:
    changed = {
        "outcome": "escalated_exhausted",
        "text": "You have tried every step that fits, so a person should look at this now. [1]",
        "attempts": [attempt("refresh"), attempt("clear-cache"), attempt("vpn", "cannot_do", "off")],
        "citations": [citation(1, "More stubborn cases", "Report it with screenshots.", item="Contact support")],
        "escalation": {
            "reason": "Every step that fits has been tried.",
            "contact_url": "https://help.example.com/contact",
            "handoff_url": f"/v1/conversations/{CONVERSATION}/handoff",
        },
        **changes,
    }
    return answer(answer_id, **changed)


def basics() -> Json:
    """What the guide says first, as it comes with the widget's words."""
    return {
        "product": "ChatGPT",
        "contact_url": "https://help.example.com/contact",
        "steps": [
            {"title": "Refresh the page", "text": "Press F5 once."},
            {"title": "Clear your browser cache", "text": "Clear it for this site only."},
            {"title": "Try another browser", "text": "Or a private window."},
        ],
    }


def packet() -> Json:
    return {
        "id": "h_7f3a",
        "created_at": now(),
        "summary": "ChatGPT shows 502 in the browser since this morning; three steps did not help.",
        "error_text": "502 Bad Gateway",
        "environment": {"channel": "widget", "client": "browser", "vpn": "off"},
        "attempts": [
            {
                "step_id": "clear-cache",
                "variant": None,
                "result": "did_not_work",
                "said_as": "cleared it",
                "at": now(),
            }
        ],
        "status_timeline": [{"at": now(), "state": "ok", "summary": "OpenAI status shows no open incident."}],
        "sections_shown": ["chatgpt-bad-gateway#section-1", "chatgpt-bad-gateway#what-it-is"],
        "transcript": [{"at": now(), "author": "user", "text": "It says 502, write to me at <email>"}],
        "language": "en",
    }


def problem(status: int, detail: str = "A sentence for a person.", slug: str = "some") -> Json:
    return {
        "type": f"urn:signpost:problem:{slug}",
        "title": "A problem",
        "status": status,
        "detail": detail,
        "request_id": "r_42",
    }
