"""One call of a model: admitted by budget and breaker, timed, counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field

from bot.writers.breaker import Breaker
from bot.writers.budget import Budget, Reserved
from bot.writers.langchain import MOST_TOKENS, ChatModel, ModelFailed, Piece, Trouble
from bot.writers.prompt import Prompt
from bot.writers.reading import Reading, Written
from bot.writers.usage import Usage

MOST_CHARACTERS = 8000
# Endings that say that the model works, whether or not what it wrote could be used.
ANSWERED = frozenset({"told", "too_few", "rewritten", "own_words"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to the first sentence that holds, and to the last."""

    first: float = 4.0
    last: float = 20.0


@dataclass(frozen=True, slots=True)
class Guest:
    """A model and what keeps it in bounds; shared by all answers of a process."""

    model: ChatModel
    budget: Budget
    limits: Limits = Limits()
    breaker: Breaker = field(default_factory=Breaker)
    usage: Usage = field(default_factory=Usage)


class Call:
    """Asks once. `ended` says how that went; whoever was admitted closes the call in the end."""

    def __init__(self, guest: Guest, client: str, prompt: Prompt) -> None:
        self._guest, self._client, self._prompt = guest, client, prompt
        self._reserved: Reserved | None = None
        self._tokens, self._characters = (0, 0), 0
        self._started = time.monotonic()
        self.ended = "left"

    async def admitted(self) -> bool:
        """Tell whether the model may be asked, with what it may cost reserved; why not is counted."""
        taken = await self._guest.budget.take(self._client, self._prompt.size + MOST_TOKENS)
        if not isinstance(taken, Reserved):
            return self._refused(taken.value)
        if not self._guest.breaker.admits():
            await self._guest.budget.settle(taken, 0)
            return self._refused("resting")
        self._reserved, self._started = taken, time.monotonic()
        return True

    def _refused(self, why: str) -> bool:
        self.ended = why
        self._guest.usage.note(why, 0.0, (0, 0))
        return False

    async def sentences(self, begun: Callable[[], bool]) -> AsyncGenerator[Written, None]:
        """Yield what the model writes. Raises ModelFailed: also for too slow, too long or cut off."""
        reading = Reading()
        async with aclosing(self._pieces(begun)) as pieces:
            async for piece in pieces:
                self._tokens = (self._tokens[0] + piece.tokens[0], self._tokens[1] + piece.tokens[1])
                self._characters += len(piece.text)
                if self._characters > MOST_CHARACTERS:
                    raise ModelFailed(Trouble.UNUSABLE)
                for one in reading.feed(piece.text):
                    yield one
        if reading.unfinished:
            raise ModelFailed(Trouble.UNUSABLE)

    async def _pieces(self, begun: Callable[[], bool]) -> AsyncGenerator[Piece, None]:
        # Each wait has the deadline, never the whole loop: what stands between two pieces is not ours to interrupt.
        stream = self._guest.model.say(self._prompt)
        try:
            while True:
                seconds = self._guest.limits.last if begun() else self._guest.limits.first
                async with asyncio.timeout_at(self._deadline(seconds)):
                    piece = await anext(stream, None)
                _leave_if_cancelled()
                if piece is None:
                    return
                yield piece
        except TimeoutError:
            raise ModelFailed(Trouble.SLOW) from None
        finally:
            await _close(stream)

    def _deadline(self, seconds: float) -> float:
        return asyncio.get_running_loop().time() + self._started + seconds - time.monotonic()

    async def close(self, dropped: Iterable[str] = ()) -> None:
        """Write down what it cost, and whether the next call should be made; `dropped` names checks that failed."""
        counted = any(self._tokens)
        tokens = self._tokens if counted else (self._prompt.size, self._characters // 3)
        self._guest.usage.note(self.ended, time.monotonic() - self._started, tokens)
        self._guest.usage.dropped.update(dropped)
        self._tell_breaker()
        if self._reserved is not None:
            await self._guest.budget.settle(self._reserved, sum(tokens))

    def _tell_breaker(self) -> None:
        if self.ended in ANSWERED:
            self._guest.breaker.succeeded()
        elif self.ended == "left":
            self._guest.breaker.left()
        else:
            self._guest.breaker.failed(at_once=self.ended in (Trouble.RATE_LIMITED, Trouble.REFUSED))


def _leave_if_cancelled() -> None:
    """Leave where the reader left just as a piece came: Python 3.11 loses a cancel then, in `asyncio.wait_for`."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def _close(stream: AsyncIterator[Piece]) -> None:
    """Let go of the connection; one that will not close is left to the garbage collector."""
    if isinstance(stream, AsyncGenerator):
        try:
            async with asyncio.timeout(1.0):
                await stream.aclose()
        except (TimeoutError, RuntimeError):
            return
