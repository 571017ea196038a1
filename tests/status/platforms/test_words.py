"""Words of all platforms for states."""

import pytest

from status.models import ComponentState
from status.platforms.words import INCIDENT_STATES, LEVELS, MAINTENANCE_STATES, SEVERITY, meaning, worst


@pytest.mark.parametrize("word", ["major_outage", "Major Outage", " MAJOR-OUTAGE ", "full_outage", "partial_outage"])
def test_case_and_separators_do_not_matter(word):
    assert meaning(LEVELS, word) is ComponentState.OUTAGE


@pytest.mark.parametrize("word", ["", "wobbly", "operationalish", "ok?", "7"])
def test_a_word_never_seen_means_nothing(word):
    assert all(meaning(words, word) is None for words in (LEVELS, INCIDENT_STATES, MAINTENANCE_STATES))


def test_unknown_is_worse_than_fine_and_hides_behind_what_is_known_to_be_wrong():
    assert worst(ComponentState.OK, ComponentState.UNKNOWN) is ComponentState.UNKNOWN
    assert worst(ComponentState.UNKNOWN, ComponentState.DEGRADED) is ComponentState.DEGRADED
    assert worst() is ComponentState.OK
    assert set(SEVERITY) == set(ComponentState)
