"""A model costs no more than it may, in all and for one client."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.writers import budget
from bot.writers.budget import Budget, LedgerUnavailable, Reserved, Shortage

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Shared:
    """What all processes took by day; it can be away, or let somebody wait."""

    def __init__(self):
        self.days: dict[date, int] = {}
        self.away = False
        self.answers = asyncio.Event()
        self.answers.set()

    async def take(self, day, tokens, most):
        await self.give_back(day, 0)
        if self.days[day] + tokens > most:
            return False
        self.days[day] += tokens
        return True

    async def give_back(self, day, tokens):
        await self.answers.wait()
        if self.away:
            raise LedgerUnavailable
        self.days[day] = self.days.get(day, 0) - tokens


async def took(found, client, tokens):
    return isinstance(await found.take(client, tokens), Reserved)


async def test_one_client_cannot_spend_what_others_need():
    found = Budget(1000, 100, lambda: NOON)
    assert await took(found, "a", 100)
    assert await found.take("a", 1) is Shortage.SPENT
    assert await took(found, "b", 100)


async def test_the_day_has_an_end_for_all():
    found = Budget(150, 100, lambda: NOON)
    assert await took(found, "a", 100)
    assert not await took(found, "b", 100)
    assert found.used == 100


async def test_what_was_not_used_comes_back():
    found = Budget(100, 100, lambda: NOON)
    await found.settle(await found.take("a", 100), 30)
    assert await took(found, "a", 70)
    assert not await took(found, "a", 1)


async def test_a_new_day_begins_at_nothing_and_a_call_from_yesterday_does_not_count():
    now = [NOON]
    found = Budget(100, 100, lambda: now[0])
    reserved = await found.take("a", 100)
    now[0] += timedelta(days=1)
    await found.settle(reserved, 80)
    assert found.used == 0
    assert await took(found, "a", 100)


async def test_strangers_beyond_a_bound_share_what_one_may_have():
    found = Budget(10**9, 10, lambda: NOON)
    assert all([await took(found, str(number), 10) for number in range(budget.MOST_CLIENTS)])
    assert await took(found, "one more", 10)
    assert not await took(found, "and another", 10)


async def test_processes_with_one_ledger_have_one_day_together():
    ledger = Shared()
    one, other = (Budget(150, 100, lambda: NOON, ledger) for _ in range(2))
    assert await took(one, "a", 100)
    assert await other.take("b", 100) is Shortage.SPENT
    assert other.used == 0
    assert await took(other, "b", 50)


async def test_a_restart_forgets_nothing_that_the_ledger_holds():
    ledger = Shared()
    await Budget(100, 100, lambda: NOON, ledger).take("a", 100)
    assert await Budget(100, 100, lambda: NOON, ledger).take("a", 1) is Shortage.SPENT


async def test_what_was_not_used_comes_back_to_the_day_it_was_taken_on():
    ledger, now = Shared(), [NOON]
    found = Budget(100, 100, lambda: now[0], ledger)
    reserved = await found.take("a", 100)
    now[0] += timedelta(days=1)
    await found.settle(reserved, 30)
    assert ledger.days == {NOON.date(): 30}


async def test_without_its_ledger_no_call_is_made_and_nothing_stays_taken():
    ledger = Shared()
    found = Budget(100, 100, lambda: NOON, ledger)
    ledger.away = True
    assert await found.take("a", 100) is Shortage.UNKNOWN
    assert found.used == 0
    ledger.away = False
    assert await took(found, "a", 100)


async def test_a_ledger_that_fails_at_the_end_of_a_call_leaves_what_was_taken():
    ledger = Shared()
    found = Budget(100, 100, lambda: NOON, ledger)
    reserved = await found.take("a", 100)
    ledger.away = True
    await found.settle(reserved, 30)
    assert ledger.days == {NOON.date(): 100}


async def test_who_leaves_while_the_ledger_is_asked_takes_nothing_here():
    ledger = Shared()
    found = Budget(100, 100, lambda: NOON, ledger)
    ledger.answers.clear()
    asking = asyncio.create_task(found.take("a", 100))
    await asyncio.sleep(0)
    assert found.used == 100
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert found.used == 0
