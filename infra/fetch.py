"""Fetches JSON and documents from configured addresses, as if every server were broken or hostile."""

from __future__ import annotations

import asyncio
import random
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from infra.addresses import AddressRefused
from infra.connect import CheckedTransport
from infra.reply import (
    Cause,
    Fetched,
    FetchFailed,
    Understand,
    cached_for,
    check_packing,
    check_status,
    clock_skew,
    understand_document,
    understand_json,
)

__all__ = ["Cause", "FetchFailed", "Fetched", "GuardedFetch"]

CONNECT_SECONDS = 2.0
REDIRECTS = 3
FULL_BODY_SECONDS = 3600.0
KEPT_BODIES = 16
PORTS = {"https": 443, "http": 80}
ACCEPT_JSON = "application/json"
ACCEPT_DOCUMENT = "application/atom+xml, application/rss+xml, application/xml, text/html, application/json;q=0.9"


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that the server may confirm instead of sending it again."""

    etag: str
    value: Any
    at: float


class GuardedFetch:
    """Reads over https from public addresses only, within limits of time, size, depth and redirects.

    `private_origin` (a URL) is the one origin that may be plain http and a private address. `total` bounds one
    fetch in seconds, its redirects and its one retry included; `pause` is the range of the wait before that retry.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        private_origin: str | None = None,
        total: float = 10.0,
        pause: tuple[float, float] = (0.3, 1.0),
    ) -> None:
        self._user_agent = user_agent
        self._private = _origin(httpx2.URL(private_origin)) if private_origin else None
        self._total = total
        self._pause = pause
        self._client: httpx2.AsyncClient | None = None
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._chance = random.Random()  # noqa: S311 - spreads load, guards nothing

    async def json(self, url: str) -> Fetched:
        """Return the JSON value that a URL holds. Raises FetchFailed and nothing else."""
        return await self._read(url, ACCEPT_JSON, understand_json)

    async def document(self, url: str) -> Fetched:
        """Return the text of a feed or a web page, or a JSON value. Raises FetchFailed and nothing else."""
        return await self._read(url, ACCEPT_DOCUMENT, understand_document)

    async def _read(self, url: str, accept: str, understand: Understand) -> Fetched:
        target = self._allowed(url)
        try:
            async with asyncio.timeout(self._total):
                try:
                    return await self._once(target, accept, understand)
                except FetchFailed as failed:
                    if not failed.passing:
                        raise
                await asyncio.sleep(self._chance.uniform(*self._pause))
                return await self._once(target, accept, understand)
        except TimeoutError:
            raise FetchFailed(f"{target.host} did not answer within {self._total:g} seconds.") from None

    async def aclose(self) -> None:
        """Close the connections; the next fetch would open new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _once(self, target: httpx2.URL, accept: str, understand: Understand) -> Fetched:
        first = target
        for _ in range(REDIRECTS + 1):
            async with self._answer(target, accept) as response:
                if not response.has_redirect_location:
                    return await self._understood(target, response, understand)
                target = self._allowed(response.headers["location"], target)
        raise FetchFailed(f"{first.host} redirected us more than {REDIRECTS} times.", Cause.STRANGE)

    @asynccontextmanager
    async def _answer(self, target: httpx2.URL, accept: str) -> AsyncIterator[httpx2.Response]:
        """Send one request and translate every way in which the network fails, also while the body is read."""
        request = self._opened().build_request("GET", target, headers=self._headers(target, accept))
        try:
            response = await self._opened().send(request, stream=True, follow_redirects=False)
            try:
                yield response
            finally:
                await response.aclose()
        except AddressRefused:
            raise FetchFailed(f"{target.host} is not a public address.", Cause.PRIVATE) from None
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
            raise FetchFailed(f"{target.host} could not be reached.", passing=True) from None
        except httpcore2.TimeoutException:
            raise FetchFailed(f"{target.host} stopped answering.") from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ConnectionNotAvailable):
            raise FetchFailed(f"{target.host} broke off the connection.", passing=True) from None
        except httpx2.DecodingError:
            raise FetchFailed(f"{target.host} sent damaged data.", Cause.STRANGE) from None
        except (httpx2.HTTPError, httpx2.InvalidURL):
            raise FetchFailed(f"{target.host} could not be read.") from None

    async def _understood(self, target: httpx2.URL, response: httpx2.Response, understand: Understand) -> Fetched:
        kept = self._kept.get(str(target))
        if response.status_code == 304 and kept is not None:
            return Fetched(kept.value, cached_for(response), clock_skew(response))
        check_status(target, response)
        check_packing(target, response)
        value = await understand(target, response)
        self._keep(str(target), response.headers.get("etag", ""), value)
        return Fetched(value, cached_for(response), clock_skew(response))

    def _keep(self, url: str, etag: str, value: Any) -> None:
        self._kept.pop(url, None)
        if etag and len(etag) < 200:
            self._kept[url] = Kept(etag, value, time.monotonic())
            while len(self._kept) > KEPT_BODIES:
                self._kept.popitem(last=False)

    def _headers(self, target: httpx2.URL, accept: str) -> dict[str, str]:
        headers = {"User-Agent": self._user_agent, "Accept": accept, "Accept-Encoding": "gzip"}
        kept = self._kept.get(str(target))
        # A wrong ETag would blind us for good, so a whole body is asked for now and then.
        if kept is not None and time.monotonic() - kept.at < FULL_BODY_SECONDS:
            headers["If-None-Match"] = kept.etag
        return headers

    def _allowed(self, url: str, origin: httpx2.URL | None = None) -> httpx2.URL:
        """Return the URL to ask, joined to where we came from; a redirect may only lead to https on its own port."""
        try:
            target = origin.join(url) if origin else httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError):
            raise FetchFailed("The address is not a valid web address.", Cause.STRANGE) from None
        if not target.host or target.userinfo:
            raise FetchFailed("The address names no host, or carries a password.", Cause.STRANGE)
        if _origin(target) == self._private:
            return target
        if target.scheme != "https":
            raise FetchFailed(f"{target.host} is not served over https.", Cause.STRANGE)
        if origin and _origin(target) != _origin(origin) and _origin(target)[2] != PORTS["https"]:
            raise FetchFailed(f"{origin.host} redirected us to an unusual port.", Cause.STRANGE)
        return target

    def _opened(self) -> httpx2.AsyncClient:
        if self._client is None:
            host_and_port = self._private[1:] if self._private else None
            self._client = httpx2.AsyncClient(
                transport=CheckedTransport(host_and_port),
                timeout=httpx2.Timeout(self._total, connect=CONNECT_SECONDS),
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                trust_env=False,
            )
        return self._client


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or PORTS.get(url.scheme, 0)
