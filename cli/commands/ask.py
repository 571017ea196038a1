"""`signpost ask`: one question, one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.session import complain, print_json, with_front

if TYPE_CHECKING:
    from api.front import Front


def ask(question: str, as_json: bool) -> int:
    """Answer one question; exit code 0 when there was an answer."""
    from api.clean import clean
    from bot.models import Channel, Question

    message = clean(question)
    if not 1 <= len(message) <= 2000:
        return complain(f"The question has {len(message)} characters; it needs 1 to 2000.")

    async def work(front: Front) -> int:
        answer = await front.assistant.ask(Question(message, channel=Channel.TERMINAL))
        if as_json:
            from api.present import present_answer

            print_json(present_answer(answer))
        else:
            from channels.terminal.render import print_answer

            print_answer(answer)
        return 0

    return with_front(work)
