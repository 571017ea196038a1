"""A request's bytes -> one JSON value, or a refusal: what the standard library lets pass in doubt is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any, TypeVar
from weakref import WeakSet

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.problems import MALFORMED_JSON, MEDIA_TYPE_REFUSED, Refusal

DEEPEST = 32
Check = TypeVar("Check", bound=Callable[..., Any])
_GUARDS: WeakSet[Any] = WeakSet()


def parse_json(body: bytes) -> Any:
    """Return the value; raises ValueError for broken UTF-8, doubled names, NaN, or more than 32 levels."""
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("too deep") from None
    _check_depth(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    raise ValueError("too deep")


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def is_json(content_type: str) -> bool:
    """Tell whether a Content-Type header declares JSON in UTF-8."""
    header = Message()
    header["content-type"] = content_type
    charset = header.get_param("charset", "utf-8")
    return header.get_content_type() == "application/json" and str(charset).lower() in ("utf-8", "utf8")


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        """Return the body's value. Raises Refusal where it is not JSON."""
        try:
            return parse_json(await self.body())
        except ValueError:
            raise Refusal(MALFORMED_JSON) from None


def guard(check: Check) -> Check:
    """Mark a dependency that decides who may call, so that it is asked before the body is looked at."""
    _GUARDS.add(check)
    return check


class JsonRoute(APIRoute):
    """A route that takes JSON and nothing else; a body it needs is there and declared as JSON.

    Who may not call learns nothing of what a body should be.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Check who calls, and what the body claims to be, before anything reads it."""
        handler = super().get_route_handler()
        field = self.body_field
        asked = (one.call for one in self.dependant.dependencies)
        guards = [call for call in asked if call is not None and call in _GUARDS]

        async def handle(request: Request) -> Response:
            for check in guards:
                await check(request, request.app.state.front)
            strict = StrictRequest(request.scope, request.receive)
            if field is not None:
                body = await strict.body()
                if (body or field.field_info.is_required()) and not is_json(request.headers.get("content-type", "")):
                    raise Refusal(MEDIA_TYPE_REFUSED)
                if not body and field.field_info.is_required():
                    raise Refusal(MALFORMED_JSON, "The body is empty. Send one JSON object, encoded as UTF-8.")
            return await handler(strict)

        return handle
