"""Pages for browsers: only files we ship, under a policy that lets them load nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse

import channels.widget
from api.front import Behind
from api.problems import NOT_FOUND, Refusal
from status.staged import SCENES

router = APIRouter(include_in_schema=False)
NAMES = {"calm": "A calm day", "outage": "An outage", "recovery": "A recovery"}
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors {}"
)


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
def demo(front: Behind, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return the help page that asks through this API."""
    return _file("index.html", if_none_match, front.settings.allowed_origins)


@router.get("/chat")
def chat(front: Behind, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return the chat as a page of its own, for pages that would rather frame it than load our module."""
    return _file("chat.html", if_none_match, front.settings.allowed_origins, "cross-origin")


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
def demo_file(name: str, front: Behind, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return one of the page's own files."""
    return _file(name, if_none_match, front.settings.allowed_origins)


def _scenes(current: str) -> ScenesObject:
    return ScenesObject(scenes=[SceneObject(id=one, name=NAMES[one]) for one in SCENES], current=current)


def _file(name: str, if_none_match: str, origins: tuple[str, ...], shared: str = "same-origin") -> Response:
    """Return a file we ship; what is not in the folder's list opens nothing, whatever it spells."""
    path = next((one for one in _folder().iterdir() if one.name == name and one.suffix in TYPES), None)
    if path is None:
        raise Refusal(NOT_FOUND)
    body = path.read_bytes()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": POLICY.format(" ".join(origins) or "'none'"),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": shared,
    }
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=TYPES[path.suffix])


def _folder() -> Path:
    return Path(next(iter(channels.widget.__path__))) / "demo"
