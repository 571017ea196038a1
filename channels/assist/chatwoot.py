"""Chatwoot's conversations, read through its API (GET /api/v1/accounts/{a}/conversations/{c}/messages) by ids alone."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.models import Author
from bot.suggest import Line
from channels.assist.settings import AssistSettings

SECONDS = 5.0
MOST_BYTES = 2_000_000
# Twenty messages a page, the newest first; further back than this nothing matters for the next reply.
MOST_PAGES = 5
_INCOMING, _OUTGOING = 0, 1
_log = logging.getLogger(__name__)


class HelpdeskUnread(Exception):
    """The helpdesk cannot be read now; the message says why in one plain sentence."""


class HelpdeskUnknown(Exception):
    """The helpdesk has no such conversation, or does not show it to us."""


class _Message(BaseModel):
    """A message as far as we read it; everything else is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int
    content: str | None = None
    message_type: int
    created_at: Annotated[int, Field(ge=0, le=253_402_300_799)]
    private: bool = False
    content_attributes: dict[str, Any] | None = None


class _Messages(BaseModel):
    """A page of them."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    payload: list[_Message]


class Chatwoot:
    """Reads conversations with a service token. It never writes."""

    def __init__(self, url: str, token: str, seconds: float = SECONDS) -> None:
        self._url = url
        self._token = token
        self._seconds = seconds

    async def lines(self, account_id: int, conversation_id: int) -> tuple[Line, ...]:
        """Return what customer and agents said, oldest first, up to 100 messages, without private notes.

        Raises HelpdeskUnknown and HelpdeskUnread.
        """
        where = f"{self._url}/api/v1/accounts/{account_id:d}/conversations/{conversation_id:d}/messages"
        found: list[_Message] = []
        headers = {"api_access_token": self._token, "accept": "application/json"}
        try:
            async with httpx2.AsyncClient(
                timeout=self._seconds, follow_redirects=False, trust_env=False, headers=headers
            ) as client:
                for _ in range(MOST_PAGES):
                    before = min((one.id for one in found), default=None)
                    page = await _page(client, where, {} if before is None else {"before": str(before)})
                    fresh = [one for one in page if before is None or one.id < before]
                    found += fresh
                    if not fresh:
                        break
        except (httpx2.HTTPError, OSError):
            _log.warning("the helpdesk could not be reached")
            raise HelpdeskUnread("The helpdesk could not be reached.") from None
        return tuple(_line(one) for one in sorted(found, key=lambda one: one.id) if _is_said(one))


def build_chatwoot(settings: AssistSettings) -> Chatwoot | None:
    """Return what reads Chatwoot, where it is configured."""
    if settings.chatwoot_url is None or settings.chatwoot_token is None:
        return None
    return Chatwoot(settings.chatwoot_url, settings.chatwoot_token.get_secret_value())


async def _page(client: httpx2.AsyncClient, where: str, query: dict[str, str]) -> list[_Message]:
    async with client.stream("GET", where, params=query) as reply:
        if reply.status_code == 404:
            raise HelpdeskUnknown
        if reply.status_code != 200:
            _log.warning("the helpdesk answered with status %d", reply.status_code)
            raise HelpdeskUnread("The helpdesk did not show the conversation.")
        body = b""
        async for piece in reply.aiter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise HelpdeskUnread("The helpdesk sent more than a conversation has.")
    try:
        return _Messages.model_validate(json.loads(body)).payload
    except (ValidationError, ValueError, RecursionError):
        _log.warning("the helpdesk sent something that is no list of messages")
        raise HelpdeskUnread("The helpdesk sent something that is no list of messages.") from None


def _is_said(message: _Message) -> bool:
    """Tell whether a person said this to another: no note among agents, no event, nothing deleted."""
    deleted = bool((message.content_attributes or {}).get("deleted"))
    spoken = message.message_type in (_INCOMING, _OUTGOING)
    return spoken and not message.private and not deleted and bool((message.content or "").strip())


def _line(message: _Message) -> Line:
    author = Author.USER if message.message_type == _INCOMING else Author.AGENT
    return Line(author, message.content or "", datetime.fromtimestamp(message.created_at, UTC))
