"""Answers a question that nobody asked and nothing keeps, so that no person's first one waits for what loads once."""

from __future__ import annotations

import asyncio
import logging

from bot.assistant import Assistant
from bot.assistant import Parts as Stages
from bot.conversations.memory import MemoryStore
from bot.models import Answer, Question
from bot.writers.extractive import ExtractiveWriter
from channels.slack.blocks import render
from channels.slack.parts import Parts
from status.models import StatusReport

QUESTION = "I see 502 Bad Gateway"
_log = logging.getLogger(__name__)


class _Reader:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def current(self, wait: float = 1.0) -> StatusReport:
        return await self._parts.report()


async def rehearse(parts: Parts) -> Answer | None:
    """Load Slack's client, the word lists and the wording; None where that went wrong, which a real question shows."""
    try:
        await asyncio.to_thread(_load_client)
        stages = Stages(parts.library, _Reader(parts), MemoryStore(), ExtractiveWriter)
        answer = await Assistant(stages).ask(Question(QUESTION))
        render(answer)
    except Exception as error:
        _log.warning("the rehearsal before the first question broke: %s", type(error).__name__)
        return None
    return answer


def _load_client() -> None:
    import slack_sdk.errors
    import slack_sdk.web.async_client  # noqa: F401
