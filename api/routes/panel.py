"""The agents' panel: its own files, the sign-in form it shares, and the chat's modules it is built with."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Response
from pydantic import BaseModel

import channels.assist
import channels.widget
from api.front import Behind
from api.pages import NO_HTML, Known, Pages, files_in, folder_of

router = APIRouter(include_in_schema=False, prefix="/assist")
# The parts of the chat that build nodes from untrusted text: one renderer, one set of tests for it.
SHARED = ("dom.js", "markdown.js", "words.js")


class HostsObject(BaseModel):
    """The helpdesks whose messages the panel listens to."""

    origins: tuple[str, ...]


@router.get("")
@router.get("/")
def page(front: Behind, if_none_match: Known = "") -> Response:
    """Return the panel; it shows nothing before an agent has signed in."""
    return PAGES.reply("assist.html", if_none_match, front.assist.frame_origins)


@router.get("/hosts")
def hosts(front: Behind) -> HostsObject:
    """Return the origins that may frame the panel and speak to it."""
    return HostsObject(origins=front.assist.frame_origins)


@router.get("/{name:path}")
def file(name: str, front: Behind, if_none_match: Known = "") -> Response:
    """Return one of the panel's files."""
    return PAGES.reply(name, if_none_match, front.assist.frame_origins)


def _files() -> dict[str, Path]:
    assist, chat = folder_of(channels.assist), folder_of(channels.widget) / "chat"
    return files_in(assist / "panel") | files_in(assist / "signin") | {f"chat/{name}": chat / name for name in SHARED}


PAGES = Pages(_files, NO_HTML)
