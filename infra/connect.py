"""Connects httpx2 to checked addresses only: its transport has no such hook, the pool under it has one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any

import httpcore2
import httpx2

from infra.addresses import Address, AddressRefused, in_turn, is_public, resolve

CONNECTIONS = 8


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves, checks, and connects to exactly the address it checked; TLS above it still sees the host's name.

    `private` is the one (host, port) that may be a private address.
    """

    def __init__(self, private: tuple[str, int] | None = None) -> None:
        self._private = private
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore2
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect within `timeout` seconds, look-up included. Raises AddressRefused, or httpcore2's ConnectError."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked(host, port)
                return await self._connect(addresses, port, timeout, socket_options)
        except TimeoutError as late:
            raise httpcore2.ConnectTimeout from late

    async def _checked(self, host: str, port: int) -> list[Address]:
        try:
            addresses = await resolve(host, port)
        except OSError as unknown:
            raise httpcore2.ConnectError from unknown
        if (host, port) != self._private and not all(is_public(address) for address in addresses):
            raise AddressRefused
        return in_turn(addresses)

    async def _connect(
        self,
        addresses: list[Address],
        port: int,
        timeout: float | None,  # noqa: ASYNC109 - shared out over the addresses
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> httpcore2.AsyncNetworkStream:
        each = timeout / len(addresses) if timeout and addresses else timeout
        for address in addresses:
            try:
                return await self._network.connect_tcp(str(address), port, each, None, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        raise httpcore2.ConnectError


class CheckedTransport(httpx2.AsyncBaseTransport):
    """httpx2 over a pool whose connections all go through the address check.

    Raises httpcore2's exceptions, not httpx2's.
    """

    def __init__(self, private: tuple[str, int] | None) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            max_connections=CONNECTIONS, keepalive_expiry=15.0, network_backend=CheckedBackend(private)
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; the body of the response is still to be read."""
        url = request.url
        core = httpcore2.Request(
            request.method,
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        reply = await self._pool.handle_async_request(core)
        return httpx2.Response(
            reply.status, headers=reply.headers, stream=Body(reply.stream), extensions=reply.extensions
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class Body(httpx2.AsyncByteStream):
    """A response's body, piece by piece."""

    def __init__(self, pieces: Any) -> None:
        self._pieces: AsyncIterable[bytes] = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._pieces:
            yield piece

    async def aclose(self) -> None:
        """Give the connection back, or close it when the body was not read to its end."""
        close = getattr(self._pieces, "aclose", None)
        if close is not None:
            await close()
