"""The owner's dashboard: its own files; the sign-in form and the colours are the agents' panel's."""

from __future__ import annotations

from fastapi import APIRouter, Response

import channels.assist
from api.pages import NO_HTML, Known, Pages, files_in, folder_of

router = APIRouter(include_in_schema=False, prefix="/insights")
PAGES = Pages(lambda: files_in(folder_of(channels.assist) / "insights"), NO_HTML)


@router.get("")
@router.get("/")
def page(if_none_match: Known = "") -> Response:
    """Return the page; it shows nothing before somebody has signed in."""
    return PAGES.reply("insights.html", if_none_match)


@router.get("/{name}")
def file(name: str, if_none_match: Known = "") -> Response:
    """Return one of the page's files."""
    return PAGES.reply(name, if_none_match)
