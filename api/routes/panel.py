"""The agents' panel: its own files, the sign-in form it shares, and the chat's modules it is built with."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel

import channels.assist
import channels.widget
from api.front import Behind
from api.problems import NOT_FOUND, Refusal

router = APIRouter(include_in_schema=False, prefix="/assist")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {}"
)
# The parts of the chat that build nodes from untrusted text: one renderer, one set of tests for it.
SHARED = ("dom.js", "markdown.js", "words.js")
PAGE = "assist.html"


class HostsObject(BaseModel):
    """The helpdesks whose messages the panel listens to."""

    origins: tuple[str, ...]


@router.get("")
@router.get("/")
def page(front: Behind, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return the panel; it shows nothing before an agent has signed in."""
    return _file(PAGE, if_none_match, front.assist.frame_origins)


@router.get("/hosts")
def hosts(front: Behind) -> HostsObject:
    """Return the origins that may frame the panel and speak to it."""
    return HostsObject(origins=front.assist.frame_origins)


@router.get("/{name:path}")
def file(name: str, front: Behind, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return one of the panel's files."""
    return _file(name, if_none_match, front.assist.frame_origins)


def _file(name: str, if_none_match: str, origins: tuple[str, ...]) -> Response:
    """Return a file we ship; what is not in the list opens nothing, whatever it spells."""
    path = _files().get(name)
    if path is None:
        raise Refusal(NOT_FOUND)
    body = path.read_bytes()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": POLICY.format(" ".join(origins) or "'none'"),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=TYPES[path.suffix])


@cache
def _files() -> dict[str, Path]:
    """Return every file by the name it is served under."""
    assist = Path(next(iter(channels.assist.__path__)))
    chat = Path(next(iter(channels.widget.__path__))) / "chat"
    own = {
        path.relative_to(folder).as_posix(): path
        for folder in (assist / "panel", assist / "signin")
        for path in folder.rglob("*")
        if path.suffix in TYPES
    }
    return own | {f"chat/{name}": chat / name for name in SHARED}
