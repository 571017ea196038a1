"""Trying keys is slow work: ten in five minutes, whichever process is tried."""

from datetime import UTC, datetime, timedelta

import pytest

from api.tries import MOST, Tries
from bot.desk.desk import Desk

BEGAN = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


class Clock:
    """Both clocks of a machine, moved together."""

    def __init__(self):
        self.seconds = 1000.0

    def now(self):
        return BEGAN + timedelta(seconds=self.seconds)

    def tries(self, desk):
        return Tries(desk, lambda: self.seconds, self.now)


@pytest.fixture
async def desk(tmp_path):
    made = Desk(f"sqlite:///{tmp_path}/signpost.db")
    yield made
    await made.aclose()


async def test_ten_tries_go_through_and_the_next_waits_until_the_first_is_five_minutes_old(desk):
    clock = Clock()
    tries = clock.tries(desk)
    assert [await tries.wait("a") for _ in range(MOST)] == [0] * MOST
    clock.seconds += 100
    assert await tries.wait("a") == 200
    assert await tries.wait("b") == 0
    clock.seconds += 201
    assert await tries.wait("a") == 0


async def test_processes_that_share_a_database_count_together(desk, tmp_path):
    clock, other = Clock(), Desk(f"sqlite:///{tmp_path}/signpost.db")
    here, there = clock.tries(desk), clock.tries(other)
    for _ in range(MOST // 2):
        assert (await here.wait("a"), await there.wait("a")) == (0, 0)
    clock.seconds += 60
    assert (await here.wait("a"), await there.wait("a")) == (240, 240)
    assert await here.wait("b") == 0
    await other.aclose()


async def test_a_restart_forgets_nobody(desk):
    clock = Clock()
    before = clock.tries(desk)
    for _ in range(MOST):
        await before.wait("a")
    assert await clock.tries(desk).wait("a") == 300


async def test_without_the_database_this_process_counts_alone(tmp_path):
    (tmp_path / "file").write_text("no folder")
    desk = Desk(f"sqlite:///{tmp_path}/file/signpost.db")
    tries = Clock().tries(desk)
    assert [await tries.wait("a") for _ in range(MOST)] == [0] * MOST
    assert await tries.wait("a") == 300
    await desk.aclose()
