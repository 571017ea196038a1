"""What the environment says about the status page (STATUS_*). Nonsense is said and survived, never raised."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import ModelWrapValidatorHandler, PrivateAttr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_PAGE = "https://status.openai.com"
DEFAULT_NAME = "OpenAI status"
FIXED = "fixed:"
PLATFORM_WORDS = {
    "incidentio": "incidentio",
    "statuspage": "statuspage",
    "statuspageio": "statuspage",
    "atlassian": "statuspage",
    "atlassianstatuspage": "statuspage",
    "instatus": "instatus",
    "betterstack": "betterstack",
    "betteruptime": "betterstack",
    "statusio": "statusio",
    "uptimekuma": "uptimekuma",
    "kuma": "uptimekuma",
    "upptime": "upptime",
    "cachet": "cachet",
    "feed": "feed",
    "rss": "feed",
    "atom": "feed",
    "fixed": "fixed",
}
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class StatusSettings(BaseSettings):
    """Which page tells what is true right now, and how long a report of it counts.

    A number, switch or platform that makes no sense is replaced by its default and named in `problems`; a page
    address that makes none is named in `url_problem`, and nothing is read. Ages are in seconds. `beside` says whether
    the pages that the product file names beside its own are read; None leaves that to `reads_beside`.
    """

    model_config = SettingsConfigDict(env_prefix="STATUS_", env_ignore_empty=True, extra="ignore", frozen=True)

    page_url: str = DEFAULT_PAGE
    page_name: str = ""
    platform: str = ""
    allow_private: bool = False
    ttl_seconds: float = 60.0
    max_age_seconds: float = 3600.0
    contact: str = ""
    beside: bool | None = None
    _problems: tuple[str, ...] = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _forgive(cls, raw: dict[str, Any], handler: ModelWrapValidatorHandler[Self]) -> Self:
        kept, problems = dict(raw), []
        for name, (understand, right) in _RULES.items():
            if name not in raw:
                continue
            try:
                kept[name] = understand(raw[name])
            except (ValueError, TypeError):
                del kept[name]
                problems.append(f"STATUS_{name.upper()} {right}; the default is used.")
        settings = handler(kept)
        settings._problems = tuple(problems)
        return settings

    @property
    def problems(self) -> tuple[str, ...]:
        """Return what was not understood, one sentence each, and what would be right."""
        return self._problems

    @property
    def base_url(self) -> str:
        """Return the page's address without what people paste along with it: a slash at the end, an API path."""
        return re.split(r"/api/v\d|/proxy/", self.page_url.strip(), maxsplit=1)[0].rstrip("/")

    @property
    def fixed_path(self) -> Path | None:
        """Return the file to read instead of a page, where `fixed:PATH` says so."""
        text = self.page_url.strip()
        return Path(text.removeprefix(FIXED)) if text.startswith(FIXED) else None

    @property
    def staged(self) -> bool:
        """Tell whether the status is played for a demonstration: STATUS_PLATFORM=fixed, and no file to read."""
        return self.platform == "fixed" and self.fixed_path is None

    @property
    def reads_beside(self) -> bool:
        """Tell whether pages of others are read too: unless said, where the product's own page is a public one."""
        public = self.fixed_path is None and not self.allow_private and not self.staged
        return public if self.beside is None else self.beside

    @property
    def url_problem(self) -> str:
        """Return what is wrong with STATUS_PAGE_URL and what would be right; nothing when it is fine."""
        if self.fixed_path is not None:
            return ""
        try:
            parts = urlsplit(self.base_url)
            told = _wrong(parts, parts.port, self.allow_private)
        except ValueError:
            told = "is not a web address; write it like https://status.example.com"
        return f"STATUS_PAGE_URL {told}." if told else ""

    @property
    def public_url(self) -> str:
        """Return the address that may be shown; none for a file, or where the address makes no sense."""
        return "" if self.url_problem or self.fixed_path is not None else self.base_url

    @property
    def source_name(self) -> str:
        """Return what to call the page before it has told its own name."""
        if self.page_name.strip() or self.base_url == DEFAULT_PAGE:
            return self.page_name.strip() or DEFAULT_NAME
        return urlsplit(self.public_url).hostname or "status page"

    @property
    def oldest(self) -> float:
        """Return the age in seconds past which a report counts for nothing; never below the time it is fresh."""
        return max(self.max_age_seconds, self.ttl_seconds)


def _wrong(parts: SplitResult, port: int | None, allow_private: bool) -> str:
    """Return what is wrong with an address. Never its value: people paste passwords into addresses."""
    if not parts.scheme or not parts.netloc:
        return "has no https:// in front; write it like https://status.example.com"
    if parts.scheme not in ("https", "http"):
        return "is not a web address; write it like https://status.example.com, or fixed:PATH for a file"
    if parts.username is not None or parts.password is not None:
        return "carries a name or password; write it without, like https://status.example.com"
    if not parts.hostname or re.search(r"[\s<>\"]", parts.netloc) or port == 0:
        return "names no host; write it like https://status.example.com"
    if parts.query or parts.fragment:
        return "carries a question mark or a fragment; write the page's own address, like https://status.example.com"
    if parts.scheme == "http" and not allow_private:
        return "starts with http://; use https://, or set STATUS_ALLOW_PRIVATE=1 for a page in your own network"
    return ""


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not math.isfinite(seconds) or seconds <= 0:
        raise ValueError
    return seconds


def _switch(value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in _YES + _NO:
        raise ValueError
    return word in _YES


def _platform(value: Any) -> str:
    word = re.sub(r"[^a-z0-9]", "", str(value).lower())
    if word and word not in PLATFORM_WORDS:
        raise ValueError
    return PLATFORM_WORDS.get(word, "")


_RULES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "ttl_seconds": (_seconds, "must be a number of seconds above 0, such as 60"),
    "max_age_seconds": (_seconds, "must be a number of seconds above 0, such as 3600"),
    "allow_private": (_switch, "must be 1 or 0"),
    "beside": (_switch, "must be 1 or 0"),
    "platform": (
        _platform,
        f"must be one of {', '.join(dict.fromkeys(PLATFORM_WORDS.values()))}, or empty to find out",
    ),
}
