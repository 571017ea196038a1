"""An answer on its way into Slack: a status line, then a message that grows, where it takes longer than a moment.

Slack lets an app start and end some twenty streams a minute, so an answer that is there at once is posted whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from itertools import takewhile
from typing import Any

from bot.compose import markdown
from bot.hearing.language import find_language
from bot.models import Sentence
from channels.slack import limits
from channels.slack.defang import addresses, defang_markdown
from channels.slack.models import Job, Say
from channels.slack.web import SlackFailed, Web
from channels.slack.wording import say
from status.models import StatusReport

PACE_SECONDS = 1.0
STATUS_SECONDS = 2.0
# Slack ends a stream after some minutes, and a reader may end it too.
_CLOSED = frozenset(("message_not_in_streaming_state", "stopped_by_user"))
_GONE = frozenset(("cant_update_message", "edit_window_closed", "message_not_found"))
_log = logging.getLogger(__name__)

# Starts a stream with these arguments and returns the message's time stamp; empty where it may not be started.
Open = Callable[[dict[str, Any]], Awaitable[str]]


class Stream:
    """What a thread sees of one answer before it is finished; `ts` is the growing message, empty where there is none.

    `after` is how many seconds an answer may take before anything is shown; with 0 every answer streams.
    """

    def __init__(
        self, job: Job, web: Web, begin: Open, after: float, ts: str = "", pace_seconds: float = PACE_SECONDS
    ) -> None:
        self.ts = ts
        self._job = job
        self._web = web
        self._begin = begin
        self._after = after
        self._pace_seconds = pace_seconds
        # What Slack has of the text; None where that is not known, as after somebody else began the message.
        self._written: str | None = None if ts else ""
        self._told: list[Sentence] = []
        self._links: frozenset[str] = frozenset()
        self._question, self._language = "", "en"
        self._news = asyncio.Event()
        self._done = asyncio.Event()
        self._growing: asyncio.Task[None] | None = None

    def start(self, question: str, language: str) -> None:
        """Begin to show that an answer is being made, in the question's language or, where it has none, in this one."""
        self._question, self._language = question, language
        if self._growing is None and not self.ts:
            self._growing = asyncio.create_task(self._grow(), name="slack stream")

    def add(self, piece: StatusReport | Sentence) -> None:
        """Take the next piece of the answer: the report it rests on, or one verified sentence. Never waits."""
        if isinstance(piece, StatusReport):
            self._links = frozenset((piece.url, *(one.url for one in piece.incidents)))
        else:
            self._told.append(piece)
            self._news.set()

    async def settle(self) -> None:
        """Wait until nothing of this is under way any more. Raises what the broken machinery raised."""
        self._done.set()
        self._news.set()
        growing, self._growing = self._growing, None
        if growing is not None:
            await growing

    async def cancel(self) -> None:
        """End whatever is under way, at once."""
        growing, self._growing = self._growing, None
        if growing is not None:
            growing.cancel()
            await asyncio.gather(growing, return_exceptions=True)

    def leads_to(self, message: Say) -> bool:
        """Tell whether this is the message that the stream began: the first in the job's own thread."""
        where = (message.arguments.get("channel"), message.arguments.get("thread_ts"))
        return bool(self.ts) and message.method == "chat.postMessage" and where == (self._job.channel, self._job.thread)

    async def end(self, message: Say) -> None:
        """Turn the growing message into the finished one; doing it again changes nothing. Raises SlackFailed."""
        await self._finish(message)
        self.ts = ""

    async def _finish(self, message: Say) -> None:
        rest, below = self._rest(message)
        refused = "" if rest is None else await self._stop(blocks=below, **({"markdown_text": rest} if rest else {}))
        if rest is not None and not refused:
            return
        if refused not in _CLOSED:
            await self._stop()
        await self._replace(message)

    async def close(self) -> None:
        """End a stream that nothing follows, as it is."""
        with contextlib.suppress(SlackFailed):
            await self._stop()
        self.ts = ""

    async def _grow(self) -> None:
        """Show that somebody is at work, then the sentences as they come."""
        if self._after and await self._over_in(self._after):
            return
        try:
            if not self._told:
                await self._say_working()
            await self._news.wait()
            if self._told and not (self._after and self._done.is_set()):
                await self._open()
            while self.ts and not await self._over_in(self._pace_seconds):
                await self._append()
        except SlackFailed as failed:
            # How much of a message that was begun is out is not known now; the end replaces all of it.
            self._written = None
            _log.warning("an answer does not stream: %s", failed.code)

    async def _say_working(self) -> None:
        """Say in Slack's status line what is being done, where there is one; it goes when the reply comes."""
        language = await asyncio.to_thread(find_language, self._question, self._language)
        arguments = {"channel_id": self._job.channel, "thread_ts": self._job.thread, "status": say(language, "working")}
        with contextlib.suppress(SlackFailed, TimeoutError):
            async with asyncio.timeout(STATUS_SECONDS):
                await self._web.call("assistant.threads.setStatus", arguments)

    async def _open(self) -> None:
        text = self._text()
        if not text:
            return
        whose = {"recipient_team_id": self._job.team, "recipient_user_id": self._job.person}
        where = {"channel": self._job.channel, "thread_ts": self._job.thread}
        self.ts = await self._begin({**where, **whose, "markdown_text": text})
        self._written = text

    async def _append(self) -> None:
        """Bring what was added since the last time; what does not go on from there waits for the end."""
        text, known = self._text(), self._written
        if known is None or text == known or not text.startswith(known):
            return
        arguments = {"channel": self._job.channel, "ts": self.ts, "markdown_text": text[len(known) :]}
        try:
            await self._web.call("chat.appendStream", arguments)
        except SlackFailed as failed:
            if failed.wait is None:
                raise
            await self._over_in(failed.wait)
        else:
            self._written = text

    def _text(self) -> str:
        """Return the sentences so far as the finished message will show them, within what one call may carry.

        Which links are allowed is known for sure at the end; a sentence with another one waits for that.
        """
        ready = takewhile(lambda sentence: self._links.issuperset(addresses(sentence.text)), self._told)
        return defang_markdown(markdown(ready), self._links)[: limits.STREAM_TEXT]

    def _rest(self, message: Say) -> tuple[str | None, list[dict[str, Any]]]:
        """Return what of the message is not out, None where it does not go on from there, and its other blocks."""
        blocks = message.arguments.get("blocks", [])
        text = "\n\n".join(block["text"] for block in blocks if block["type"] == "markdown")
        below = [block for block in blocks if block["type"] != "markdown"]
        fits = bool(self._written) and text.startswith(self._written or "")
        return (text[len(self._written or "") :] if fits else None), below

    async def _stop(self, **more: Any) -> str:
        """End the stream; return why it will never be, empty where it was. Raises SlackFailed for what may pass."""
        try:
            await self._web.call("chat.stopStream", {"channel": self._job.channel, "ts": self.ts, **more})
        except SlackFailed as failed:
            if failed.code in _CLOSED or failed.code in _GONE or failed.for_good:
                return failed.code
            raise
        return ""

    async def _replace(self, message: Say) -> None:
        """Put the finished message in the place of what is there; where that was deleted, post it anew."""
        shown = {name: message.arguments[name] for name in ("text", "blocks")}
        try:
            await self._web.call("chat.update", {"channel": self._job.channel, "ts": self.ts, **shown})
        except SlackFailed as failed:
            if failed.code not in _GONE:
                raise
            await self._web.call(message.method, message.arguments)

    async def _over_in(self, seconds: float) -> bool:
        """Wait that long at most; tell whether the answer is finished."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._done.wait(), seconds)
        return self._done.is_set()
