"""Writes messages into one database for as long as it lives, and acknowledges each on standard output."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from bot.conversations.factory import build_store
from bot.settings import BotSettings
from tests.bot.conversations.builders import a_talk, an_answer, exchange, tried


async def write(folder: str, life: str) -> None:
    store = build_store(BotSettings(_env_file=None), Path(folder))
    await store.open()
    for number in range(10_000):
        name = f"{life}-{number // 5}"
        talk = await store.get(f"c_{name}") or replace(a_talk(), id=f"c_{name}", ref=f"r_{name}")
        talk = replace(talk, attempts=(*talk.attempts, tried(f"step-{number}")))
        answer = an_answer(talk, id=f"a_{life}-{number}")
        await store.record(talk, exchange(talk, f"message {number}", answer), answer)
        # Only what is in the database counts: kept in memory it would be lost with the process.
        if not store.problems:
            sys.stdout.write(f"{talk.id} {answer.id} message {number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(*sys.argv[1:]))
