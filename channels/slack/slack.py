"""Slack as a channel: takes what Slack sends, keeps it before anything else, and has it worked off."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any

from bot.ports import StoreUnavailable
from channels.slack import guard, surfaces
from channels.slack.blocks import note
from channels.slack.compose import post
from channels.slack.converse import converse
from channels.slack.intake import Intake
from channels.slack.models import Job, Kind, Leased, Say
from channels.slack.parts import Parts
from channels.slack.press import press
from channels.slack.rehearse import rehearse
from channels.slack.sift import sift
from channels.slack.stream import Stream
from channels.slack.web import SlackFailed, Web
from channels.slack.wording import say
from channels.slack.work import Workers

DRAIN_SECONDS = 1.5
LOOK_SECONDS = 2.0
TIDY_SECONDS = 3600.0
# How far back a look for new turns goes: long after a start, for what came while we were down.
BACK_AT_START = timedelta(days=1)
BACK = timedelta(minutes=10)
_TALKS = (Kind.ASK, Kind.FOLLOW_UP, Kind.PRESS)
_log = logging.getLogger(__name__)


class Slack:
    """One workspace, by its bot token. Nothing is opened or started before `open`."""

    def __init__(self, parts: Parts, web: Web, secret: str | None) -> None:
        self._parts = parts
        self._web = web
        self._secret = secret
        self._me = ""
        self._background: set[asyncio.Task[None]] = set()
        self._intake = Intake(parts.ledger, parts.clock)
        self._workers = Workers(parts, web, self._handle, _sorry)

    @property
    def signed(self) -> bool:
        """Tell whether signed requests are taken; without a signing secret only Socket Mode brings events."""
        return self._secret is not None

    async def open(self) -> None:
        """Start working; a database or a Slack that cannot be reached now is tried again in the background.

        What loads once is loaded before this returns: Slack waits three seconds for its first acknowledgement too.
        """
        with contextlib.suppress(StoreUnavailable):
            await self._parts.ledger.open()
        await rehearse(self._parts)
        self._workers.start()
        for going_on in (self._learn_name(), self._bring_turns()):
            self._background.add(asyncio.create_task(going_on, name="slack"))

    async def aclose(self) -> None:
        """Let what was begun end, within seconds; what is left stays claimed and is taken up at the next start."""
        await self._workers.drain(DRAIN_SECONDS)
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._web.aclose()
        await self._parts.ledger.aclose()

    async def receive(self, sent_at: str, signature: str, content_type: str, body: bytes) -> dict[str, str] | None:
        """Take a signed request; returns what to answer at once, if anything.

        Raises Forged, Malformed, and StoreUnavailable when it could not be kept: Slack then sends it again.
        """
        if self._secret is None:
            raise guard.Forged
        guard.check(self._secret, sent_at, signature, body, time.time())
        payload = guard.read(content_type, body)
        if payload.get("type") == "url_verification":
            return {"challenge": str(payload.get("challenge", ""))[:500]}
        await self.take(payload)
        return None

    async def take(self, payload: Mapping[str, Any]) -> None:
        """Keep the job of a payload, if it has one that was not kept before. Raises StoreUnavailable."""
        job = sift(payload, self._me)
        if job is None:
            return
        if job.kind is Kind.FOLLOW_UP and await self._parts.ledger.thread(job.place) is None:
            return  # a thread of other people
        if await self._intake.claim(job):
            self._workers.wake()

    async def left(self) -> int:
        """Return how many jobs are not done yet. Raises StoreUnavailable."""
        return await self._parts.ledger.left()

    async def _handle(self, leased: Leased, stream: Stream) -> tuple[Say, ...]:
        job, parts = leased.job, self._parts
        if job.kind in (Kind.ASK, Kind.FOLLOW_UP):
            return await converse(leased, parts, self._me, stream)
        if job.kind is Kind.PRESS:
            return await press(leased, parts, stream)
        if job.kind is Kind.COMMAND:
            return await surfaces.command(leased, parts, self._me)
        if job.kind is Kind.SHORTCUT:
            return await surfaces.draft(leased, parts, self._me)
        return await self._handle_quiet(job)

    async def _handle_quiet(self, job: Job) -> tuple[Say, ...]:
        """Handle what nobody asked a question with."""
        if job.kind is Kind.HOME:
            return await surfaces.home(job, self._parts)
        if job.kind is Kind.GREET:
            return surfaces.greet(job)
        if job.kind is Kind.RELAY:
            return post(job.place, (note(job.text),))
        _log.warning("Slack removed the app or revoked its token; its threads are forgotten")
        await self._parts.ledger.forget(job.team)
        return ()

    async def _learn_name(self) -> None:
        """Learn our own user id, before the first event needs it where that is possible."""
        for tries in range(1_000_000):
            try:
                self._me = await self._web.whoami()
            except SlackFailed as failed:
                _log.warning("Slack did not say who we are: %s", failed.code)
                await asyncio.sleep(min(60.0, failed.wait or 2.0 ** min(tries, 6)))
            else:
                return

    async def _bring_turns(self) -> None:
        """Bring what agents and notices say in our conversations to their threads, and drop old claims."""
        back, tidied = BACK_AT_START, 0.0
        while True:
            now = self._parts.clock()
            if await _tried(self._parts.ledger.collect(now, now - back)):
                back = BACK
                self._workers.wake()
            if time.monotonic() - tidied > TIDY_SECONDS and await _tried(self._parts.ledger.purge(now)):
                tidied = time.monotonic()
            await asyncio.sleep(LOOK_SECONDS)


def _sorry(leased: Leased) -> Say | None:
    """Return what to say where an answer broke for good; nothing where nobody waits for one."""
    if leased.job.kind not in _TALKS:
        return None
    return post(leased.job.place, (note(say("en", "failed")),))[0]


async def _tried(work: Coroutine[Any, Any, object]) -> bool:
    try:
        await work
    except StoreUnavailable:
        return False
    return True
