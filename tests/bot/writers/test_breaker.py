"""A model that fails is left alone, and tried again."""

from bot.writers.breaker import FAILURES, LONGEST, SHORTEST, Breaker


def opened(now):
    found = Breaker(lambda: now[0])
    for _ in range(FAILURES):
        assert found.admits()
        found.failed()
    return found


def test_three_failures_in_a_row_open_it():
    assert not opened([0.0]).admits()


def test_a_success_between_starts_the_count_again():
    found = Breaker(lambda: 0.0)
    for _ in range(FAILURES):
        found.failed()
        found.succeeded()
    assert found.admits()


def test_after_the_pause_one_call_is_let_through():
    now = [0.0]
    found = opened(now)
    now[0] = SHORTEST
    assert [found.admits(), found.admits()] == [True, False]
    found.succeeded()
    assert found.admits()


def test_each_failed_try_doubles_the_pause_up_to_a_bound():
    now = [0.0]
    found = opened(now)
    for pause in (SHORTEST, SHORTEST * 2, SHORTEST * 4):
        now[0] += pause - 0.1
        assert not found.admits()
        now[0] += 0.1
        assert found.admits()
        found.failed()
    for _ in range(10):
        now[0] += LONGEST
        assert found.admits()
        found.failed()


def test_one_failure_opens_it_where_it_says_so():
    found = Breaker(lambda: 0.0)
    found.failed(at_once=True)
    assert not found.admits()


def test_a_try_that_nobody_waited_for_lets_the_next_one_through():
    now = [0.0]
    found = opened(now)
    now[0] = SHORTEST
    assert found.admits()
    found.left()
    assert found.admits()
