"""Socket Mode through slack_sdk: Slack without a public address, from one process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

from bot.ports import StoreUnavailable
from channels.slack.slack import Slack
from channels.slack.web import SlackFailed, Web

LOOK_SECONDS = 60.0
CONNECT_SECONDS = 30.0
# A connection that says nothing for so long is not believed, whatever it says of itself.
SILENT_SECONDS = 600.0
_log = logging.getLogger(__name__)


class Socket:
    """Hands what the socket brings to the channel, and replaces a connection that went dead."""

    def __init__(
        self,
        slack: Slack,
        web: Web,
        app_token: str,
        look_seconds: float = LOOK_SECONDS,
        believed_seconds: float = SILENT_SECONDS,
    ) -> None:
        self._slack = slack
        self._web = web
        self._app_token = app_token
        self._look_seconds = look_seconds
        self._believed_seconds = believed_seconds
        # The SDK leaves its methods without types.
        self._client: Any = None
        self._heard = time.monotonic()

    @property
    def silent_seconds(self) -> float:
        """Return how long ago anything came, or a connection was made."""
        return time.monotonic() - self._heard

    async def run(self, until: asyncio.Event) -> None:
        """Stay connected until the event is set. Raises SlackFailed when the first connection is refused."""
        try:
            await self._connect()
            while not until.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(until.wait(), self._look_seconds)
                if not until.is_set():
                    await self._look()
        finally:
            await self._close()
            await self._web.aclose()

    async def _connect(self) -> None:
        from slack_sdk.errors import SlackClientError
        from slack_sdk.socket_mode.aiohttp import SocketModeClient

        client: Any = SocketModeClient(self._app_token, web_client=self._web.client)
        client.socket_mode_request_listeners.append(self._hear)
        try:
            # `connect` would try for ever, also with a token that is refused.
            client.wss_uri = await client.issue_new_wss_url()
            async with asyncio.timeout(CONNECT_SECONDS):
                await client.connect()
        except (SlackClientError, OSError) as error:
            await client.close()
            raise SlackFailed("invalid_auth" if isinstance(error, SlackClientError) else "unreachable") from None
        self._client, self._heard = client, time.monotonic()

    async def _hear(self, client: Any, request: Any) -> None:
        """Keep what came, then say so; what could not be kept is not acknowledged, and comes again."""
        from slack_sdk.socket_mode.response import SocketModeResponse

        self._heard = time.monotonic()
        try:
            if isinstance(request.payload, dict):
                await self._slack.take(request.payload)
        except StoreUnavailable:
            _log.warning("an envelope was not kept; Slack will send it again")
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    async def _look(self) -> None:
        """Replace the connection when it is down, when it went silent, or when Slack does not know us any more."""
        client = self._client
        try:
            await self._web.whoami()
            alive = client is not None and await client.is_connected() and self.silent_seconds < self._believed_seconds
        except SlackFailed as failed:
            _log.warning("Slack does not answer: %s", failed.code)
            return
        if alive:
            return
        _log.warning("the connection to Slack went dead and is made anew")
        await self._close()
        with contextlib.suppress(SlackFailed):
            await self._connect()

    async def _close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()
