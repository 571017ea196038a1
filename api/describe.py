"""Writes the OpenAPI document: problems with their media type, and how a token is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import (
    BODY_TOO_LARGE,
    CSRF_MISSING,
    INTERNAL,
    INVALID,
    MALFORMED_JSON,
    MEDIA_TYPE,
    MEDIA_TYPE_REFUSED,
    RATE_LIMITED,
    SCOPE_MISSING,
    SESSION_REQUIRED,
    TOKEN_REFUSED,
    TOKEN_REQUIRED,
    UNKNOWN_HOST,
    Kind,
)
from api.schemas import ProblemObject

Responses = dict[int | str, dict[str, Any]]
PROBLEM = "#/components/schemas/ProblemObject"
EVERYWHERE = (UNKNOWN_HOST, RATE_LIMITED, INTERNAL)
BODY = (MALFORMED_JSON, BODY_TOO_LARGE, MEDIA_TYPE_REFUSED, INVALID)
TOKEN = (TOKEN_REQUIRED, TOKEN_REFUSED, SCOPE_MISSING)
AGENT = (*TOKEN, SESSION_REQUIRED, CSRF_MISSING)
BEARER: dict[str, Any] = {"security": [{"bearer": []}]}
SESSION: dict[str, Any] = {"security": [{"session": []}]}
TAGS = [
    {"name": "ask", "description": "Questions in, verified answers out."},
    {"name": "status", "description": "What is true right now."},
    {"name": "conversations", "description": "Read, erase, rate, hand over."},
    {"name": "guide", "description": "What the guide says, for agents and keys."},
    {"name": "agents", "description": "Sign in, read, answer, hand over: the desk of human support agents."},
    {"name": "operators", "description": "Health, metrics, versions, generations."},
]


def refusals(*kinds: Kind) -> Responses:
    """Return the problem responses of a call, with those that every call may give."""
    by_status: dict[int, list[Kind]] = {}
    for kind in (*kinds, *EVERYWHERE):
        by_status.setdefault(kind.status, []).append(kind)
    return {status: _problems(by_status[status]) for status in sorted(by_status)}


def _problems(kinds: Iterable[Kind]) -> dict[str, Any]:
    examples: dict[str, dict[str, Any]] = {
        kind.slug: {"summary": kind.title, "value": _example(kind)} for kind in kinds
    }
    described = " / ".join(str(example["summary"]) for example in examples.values())
    return {"description": described, "content": {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}, "examples": examples}}}


def _example(kind: Kind) -> dict[str, Any]:
    return {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": kind.detail,
        "request_id": "req_6c1f0d2e8a94b7350d1e",
    }


def describe(app: FastAPI) -> None:
    """Give the application its OpenAPI document, made when it is first asked for."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=TAGS,
        openapi_version="3.1.0",
    )
    _drop_defaults(document)
    components = document.setdefault("components", {})
    problem = ProblemObject.model_json_schema(ref_template="#/components/schemas/{model}")
    components.setdefault("schemas", {}).update({**problem.pop("$defs", {}), "ProblemObject": problem})
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A key: `sp_<id>.<secret>`."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "signpost_session",
            "description": "A signed-in agent; it opens what their key opens. Changes need the header X-CSRF-Token.",
        },
    }
    return document


def _drop_defaults(document: dict[str, Any]) -> None:
    """Take out the framework's own validation error: we answer with problems."""
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for call in (call for path in document["paths"].values() for call in path.values()):
        if "HTTPValidationError" in str(call["responses"].get("422")):
            del call["responses"]["422"]
