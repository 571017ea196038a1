"""uvicorn's connection, made patient only so far: a bounded wait for headers, and for a client that does not read."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.problems import HEADERS_TOO_LARGE, MALFORMED_REQUEST, MEDIA_TYPE, problem_object

HEADER_SECONDS = 10.0
HEADER_BYTES = 16 * 1024
UNREAD_SECONDS = 15.0
LINGER_SECONDS = 1.0


class BoundedConnection(HttpToolsProtocol):
    """Closes what a slow or silent peer would keep open for ever; answers unreadable HTTP with a problem.

    uvicorn starts its own timer only after the first response, and sets no bound to headers or to unread responses.
    """

    header_seconds = HEADER_SECONDS
    unread_seconds = UNREAD_SECONDS

    _header_timer: asyncio.TimerHandle | None = None
    _unread_timer: asyncio.TimerHandle | None = None
    _in_headers = True
    _fed = 0
    _parsed = 0
    _trouble = MALFORMED_REQUEST
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, and wait for the first request's headers."""
        super().connection_made(transport)
        self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """End, and stop the clocks."""
        for timer in (self._header_timer, self._unread_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, unless this peer was refused already."""
        if self._refused:
            return
        self._fed += len(data)
        super().data_received(data)
        if self._in_headers and self._fed > HEADER_BYTES and not self._refused:
            # One endless line reaches no callback of the parser.
            self._trouble = HEADERS_TOO_LARGE
            self.send_400_response("")
        if self._header_timer is None and (self.cycle is None or self.cycle.response_complete):
            self._wait_for_headers()

    def on_message_begin(self) -> None:
        """Start to count another request's headers; what came with the end of the last one is not known by byte."""
        super().on_message_begin()
        self._in_headers, self._fed, self._parsed = True, 0, 0

    def on_url(self, url: bytes) -> None:
        """Count the request line with the headers."""
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header line."""
        super().on_header(name, value)
        self._count(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        """Stop the clock and begin to answer."""
        self._in_headers = False
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """Give a peer that does not read a bounded time, then drop what is unsent."""
        super().pause_writing()
        self._unread_timer = self.loop.call_later(self.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the peer reads again."""
        super().resume_writing()
        if self._unread_timer is not None:
            self._unread_timer.cancel()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP, or too much of it, without the application: there is no request to give it."""
        self._refused = True
        problem = problem_object(self._trouble)
        body = problem.model_dump_json(exclude_none=True).encode()
        head = (
            f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nx-request-id: {problem.request_id}\r\n"
            "cache-control: no-store\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(STATUS_LINE[problem.status] + head.encode() + body)
        # Closed while the peer still sends, the socket would be reset, and this response lost with it.
        self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _wait_for_headers(self) -> None:
        self._header_timer = self.loop.call_later(self.header_seconds, self.transport.close)

    def _count(self, size: int) -> None:
        self._parsed += size
        if self._parsed > HEADER_BYTES:
            self._trouble = HEADERS_TOO_LARGE
            # Inside a callback: the parser wraps it, and uvicorn answers with send_400_response.
            raise ValueError("headers too large")
