"""Trying keys is slow work: ten in five minutes."""

from api.tries import MOST, Tries


async def test_ten_tries_go_through_and_the_next_waits_until_the_first_is_five_minutes_old():
    now = 1000.0
    tries = Tries(lambda: now)
    assert [await tries.wait("a") for _ in range(MOST)] == [0] * MOST
    now += 100
    assert await tries.wait("a") == 200
    assert await tries.wait("b") == 0
    now += 201
    assert await tries.wait("a") == 0
