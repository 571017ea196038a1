"""The chat for other people's pages: its loader, the two files that follow, and its words in each language."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from api.front import Behind, Front
from api.problems import NOT_FOUND, Refusal
from channels.widget import bundle

router = APIRouter(include_in_schema=False, prefix="/widget")
SCRIPT, SHEET, JSON = "text/javascript; charset=utf-8", "text/css; charset=utf-8", "application/json"
FOR_EVER, A_WHILE = "public, max-age=31536000, immutable", "public, max-age=300"
WORDS = Path(bundle.__file__).parent / "words"
FIRST_STEPS = 3
_VERSIONED = re.compile(r"chat(?:\.([0-9a-f]{1,64}))?\.(js|css)")

Encoding = Annotated[str, Header(alias="accept-encoding")]
Known = Annotated[str, Header(alias="if-none-match")]


@router.get("/signpost.js")
def loader(accept_encoding: Encoding = "", if_none_match: Known = "") -> Response:
    """Return the loader, the one address that a page names."""
    return _reply(bundle.loader(), SCRIPT, A_WHILE, accept_encoding, if_none_match)


@router.get("/words/{language}.json")
def words(language: str, front: Behind, accept_encoding: Encoding = "", if_none_match: Known = "") -> Response:
    """Return what the chat says, with the guide's first steps for the time when this server is down."""
    path = next((one for one in WORDS.glob("*.json") if one.stem == language), None)
    if path is None:
        raise Refusal(NOT_FOUND)
    pack = {**json.loads(path.read_text("utf-8")), "guide": _basics(front, language)}
    return _reply(
        json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode(),
        JSON,
        A_WHILE,
        accept_encoding,
        if_none_match,
    )


@router.get("/{name}")
def file(name: str, accept_encoding: Encoding = "", if_none_match: Known = "") -> Response:
    """Return the chat or its style sheet; an older version's name gets the newest, and not to keep."""
    named = _VERSIONED.fullmatch(name)
    if named is None:
        raise Refusal(NOT_FOUND)
    body, kind = (bundle.script(), SCRIPT) if named[2] == "js" else (bundle.sheet(), SHEET)
    keep = FOR_EVER if named[1] == bundle.digest() else A_WHILE
    return _reply(body, kind, keep, accept_encoding, if_none_match)


def _basics(front: Front, language: str) -> dict[str, Any]:
    guide = front.library.current().guide
    first = [
        {"title": place.title, "text": next(iter(place.text.splitlines()), "")}
        for place in guide.steps(language)[:FIRST_STEPS]
    ]
    return {
        "product": guide.product.name,
        "contact_url": front.contact_url or guide.product.contact_url,
        "steps": first,
    }


def _reply(body: bytes, kind: str, keep: str, accepts: str, known: str) -> Response:
    """Return a file that pages of other origins may load, small where the browser unpacks it."""
    packed = "gzip" in accepts
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}{"-gz" if packed else ""}"'
    headers = {
        "ETag": tag,
        "Cache-Control": keep,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Accept-Encoding",
    }
    if tag in known:
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(_packed(body) if packed else body, headers=headers, media_type=kind)


@lru_cache(maxsize=64)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)
