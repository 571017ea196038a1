"""Pages for browsers: only files we ship, under a policy that lets them load nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from starlette.responses import RedirectResponse

import channels.widget
from api.front import Behind
from api.problems import NOT_FOUND, Refusal

router = APIRouter(include_in_schema=False)
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


@router.get("/")
async def root() -> Response:
    """Send a browser that only knows our address to the help page."""
    return RedirectResponse("/demo")


@router.get("/demo")
@router.get("/demo/")
def demo(front: Behind, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return the help page that asks through this API."""
    return _file("index.html", if_none_match, front.settings.allowed_origins)


@router.get("/demo/{name}")
def demo_file(name: str, front: Behind, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Return one of the page's own files."""
    return _file(name, if_none_match, front.settings.allowed_origins)


def _file(name: str, if_none_match: str, origins: tuple[str, ...]) -> Response:
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
    }
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=TYPES[path.suffix])


def _folder() -> Path:
    return Path(next(iter(channels.widget.__path__))) / "demo"
