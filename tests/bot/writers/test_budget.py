"""A model costs no more than it may, in all and for one client."""

from datetime import UTC, datetime, timedelta

from bot.writers import budget
from bot.writers.budget import Budget

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_one_client_cannot_spend_what_others_need():
    found = Budget(1000, 100, lambda: NOON)
    assert found.take("a", 100)
    assert not found.take("a", 1)
    assert found.take("b", 100)


def test_the_day_has_an_end_for_all():
    found = Budget(150, 100, lambda: NOON)
    assert found.take("a", 100)
    assert not found.take("b", 100)
    assert found.used == 100


def test_what_was_not_used_comes_back():
    found = Budget(100, 100, lambda: NOON)
    assert found.take("a", 100)
    found.settle("a", 100, 30)
    assert found.take("a", 70)
    assert not found.take("a", 1)


def test_a_new_day_begins_at_nothing_and_a_call_from_yesterday_does_not_count():
    now = [NOON]
    found = Budget(100, 100, lambda: now[0])
    assert found.take("a", 100)
    now[0] += timedelta(days=1)
    found.settle("a", 100, 80)
    assert found.used == 0
    assert found.take("a", 100)


def test_strangers_beyond_a_bound_share_what_one_may_have():
    found = Budget(10**9, 10, lambda: NOON)
    assert all(found.take(str(number), 10) for number in range(budget.MOST_CLIENTS))
    assert found.take("one more", 10)
    assert not found.take("and another", 10)
