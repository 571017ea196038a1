"""Early warning: thresholds, and that one caller cannot raise it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.warning import LEAST, EarlyWarning, Level

NOON = datetime(2026, 11, 20, 12, 2, tzinfo=UTC)


def report(warning, callers, at=NOON, symptom="bad-gateway"):
    for number in range(callers):
        warning.note(symptom, warning.mask(f"198.51.100.{number}", at), at)


@pytest.mark.parametrize(("callers", "raised"), [(LEAST - 1, False), (LEAST, True)])
def test_it_takes_five_callers(callers, raised):
    warning = EarlyWarning()
    report(warning, callers)
    assert warning.level("bad-gateway", NOON).raised is raised


def test_one_caller_cannot_raise_it_however_often_they_ask():
    warning = EarlyWarning()
    for _ in range(500):
        warning.note("bad-gateway", warning.mask("198.51.100.7", NOON), NOON)
    assert warning.level("bad-gateway", NOON) == Level("bad-gateway", 1, 0.0)


def test_only_the_same_symptom_counts():
    warning = EarlyWarning()
    report(warning, LEAST - 1)
    report(warning, LEAST - 1, symptom="login")
    assert not any(level.raised for level in warning.levels(NOON))


def test_after_fifteen_minutes_a_report_is_over():
    warning = EarlyWarning()
    report(warning, LEAST)
    assert warning.level("bad-gateway", NOON + timedelta(minutes=15)).raised
    assert warning.level("bad-gateway", NOON + timedelta(minutes=16)).callers == 0


@pytest.mark.parametrize(("callers", "raised"), [(11, False), (12, True)])
def test_it_takes_three_times_what_is_usual_at_this_hour(callers, raised):
    """Four callers each quarter of this hour on three days before: usual is four."""
    warning = EarlyWarning()
    for days in (3, 2, 1):
        for quarter in range(4):
            report(warning, 4, NOON - timedelta(days=days) + timedelta(minutes=15 * quarter))
    report(warning, callers)
    level = warning.level("bad-gateway", NOON)
    assert (level.usual, level.raised) == (4.0, raised)


def test_what_is_usual_at_another_hour_does_not_count():
    warning = EarlyWarning()
    for quarter in range(4):
        report(warning, 40, NOON - timedelta(hours=20) + timedelta(minutes=15 * quarter))
    report(warning, LEAST)
    assert warning.level("bad-gateway", NOON).raised


def test_an_address_has_another_name_each_day_and_in_each_process_and_is_kept_nowhere():
    one, other = EarlyWarning(), EarlyWarning()
    today, again = one.mask("198.51.100.7", NOON), one.mask("198.51.100.7", NOON + timedelta(minutes=1))
    assert today == again
    assert len({today, one.mask("198.51.100.7", NOON + timedelta(days=1)), other.mask("198.51.100.7", NOON)}) == 3
    report(one, 3)
    assert "198.51.100" not in repr({name: getattr(one, name) for name in vars(one)})


def test_with_a_new_day_names_become_numbers():
    warning = EarlyWarning()
    report(warning, LEAST)
    tomorrow = NOON + timedelta(days=1)
    report(warning, 1, tomorrow)
    level = warning.level("bad-gateway", tomorrow)
    assert (level.callers, level.usual) == (1, LEAST / 4)


def test_what_is_over_a_week_old_is_forgotten():
    warning = EarlyWarning()
    report(warning, LEAST)
    warning.mask("198.51.100.7", NOON + timedelta(days=9))
    assert warning.levels(NOON + timedelta(days=9)) == ()
