"""The obedient evil model over the whole evaluation set, judged as `evaluation.llm` judges a real one.

`python -m tests.bot.writers.whole_set [N]` asks every question, decline and verdict (of each set N rows) with the model
and without, prints the table, and ends with 1 where a fault was shown or an answer changed.
"""

from __future__ import annotations

import asyncio
import sys

from bot.settings import BotSettings
from bot.writers.call import Limits
from evaluation.llm import run
from evaluation.llm_table import tabulate
from tests.bot.writers.evil import Evil
from tests.llm_server import model_server


async def ask(count: int | None) -> int:
    async with model_server(Evil()) as server:
        settings = BotSettings(llm="openai:evil", llm_base_url=server.url)
        told = await run(settings, Limits(20.0, 30.0), count)
    sys.stdout.write("\n".join([*tabulate(told), ""]))
    return int(told.harmful)


if __name__ == "__main__":
    sys.exit(asyncio.run(ask(int(sys.argv[1]) if len(sys.argv) > 1 else None)))
