"""A page that takes seconds costs the chats nothing, however many there are, and is not asked more often for them."""

import asyncio

from status.models import State
from tests.status.chats import bot_on, chat, english, settings_for
from tests.status.slow_page import run
from tests.status.waiting import first_report
from tests.status_server import StatusPage


async def test_however_many_chats_each_path_is_read_at_most_once_a_ttl():
    with english() as library:
        row = await run(library, times=60, delay=0.5, ttl=600)
    assert row.chats.failed == []
    assert {answer.status.state for answer in row.chats.answers} == {State.OUTAGE}
    assert set(row.hits.values()) == {1}


async def test_a_page_that_stops_answering_holds_up_no_chat():
    with english() as library:
        async with (
            StatusPage("conversations-down") as page,
            bot_on(page, library, settings_for(page, ttl=0.4), total=60) as assistant,
        ):
            await first_report(assistant._parts.status)
            page.delay = 60
            await asyncio.sleep(0.3)
            held = await chat(assistant, 20)
    assert held.failed == []
    assert len(held.answers) == 20
    assert page.hits["/api/v1/summary"] <= 2
