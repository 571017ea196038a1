"""An exception that ends a request -> one problem response. Nothing of the exception or of the input is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.problems import BY_STATUS, INVALID, MALFORMED_REQUEST, MEDIA_TYPE, STORE_UNAVAILABLE, Kind, Refusal
from api.problems import problem_object as build
from api.schemas import FieldProblem
from bot.ports import StoreUnavailable

# What would be right, by pydantic's name for what is wrong; `{}` are its own figures, never the input.
RULES = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this request",
    "string_type": "must be text",
    "string_unicode": "must be text that UTF-8 can write",
    "string_too_long": "may have {max_length} characters at most",
    "string_too_short": "needs at least {min_length} character(s)",
    "string_pattern_mismatch": "is not spelled as it should be",
    "too_long": "may have {max_length} characters or entries at most",
    "too_short": "needs at least {min_length} character(s) or entries",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "list_type": "must be a list",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
    "dict_type": "must be a JSON object",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_type": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "may be at most {le}",
}
FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
RETRY_SECONDS = 5


def problem_response(
    kind: Kind,
    detail: str | None = None,
    *,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response of one problem; never stored by caches."""
    body = build(kind, detail, errors).model_dump_json(exclude_none=True)
    return Response(body, kind.status, {"Cache-Control": "no-store", **(headers or {})}, MEDIA_TYPE)


def field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """Turn one validation error into the field's name and what would be right."""
    context = error.get("ctx") or {}
    rule = str(error["msg"]) if error["type"] == "rule" else RULES.get(error["type"], "is not valid")
    name = context.get("field") or _name(error["loc"])
    return FieldProblem(field=name or "body", detail=f"{name or 'The body'} {rule.format(**context)}.")


def _name(location: Sequence[int | str]) -> str:
    """Return a path such as `attempts.0.step_id`; a name that is not spelled like a field is not repeated."""
    parts = [str(part) for part in location if part not in ("body", "query", "path", "header")]
    return ".".join(part if part.isdecimal() or FIELD_NAME.fullmatch(part) else "(unknown)" for part in parts)


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, Refusal):
        return problem_response(error.kind, error.detail, errors=error.errors, headers=error.headers)
    kind = BY_STATUS.get(error.status_code, MALFORMED_REQUEST)
    return problem_response(kind, headers=error.headers)


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [field_problem(one) for one in error.errors()[:10]]
    return problem_response(INVALID, " ".join(one.detail for one in errors), errors=errors)


def _store_unavailable(_request: Request, _error: Exception) -> Response:
    return problem_response(STORE_UNAVAILABLE, headers={"Retry-After": str(RETRY_SECONDS)})


def install(app: FastAPI) -> None:
    """Register the handlers; what is left over is the boundary's."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StoreUnavailable, _store_unavailable)
