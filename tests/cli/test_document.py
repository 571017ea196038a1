"""The configuration reference says what .env.example and the settings classes say, and is never behind them."""

import pytest
from pydantic_settings import BaseSettings

from cli.document import EXAMPLE, PAGE, fields, read_example, render
from tests.house.test_house import settings_variables

ENTRIES = read_example(EXAMPLE.read_text("utf-8"))


def settings_of(variable):
    """Return the class that reads a variable, and the name of its field."""
    found = fields()[variable]
    return next(
        (kind, name)
        for kind in BaseSettings.__subclasses__()
        for name, field in kind.model_fields.items()
        if field is found
    )


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == render(ENTRIES, fields()), "run make docs"


def test_every_setting_is_on_it_with_words_of_its_own_or_of_its_neighbour():
    assert {entry.variable for entry in ENTRIES} == settings_variables()
    assert [entry.variable for entry in ENTRIES if not entry.words or not entry.group] == []


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.shown], ids=lambda entry: entry.variable)
def test_the_default_that_is_shown_is_the_default(entry, monkeypatch):
    kind, name = settings_of(entry.variable)
    monkeypatch.delenv(entry.variable, raising=False)
    unset = getattr(kind(), name)
    monkeypatch.setenv(entry.variable, entry.shown)
    assert getattr(kind(), name) == unset


def test_settings_under_one_comment_share_it_and_a_new_group_starts_without_one():
    text = "# --- First ---\n# Two of\n# a kind.\n# A_B=1\n# A_C=\n\n# --- Second ---\n# D_E=x\n"
    told = [(entry.group, entry.variable, entry.shown, entry.words) for entry in read_example(text)]
    assert told == [
        ("First", "A_B", "1", "Two of a kind."),
        ("First", "A_C", "", "Two of a kind."),
        ("Second", "D_E", "x", ""),
    ]


def test_a_row_says_what_is_taken_and_a_bar_in_it_does_not_break_the_table():
    text = "# --- Here ---\n# This | that.\n# API_PORT=8000\n# API_LOG_LEVEL=info\n# API_ADMIN_TOKEN=\n"
    rows = render(read_example(text), fields()).splitlines()[-3:]
    assert rows == [
        "| `API_PORT` | This \\| that. | a whole number, 0 to 65535 | `8000` |",
        "| `API_LOG_LEVEL` | This \\| that. | `debug`, `info`, `warning`, `error` | `info` |",
        "| `API_ADMIN_TOKEN` | This \\| that. | a secret | none |",
    ]


def test_a_variable_that_nothing_reads_stops_the_writing():
    with pytest.raises(KeyError, match="NOBODY_READS"):
        render(read_example("# --- Here ---\n# Words.\n# NOBODY_READS=1\n"), fields())
