"""Fields accept anything and never raise."""

import math
from datetime import UTC, datetime

import pytest

from status.platforms.fields import ROWS_LIMIT, Flag, Part, Row, Rows, Text, Time, ToldRows, as_time

NOON = datetime(2026, 9, 29, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        "2026-09-29T12:00:00Z",
        "2026-09-29T12:00:00.000Z",
        "2026-09-29T12:00:00+00:00",
        "2026-09-29T05:00:00-07:00",
        "2026-09-29T17:30:00.000000000+05:30",
        "2026-09-29 12:00:00",
        " 2026-09-29T12:00:00Z ",
        "Tue, 29 Sep 2026 12:00:00 GMT",
        "Tue, 29 Sep 2026 12:00:00 +0000",
        NOON.timestamp(),
        NOON.timestamp() * 1000,
        str(int(NOON.timestamp())),
    ],
)
def test_a_moment_is_stored_in_utc_however_it_is_written(told):
    moment = as_time(told)
    assert moment == NOON
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        "soon",
        "2026-13-40",
        [],
        {},
        True,
        math.nan,
        math.inf,
        -1e300,
        1e300,
        "9" * 400,
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_moment_is_none(told):
    assert as_time(told) is None


class Child(Row):
    name: Text = ""


class Sample(Row):
    name: Text = ""
    at: Time = None
    flag: Flag = False
    rows: Rows[Child] = ()
    told: ToldRows[Child] = None
    part: Part[Child] = Child()


@pytest.mark.parametrize("value", [None, "text", 7, 1.5, True, [], {}, [1, None, "x"], {"name": {}}, [[[]]], "\ud800"])
def test_no_value_of_any_field_raises(value):
    sample = Sample.model_validate(dict.fromkeys(("name", "at", "flag", "rows", "told", "part"), value))
    assert isinstance(sample.name, str)
    assert isinstance(sample.part, Child)


def test_missing_keys_and_unknown_keys_are_fine():
    assert Sample.model_validate({"surprise": 1}) == Sample()


def test_a_list_that_is_missing_is_told_apart_from_an_empty_one():
    assert Sample.model_validate({"told": None}).told is None
    assert Sample.model_validate({"told": []}).told == ()
    assert Sample.model_validate({"told": [1, "x"]}).told is None


def test_rows_that_are_no_objects_are_left_out_and_their_number_is_bounded():
    sample = Sample.model_validate({"rows": [1, {"name": "a"}, None, *[{"name": "b"}] * 5000]})
    assert sample.rows[0].name == "a"
    assert len(sample.rows) == ROWS_LIMIT
