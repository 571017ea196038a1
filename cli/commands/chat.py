"""`signpost chat`: a conversation in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.session import with_front

if TYPE_CHECKING:
    from api.front import Front

_LONGEST = 2000


def chat() -> int:
    """Talk until an empty line or the end of input."""

    async def work(front: Front) -> int:
        conversation: str | None = None
        while line := _read():
            conversation = await _answer(front, line, conversation)
        return 0

    return with_front(work)


def _read() -> str:
    """Return the next line, cleaned; nothing at the end of input."""
    from api.clean import clean

    try:
        return clean(input("> "))[:_LONGEST]
    except EOFError:
        return ""


async def _answer(front: Front, line: str, conversation: str | None) -> str:
    from bot.models import Channel, Question
    from channels.terminal.render import print_answer

    answer = await front.assistant.ask(Question(line, conversation_id=conversation, channel=Channel.TERMINAL))
    print_answer(answer)
    return answer.conversation_id
