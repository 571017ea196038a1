"""One message of a reply -> Slack: the first one ends the stream that began it, every other is a call of its own."""

from __future__ import annotations

import logging
from dataclasses import replace

from channels.slack.ledger import Ledger
from channels.slack.models import Leased, Place, Say
from channels.slack.stream import Stream
from channels.slack.web import SlackFailed, Web

_log = logging.getLogger(__name__)


async def send(message: Say, leased: Leased, stream: Stream, web: Web, ledger: Ledger) -> None:
    """Bring one message to Slack, its text alone where the blocks are refused. Raises SlackFailed, StoreUnavailable."""
    if message.url:
        await web.respond(message.url, message.arguments)
        return
    try:
        answered = await _call(message, stream, web)
    except SlackFailed as failed:
        if failed.code != "invalid_blocks" or "text" not in message.arguments:
            raise
        _log.warning("Slack refused the blocks of a message; its text alone was posted")
        answered = await _call(replace(message, arguments={**message.arguments, "blocks": []}), stream, web)
    if message.desk_of is not None:
        place = Place(leased.job.team, str(answered.get("channel", "")), str(answered.get("ts", "")))
        await ledger.open_desk(place, message.desk_of)


async def _call(message: Say, stream: Stream, web: Web) -> dict[str, object]:
    if stream.leads_to(message):
        await stream.end(message)
        return {}
    return await web.call(message.method, message.arguments)
