"""A plain text without phrasings or facts is a guide like any other."""

import pytest

from bot.hearing.attempts import find_attempts
from bot.hearing.lexicon import lexicon
from bot.understand import _step_names
from knowledge.parse import read_guide

TEXT = """How to Fix the Printer Portal: Step-by-Step

Step 1: Refresh the Page

Reload the page once.

Step 2: Clear Your Browser Cache

Delete what the browser kept.

Step 3: Try a Different Browser or Device

Open the portal somewhere else.
"""


@pytest.fixture
def names(tmp_path):
    (tmp_path / "printer.txt").write_text(TEXT, "utf-8")
    return _step_names(read_guide([tmp_path / "printer.txt"]), "en")


@pytest.mark.parametrize(
    ("message", "tried"),
    [
        ("hit f5, wiped the cookies, other browser too", [1, 2, 3]),
        ("tried it on my wife's laptop", [3]),
        ("haven't touched the cookies yet", []),
    ],
)
def test_it_understands_what_people_call_its_steps(names, message, tried):
    heard = find_attempts(message, names, lexicon("en"))
    assert sorted(names.steps[one.step_id].order for one in heard.attempts) == tried
