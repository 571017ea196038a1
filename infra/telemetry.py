"""Logs and measurements that fail open and hold no secrets: JSON lines of listed fields, Prometheus metrics."""

from __future__ import annotations

import hashlib
import logging
import secrets
import sys
import traceback
from collections.abc import Collection, MutableMapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

# In the order in which they are written.
FIELDS = (
    *("time", "level", "event", "request_id", "method", "route", "status", "seconds"),
    *("client", "subject", "reason", "error", "where", "logger", "count"),
)
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
LONGEST = 200
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METRICS_TYPE = CONTENT_TYPE_LATEST

Log = structlog.typing.FilteringBoundLogger
Event = MutableMapping[str, Any]

# Drawn anew by each process, so that a short secret such as an address cannot be found by trying them all.
_SALT = secrets.token_bytes(32)

request_id: ContextVar[str] = ContextVar("request_id", default="")


def new_request_id() -> str:
    """Return an id for one request: `req_` and 80 random bits."""
    return "req_" + secrets.token_hex(10)


def fingerprint(secret: str) -> str:
    """Return 12 hex digits that stand for an id or an address in a log, and do not give it away."""
    return hashlib.blake2b(secret.encode("utf-8", "replace"), digest_size=6, key=_SALT).hexdigest()


class OpenStream:
    """A text stream whose failures stay its own: a full disk or a closed pipe never stops an answer."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write what can be written."""
        try:
            return self._stream.write(text)
        except (OSError, ValueError):
            return 0

    def flush(self) -> None:
        """Flush what can be flushed."""
        try:
            self._stream.flush()
        except (OSError, ValueError):
            return


def build_log(stream: TextIO | None = None, level: str = "info") -> Log:
    """Return a logger of JSON lines to this stream (standard error by default)."""
    target: Any = OpenStream(stream or sys.stderr)
    logger: Log = structlog.wrap_logger(
        structlog.PrintLogger(target),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            _with_request,
            _only_listed,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
    )
    return logger


def _with_request(_logger: Any, _method: str, event: Event) -> Event:
    if current := request_id.get():
        event.setdefault("request_id", current)
    return event


def _only_listed(_logger: Any, _method: str, event: Event) -> Event:
    listed = {name: event[name] for name in FIELDS if name in event}
    return {name: value[:LONGEST] if isinstance(value, str) else value for name, value in listed.items()}


def explain_error(error: BaseException) -> dict[str, str]:
    """Return an exception's type and the places it passed, without its message: that may quote a user."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return {"error": type(error).__name__, "where": where}


class NoticeHandler(logging.Handler):
    """Passes on what is said through the standard library's logging.

    Packages in `own` say whole sentences. Of all others only the template is kept: what they fill in may be what
    a user wrote, and some put a whole traceback into it.
    """

    def __init__(self, log: Log, own: Collection[str] = ()) -> None:
        super().__init__(logging.WARNING)
        self._log = log
        self._own = frozenset(own)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record: its sentence or template, and the type and places of its exception."""
        failure = record.exc_info[1] if record.exc_info else None
        told = explain_error(failure) if failure else {}
        text = record.getMessage() if record.name.partition(".")[0] in self._own else str(record.msg)
        reason = (text.strip().splitlines() or [""])[0]
        self._log.log(record.levelno, "notice", logger=record.name, reason=reason, **told)


class Metrics:
    """What an operator's Prometheus reads about requests; other rooms register theirs beside it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "signpost_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "signpost_request_seconds",
            "Time from a request's first byte to the end of its response.",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.open = Gauge("signpost_requests_open", "Requests being answered now.", registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; the route is a template, so that ids never become labels."""
        self.requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def exposition(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)
