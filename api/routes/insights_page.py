"""The owner's dashboard: its own files; the sign-in form and the colours are the agents' panel's."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response

import channels.assist
from api.problems import NOT_FOUND, Refusal
from api.routes.panel import POLICY, TYPES

router = APIRouter(include_in_schema=False, prefix="/insights")
PAGE = "insights.html"


@router.get("")
@router.get("/")
def page(if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return the page; it shows nothing before somebody has signed in."""
    return _file(PAGE, if_none_match)


@router.get("/{name}")
def file(name: str, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return one of the page's files."""
    return _file(name, if_none_match)


def _file(name: str, if_none_match: str) -> Response:
    """Return a file we ship; what is not in the list opens nothing, whatever it spells."""
    path = _files().get(name)
    if path is None:
        raise Refusal(NOT_FOUND)
    body = path.read_bytes()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": POLICY.format("'none'"),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=TYPES[path.suffix])


@cache
def _files() -> dict[str, Path]:
    folder = Path(next(iter(channels.assist.__path__))) / "insights"
    return {path.name: path for path in folder.iterdir() if path.suffix in TYPES}
