"""`signpost chat`: a conversation in the terminal."""

from __future__ import annotations

import asyncio
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from cli.session import complain, with_front

if TYPE_CHECKING:
    from api.front import Front

_LONGEST = 2000


def chat() -> int:
    """Talk until an empty line or the end of input."""

    async def work(front: Front) -> int:
        from api.clean import clean

        lines, conversation = _listen(), None
        while line := clean(await _next(lines)):
            if len(line) > _LONGEST:
                complain(f"That line has {len(line)} characters; a message needs 1 to {_LONGEST}.")
                continue
            conversation = await _answer(front, line, conversation)
        return 0

    return with_front(work)


def _listen() -> asyncio.Queue[str]:
    """Read lines on a thread of its own, so that the status page is read on meanwhile and Ctrl+C works at once."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(line: str) -> None:
        with suppress(RuntimeError):  # the conversation is over and the loop gone
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        # Not sys.stdin: the interpreter takes hold of that at its end, while this thread may still wait in it.
        with open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False) as typed:
            for line in typed:
                tell(line)
        tell("")

    threading.Thread(target=read, name="typed lines", daemon=True).start()
    return lines


async def _next(lines: asyncio.Queue[str]) -> str:
    """Return the next line; nothing at the end of input."""
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    return await lines.get()


async def _answer(front: Front, line: str, conversation: str | None) -> str:
    from bot.models import Channel, Question
    from channels.terminal.render import print_answer

    answer = await front.assistant.ask(Question(line, conversation_id=conversation, channel=Channel.TERMINAL))
    print_answer(answer)
    return answer.conversation_id
