"""Tables for a spreadsheet: as wide as their header, and no cell is a formula."""

import csv
import io
from datetime import UTC, datetime

import pytest

from api.tabulate import TABLES, to_csv
from bot.insights.count import count_suggestions, count_votes, spread_seconds
from bot.insights.deflect import sum_up
from bot.insights.models import Gap, Insights, Span

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def a_picture(*gaps):
    return Insights(
        Span(NOW, NOW),
        *(30, (), (), (), (), sum_up((), 1), (), count_votes((), ()), spread_seconds((), ()), count_suggestions(())),
        gaps=gaps,
    )


def a_gap(text):
    return Gap("gap_1", text, 1, NOW, NOW, "en", (text,), {"declined": 1})


def rows(table, *gaps):
    return list(csv.reader(io.StringIO(to_csv(a_picture(*gaps), table))))


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_picture_gives_a_header(table):
    assert rows(table)[0] == list(TABLES[table][0])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1"])
def test_what_a_stranger_wrote_is_no_formula(text):
    _, row = rows("gaps", a_gap(text))
    assert (row[1], row[-1]) == (f"'{text}", f"'{text}")


def test_commas_quotes_and_lines_stay_in_their_cell():
    text = 'a "quoted", line\nand another'
    _, row = rows("gaps", a_gap(text))
    assert row[-1] == text


def test_a_table_that_there_is_not_is_an_error():
    with pytest.raises(KeyError):
        to_csv(a_picture(), "secrets")
