"""Told once, when it is over and stays over; a kill may repeat it and never drops it."""

import base64
from dataclasses import replace

import pytest
from standardwebhooks.webhooks import Webhook as Receiver

from bot.notify import LEASE, MOST_TRIES, awaited, is_over
from infra.webhook import Webhook
from status.models import Freshness
from tests.bot.notices import GREEN, RED, Desk
from tests.bot.receiver import receiving
from tests.builders import CONVERSATIONS, a_report, a_window, an_incident
from tests.child import run_script

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
TEXT = (
    "The status page shows this as over: “Elevated error rates”. "
    "Reload the page once, and write to me here if it still fails."
)


@pytest.fixture
async def desk(tmp_path):
    async with Desk(tmp_path) as made:
        yield made


async def test_one_message_once_it_is_over_and_stayed_so_for_a_read(desk):
    await desk.notifier.ask(await desk.blocked())
    for reports, said in ((RED, []), (GREEN, []), (GREEN, [TEXT]), (GREEN, [TEXT])):
        await desk.reads(reports)
        await desk.notifier.deliver()
        assert await desk.told() == said


async def test_one_that_comes_back_after_one_read_is_not_over(desk):
    await desk.notifier.ask(await desk.blocked())
    await desk.reads(GREEN, RED, GREEN)
    assert await desk.notifier.deliver() == 0
    await desk.reads(GREEN)
    assert await desk.notifier.deliver() == 1


async def test_the_same_read_seen_twice_is_one_read(desk):
    await desk.notifier.ask(await desk.blocked())
    await desk.notifier.note(GREEN)
    await desk.notifier.note(GREEN)
    assert await desk.notifier.deliver() == 0


async def test_a_page_that_cannot_be_read_says_nothing(desk):
    await desk.notifier.ask(await desk.blocked())
    await desk.reads(*[replace(GREEN, freshness=Freshness.UNKNOWN)] * 3)
    assert await desk.notifier.deliver() == 0


async def test_asking_twice_is_one_wish_and_withdrawing_it_is_none(desk):
    talk = await desk.blocked()
    first, second = await desk.notifier.ask(talk), await desk.notifier.ask(talk)
    assert first == second
    await desk.notices.withdraw(talk.id)
    await desk.reads(GREEN, GREEN)
    assert await desk.notifier.deliver() == 0


async def test_nothing_posted_is_nothing_to_wait_for(desk):
    talk = await desk.blocked(GREEN, row="F")
    assert awaited(talk) is None
    assert await desk.notifier.ask(talk) is None


async def test_an_erased_conversation_takes_its_wish_along(desk):
    talk = await desk.blocked()
    await desk.notifier.ask(talk)
    await desk.store.erase(talk.id)
    assert await desk.notices.waiting() == ()
    assert await desk.notices.ask(talk.id, awaited(talk), desk.clock.now) is None


@pytest.mark.parametrize(
    ("report", "row", "over", "still"),
    [
        (RED, "A", GREEN, RED),
        (a_report(red=[(CONVERSATIONS, "outage")]), "A", GREEN, a_report(red=[(CONVERSATIONS, "degraded")])),
        (a_report(maintenances=[a_window()]), "J", a_report(maintenances=[a_window(state="completed")]), None),
        (
            RED,
            "A",
            a_report(incidents=[an_incident(state="resolved", resolved=1)]),
            a_report(incidents=[an_incident()]),
        ),
    ],
)
async def test_what_is_waited_for_is_what_blocked(desk, report, row, over, still):
    wish = awaited(await desk.blocked(report, row))
    assert is_over(wish, over)
    assert not is_over(wish, still or report)
    assert not is_over(wish, replace(over, incidents_told=False))


KILLED_AT = """
import asyncio, sys
from pathlib import Path
from tests.bot.notices import GREEN, Desk

async def main():
    async with Desk(Path(sys.argv[1])) as desk:
        await desk.notifier.ask(await desk.blocked())
        await desk.reads(GREEN, GREEN)
        await desk.notifier.deliver()

asyncio.run(main())
"""


@pytest.mark.parametrize(("point", "before"), [("notice-claimed", []), ("notice-told", [TEXT])])
async def test_a_kill_between_claim_and_delivery_drops_nothing(tmp_path, point, before):
    killed = run_script(KILLED_AT, tmp_path, INFRA_CRASH_AT=point)
    assert killed.returncode == 137, killed.stderr
    async with Desk(tmp_path) as desk:
        assert await desk.told() == before
        desk.clock.go_on(120)
        assert await desk.notifier.deliver() == 0
        desk.clock.go_on(LEASE.total_seconds() * 4)
        await desk.notifier.deliver()
        assert await desk.told() == [TEXT]


async def test_a_lease_keeps_others_away_until_it_ends(desk):
    await desk.notifier.ask(await desk.blocked())
    await desk.reads(GREEN, GREEN)
    assert len(await desk.notices.claim(desk.clock.now, LEASE)) == 1
    assert await desk.notices.claim(desk.clock.now, LEASE) == ()
    desk.clock.go_on(LEASE.total_seconds())
    assert len(await desk.notices.claim(desk.clock.now, LEASE)) == 1


async def test_the_webhook_gets_a_signed_message_without_the_capability(tmp_path):
    async with receiving(204) as (url, got), Desk(tmp_path, Webhook(url, SECRET)) as desk:
        desk.clock.now = got.now
        talk = await desk.blocked()
        await desk.notifier.ask(talk)
        await desk.reads(GREEN, GREEN)
        await desk.notifier.deliver()
        desk.clock.go_on(3600)
        await desk.notifier.deliver()
    assert len(got.requests) == 1
    headers, body = got.requests[0]
    message = Receiver(SECRET).verify(body, headers)
    assert message["type"] == "conversation.incident_over"
    assert (message["data"]["conversation"], message["data"]["text"]) == (talk.ref, TEXT)
    assert talk.id.encode() not in body


async def test_a_webhook_that_fails_is_tried_again_later_and_the_person_is_told_once(tmp_path):
    async with receiving(500, 500, 200) as (url, got), Desk(tmp_path, Webhook(url, SECRET)) as desk:
        await desk.notifier.ask(await desk.blocked())
        await desk.reads(GREEN, GREEN)
        for _ in range(6):
            await desk.notifier.deliver()
            desk.clock.go_on(LEASE.total_seconds() * 8)
        assert await desk.told() == [TEXT]
    assert len(got.requests) == 3
    assert len({headers["webhook-id"] for headers, _ in got.requests}) == 1


@pytest.mark.parametrize(("status", "times"), [(410, 1), (500, MOST_TRIES)])
async def test_a_webhook_that_never_takes_it_is_left_alone_in_the_end(tmp_path, status, times):
    async with receiving(*[status] * 20) as (url, got), Desk(tmp_path, Webhook(url, SECRET)) as desk:
        await desk.notifier.ask(await desk.blocked())
        await desk.reads(GREEN, GREEN)
        for _ in range(MOST_TRIES + 3):
            await desk.notifier.deliver()
            desk.clock.go_on(LEASE.total_seconds() * 64)
    assert len(got.requests) == times
