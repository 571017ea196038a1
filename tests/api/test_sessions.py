"""A session ends by itself: idle too long, too old, or with the secret it began with."""

from datetime import UTC, datetime, timedelta

import pytest

from api.auth import Gate, hash_secret
from api.sessions import Sessions
from bot.conversations.memory import MemoryStore
from bot.desk.desk import Desk

IDLE = timedelta(minutes=30)


class Clock:
    """A clock that the test sets."""

    def __init__(self):
        self.now = datetime.now(UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def desk(tmp_path):
    made = Desk(f"sqlite:///{tmp_path / 'desk.db'}")
    yield made
    await made.aclose()


@pytest.fixture
async def begun(desk, clock):
    """Sessions, and the cookie of one of the administrator's."""
    gate = Gate(MemoryStore(), "the-administrators-token")
    made = Sessions(desk, gate, IDLE, clock)
    cookie, _ = await made.begin(await gate.identify("the-administrators-token"))
    return made, cookie


async def test_who_does_nothing_for_half_an_hour_is_signed_out(begun, clock):
    sessions, cookie = begun
    clock.now += IDLE
    assert await sessions.find(cookie) is None


async def test_who_goes_on_stays_until_twelve_hours_are_over(begun, clock):
    sessions, cookie = begun
    for _ in range(35):
        clock.now += timedelta(minutes=20)
        assert await sessions.find(cookie) is not None
    clock.now += timedelta(minutes=20)
    assert await sessions.find(cookie) is None


async def test_what_a_page_does_by_itself_keeps_nobody_signed_in(begun, clock):
    sessions, cookie = begun
    clock.now += timedelta(minutes=20)
    assert await sessions.find(cookie, renew=False) is not None
    clock.now += timedelta(minutes=20)
    assert await sessions.find(cookie) is None


async def test_another_process_knows_the_session(begun, desk, clock):
    sessions, cookie = begun
    other = Sessions(desk, Gate(MemoryStore(), "the-administrators-token"), IDLE, clock)
    assert (await other.find(cookie)).csrf == (await sessions.find(cookie)).csrf


async def test_another_token_of_the_administrator_ends_the_session(begun, desk, clock):
    _, cookie = begun
    other = Sessions(desk, Gate(MemoryStore(), "another-token-of-the-administrator"), IDLE, clock)
    assert await other.find(cookie) is None


async def test_a_session_that_ran_out_is_dropped_with_the_next_sign_in(begun, desk, clock):
    sessions, cookie = begun
    clock.now += timedelta(hours=13)
    await sessions.begin(await Gate(MemoryStore(), "x" * 30).identify("x" * 30))
    assert await desk.session(hash_secret(cookie)) is None
