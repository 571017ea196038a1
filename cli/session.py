"""The rooms opened for one command, and what a command prints."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

    from api.front import Front

# Long enough for a first index on a slow machine; commands then go on with keyword answers and say so.
READY_SECONDS = 300.0
_POLL_SECONDS = 0.02


def console() -> Console:
    """Return where people read progress and complaints: standard error, so that output can be piped."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say(message: str) -> None:
    """Tell people something in one line, however narrow the terminal is."""
    console().print(message, markup=False, soft_wrap=True)


def complain(message: str) -> int:
    """Print what is wrong and return the exit code for it."""
    console().print(message, style="red", markup=False, soft_wrap=True)
    return 1


def print_json(document: BaseModel | dict[str, Any] | list[Any]) -> None:
    """Print exactly one JSON document to standard output."""
    text = document if isinstance(document, dict | list) else document.model_dump(mode="json")
    sys.stdout.write(json.dumps(text, ensure_ascii=False, indent=2) + "\n")


def with_front(work: Callable[[Front], Awaitable[int]], *, wait: bool = True) -> int:
    """Open the rooms, do the work, close them; returns the exit code. Wrong settings are said, not raised."""
    from api.settings import SettingsError

    try:
        return asyncio.run(_worked(work, wait))
    except SettingsError as error:
        return complain(str(error))


async def _worked(work: Callable[[Front], Awaitable[int]], wait: bool) -> int:
    async with opened(wait=wait) as front:
        return await work(front)


@asynccontextmanager
async def opened(*, wait: bool = True) -> AsyncIterator[Front]:
    """Open the same rooms that the server opens; with `wait`, until the index can be searched by meaning."""
    import logging

    from api.factory import build_front, running
    from api.settings import read_settings
    from infra.telemetry import build_log

    logging.basicConfig(level=logging.ERROR)
    front = build_front(read_settings(), build_log(level="error"))
    async with running(front):
        if wait:
            with console().status("Opening the guide and the model…"):
                await _until_ready(front)
        yield front


async def _until_ready(front: Front) -> None:
    """Wait without a thread: one that waits for the model would hold up Ctrl+C for as long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_SECONDS):
            while not front.library.wait_ready(0):  # noqa: ASYNC110 - a thread ends it, no event of this loop
                await asyncio.sleep(_POLL_SECONDS)
