"""Crash points kill where they are armed and are silent everywhere else."""

import pytest

from infra.crash import ARMED_BY, KILLED, crash
from tests.child import run_script

SCRIPT = """
import atexit
from infra.crash import crash
atexit.register(print, "cleaned up")
crash("one")
print("passed one", flush=True)
crash("two")
print("passed two", flush=True)
"""


@pytest.mark.parametrize(
    ("armed", "code", "said"),
    [("two", KILLED, "passed one\n"), ("elsewhere", 0, "passed one\npassed two\ncleaned up\n")],
)
def test_an_armed_point_ends_the_process_with_nothing_cleaned_up(armed, code, said):
    done = run_script(SCRIPT, **{ARMED_BY: armed})
    assert (done.returncode, done.stdout) == (code, said)


def test_nothing_happens_where_nothing_is_armed(monkeypatch):
    monkeypatch.delenv(ARMED_BY, raising=False)
    crash("one")
