"""Moving windows count exactly, and stay small."""

from hypothesis import given
from hypothesis import strategies as st

from api.windows import Windows


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_the_window_moves_with_the_requests():
    clock = Clock()
    windows = Windows(clock=clock)
    assert [await windows.acquire_entry("a", 2, 60) for _ in range(3)] == [True, True, False]
    clock.now += 59.9
    assert not await windows.acquire_entry("a", 2, 60)
    clock.now += 0.2
    assert await windows.acquire_entry("a", 2, 60)


async def test_clients_do_not_count_for_each_other():
    windows = Windows()
    assert await windows.acquire_entry("a", 1, 60)
    assert await windows.acquire_entry("b", 1, 60)
    assert not await windows.acquire_entry("a", 1, 60)


async def test_a_refused_request_does_not_lengthen_the_wait():
    clock = Clock()
    windows = Windows(clock=clock)
    await windows.acquire_entry("a", 1, 60)
    for _ in range(5):
        clock.now += 10
        assert not await windows.acquire_entry("a", 1, 60)
    clock.now += 10
    assert await windows.acquire_entry("a", 1, 60)


async def test_memory_is_bounded_and_the_client_unseen_longest_goes_first():
    windows = Windows(most=3)
    for client in ("a", "b", "c", "a", "d"):
        await windows.acquire_entry(client, 5, 60)
    assert [await windows.get(client) for client in ("a", "b", "c", "d")] == [2, 0, 1, 1]


async def test_the_window_tells_its_oldest_request_and_its_size():
    clock = Clock()
    windows = Windows(clock=clock)
    assert await windows.get_moving_window("a", 5, 60) == (1000.0, 0)
    await windows.acquire_entry("a", 5, 60)
    clock.now += 7
    await windows.acquire_entry("a", 5, 60, amount=2)
    assert await windows.get_moving_window("a", 5, 60) == (1000.0, 3)


async def test_forgetting_one_and_forgetting_all():
    windows = Windows()
    for client in ("a", "b"):
        await windows.acquire_entry(client, 1, 60)
    await windows.clear("a")
    assert (await windows.get("a"), await windows.get("b")) == (0, 1)
    assert await windows.reset() == 1
    assert await windows.get("b") == 0
    assert await windows.check()


@given(st.lists(st.floats(0, 30), max_size=60))
async def test_no_window_of_a_minute_ever_holds_more_than_the_limit(gaps):
    clock = Clock()
    windows, accepted = Windows(clock=clock), []
    for gap in gaps:
        clock.now += gap
        if await windows.acquire_entry("a", 5, 60):
            accepted.append(clock.now)
    assert all(sum(start <= at < start + 60 for at in accepted) <= 5 for start in accepted)
