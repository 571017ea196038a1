"""The help page of the demonstration, the chat as a page of its own, and the days that a visitor may choose."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse

import channels.widget
from api.front import Behind
from api.pages import Known, Pages, files_in, folder_of
from api.problems import NOT_FOUND, Refusal
from status.staged import SCENES

router = APIRouter(include_in_schema=False)
NAMES = {"calm": "A calm day", "outage": "An outage", "recovery": "A recovery"}
PAGES = Pages(lambda: files_in(folder_of(channels.widget) / "demo"), "font-src 'self'")


class SceneRequest(BaseModel):
    """The day that a visitor of the demonstration chose."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    scene: Annotated[str, Field(max_length=40)]


class SceneObject(BaseModel):
    """A day to choose."""

    id: str
    name: str


class ScenesObject(BaseModel):
    """The days to choose from, and the one that is played."""

    scenes: list[SceneObject]
    current: str


@router.get("/")
async def root() -> Response:
    """Send a browser that only knows our address to the help page."""
    return RedirectResponse("/demo")


@router.get("/demo")
@router.get("/demo/")
def demo(front: Behind, if_none_match: Known = "") -> Response:
    """Return the help page that asks through this API."""
    return PAGES.reply("index.html", if_none_match, front.settings.allowed_origins)


@router.get("/chat")
def chat(front: Behind, if_none_match: Known = "") -> Response:
    """Return the chat as a page of its own, for pages that would rather frame it than load our module."""
    return PAGES.reply("chat.html", if_none_match, front.settings.allowed_origins, "cross-origin")


@router.get("/demo/scenes")
def scenes(front: Behind) -> ScenesObject:
    """Return the days that a visitor may choose from; none where a real page is read."""
    stage = front.status.stage
    return _scenes(stage.scene) if stage else ScenesObject(scenes=[], current="")


@router.post("/demo/scenes")
def play(chosen: SceneRequest, front: Behind) -> ScenesObject:
    """Change what the played status page says, for every visitor of this demonstration."""
    stage = front.status.stage
    if stage is None or not stage.play(chosen.scene):
        raise Refusal(NOT_FOUND)
    return _scenes(stage.scene)


@router.get("/demo/{name}")
def demo_file(name: str, front: Behind, if_none_match: Known = "") -> Response:
    """Return one of the page's own files."""
    return PAGES.reply(name, if_none_match, front.settings.allowed_origins)


def _scenes(current: str) -> ScenesObject:
    return ScenesObject(scenes=[SceneObject(id=one, name=NAMES[one]) for one in SCENES], current=current)
