"""What came back from a server: whether it is usable, how old it is, and in one sentence why not."""

from __future__ import annotations

import json
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


def check_kind(target: httpx2.URL, response: httpx2.Response) -> None:
    """Raise FetchFailed for a web page, or data packed in a way that was not asked for."""
    kind = response.headers.get("content-type", "").lower()
    if "html" in kind or "xml" in kind:
        raise FetchFailed(f"{target.host} sent a web page where data was expected.", Cause.STRANGE)
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
