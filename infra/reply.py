"""What came back from a server: whether it is usable, how old it is, and in one sentence why not."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import httpx2

COMPRESSED_BYTES = 2 * 2**20
BODY_BYTES = 4 * 2**20
JSON_DEPTH = 20
LONGEST_RETRY_AFTER = 900.0
Understand = Callable[[httpx2.URL, httpx2.Response], Awaitable[Any]]
_CHARSET = re.compile(r"(?:charset|encoding)\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
# What feeds and web pages are written in; any other name of an encoding is read as UTF-8.
_ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "iso-8859-15", "windows-1252")


class Cause(StrEnum):
    """What kind of failure it was."""

    ABSENT = "absent"  # the server works and has nothing there
    STRANGE = "strange"  # it answered with something that cannot be understood
    PRIVATE = "private"  # it leads to an address that is not public
    DOWN = "down"  # it did not answer, or said that it will not


class FetchFailed(Exception):
    """Nothing usable came back; `reason` is one plain sentence. `retry_after` is in seconds, where the server said."""

    def __init__(
        self, reason: str, cause: Cause = Cause.DOWN, retry_after: float | None = None, passing: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cause = cause
        self.retry_after = retry_after
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Fetched:
    """A JSON value, the seconds its copy had lain in caches, and the server's clock minus ours in seconds."""

    value: Any
    age: float = 0.0
    skew: float | None = None


def check_status(target: httpx2.URL, response: httpx2.Response) -> None:
    """Raise FetchFailed unless the server says that this is what was asked for."""
    code = response.status_code
    if 200 <= code < 300:
        return
    wait = _retry_after(response.headers.get("retry-after", ""))
    if code in (404, 410):
        raise FetchFailed(f"{target.host} has nothing at {target.path}.", Cause.ABSENT)
    if code == 429:
        raise FetchFailed(f"{target.host} asked us to slow down (429).", retry_after=wait)
    if code in (401, 403, 405):
        raise FetchFailed(f"{target.host} refuses to answer us ({code}).", retry_after=wait)
    passing = code in (502, 503, 504) and wait is None
    raise FetchFailed(f"{target.host} answered with an error ({code}).", retry_after=wait, passing=passing)


async def understand_json(target: httpx2.URL, response: httpx2.Response) -> Any:
    """Return the JSON value of a response. Raises FetchFailed for anything else."""
    check_kind(target, response)
    return parse_json(target, await read_body(target, response))


async def understand_document(target: httpx2.URL, response: httpx2.Response) -> Any:
    """Return the text of a response, or its value where it is JSON. Raises FetchFailed for damaged or empty ones."""
    body = await read_body(target, response)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return parse_json(target, body)
    if not body.strip() or (b"\x00" in body[:1000] and body[:2] not in (b"\xff\xfe", b"\xfe\xff")):
        raise FetchFailed(f"{target.host} sent something that is no document.", Cause.STRANGE)
    return body.decode(_encoding(response, body), errors="replace").lstrip("\ufeff")


def _encoding(response: httpx2.Response, body: bytes) -> str:
    """Return the encoding that the header or the document's first line names, where it is one of ours."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    told = (response.headers.get("content-type", ""), body[:200].decode("ascii", errors="replace"))
    named = next((found[1].lower() for found in map(_CHARSET.search, told) if found), "utf-8")
    return named if named in _ENCODINGS else "utf-8"


def check_kind(target: httpx2.URL, response: httpx2.Response) -> None:
    """Raise FetchFailed for a web page."""
    kind = response.headers.get("content-type", "").lower()
    if "html" in kind or "xml" in kind:
        raise FetchFailed(f"{target.host} sent a web page where data was expected.", Cause.STRANGE)


def check_packing(target: httpx2.URL, response: httpx2.Response) -> None:
    """Raise FetchFailed for data packed in a way that was not asked for."""
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity", "gzip", "deflate"):
        raise FetchFailed(f"{target.host} packed its answer in a way we did not ask for.", Cause.STRANGE)


async def read_body(target: httpx2.URL, response: httpx2.Response) -> bytes:
    """Return the unpacked body; both sizes are checked piece by piece, so a bomb never unfolds."""
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > BODY_BYTES or response.num_bytes_downloaded > COMPRESSED_BYTES:
            raise FetchFailed(f"{target.host} sent more than we are willing to read.", Cause.STRANGE)
    return bytes(body)


def parse_json(target: httpx2.URL, body: bytes) -> Any:
    """Return the JSON value of a body. Raises FetchFailed for anything else, and for data nested too deeply."""
    try:
        text = body.decode("utf-8-sig")
        if text.lstrip()[:1] not in ("{", "["):
            raise ValueError
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise FetchFailed(f"{target.host} sent something that is not complete JSON.", Cause.STRANGE) from None
    if _too_deep(value):
        raise FetchFailed(f"{target.host} sent data nested too deeply.", Cause.STRANGE)
    return value


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(JSON_DEPTH):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _retry_after(text: str) -> float | None:
    """Return seconds from either form of the header, at most a quarter of an hour."""
    if not text:
        return None
    try:
        seconds = float(text) if text.strip().isdigit() else _until(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _until(date: str) -> float:
    return (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()


def cached_for(response: httpx2.Response) -> float:
    """Return how many seconds this copy had lain in caches."""
    text = response.headers.get("age", "").strip()
    return float(text[:9]) if text.isdigit() else 0.0


def clock_skew(response: httpx2.Response) -> float | None:
    """Return the server's clock minus ours in seconds; None where it does not tell the time."""
    try:
        return _until(response.headers["date"])
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
