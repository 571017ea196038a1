"""The coefficients say how likely a message is covered."""

from dataclasses import replace

import pytest

from bot.abstain import NAMES, coefficients, covered, signs
from bot.models import Intent, Understanding
from knowledge.models import SearchResults

ASKED = Understanding(Intent.FACT, "how long do I wait", "en", strange=1.0, weight=4.0)
FOUND = SearchResults("how long do I wait", (), margin=0.3)


def test_every_sign_has_its_coefficient():
    assert tuple(signs(ASKED, FOUND)) == NAMES
    assert set(coefficients().weights) == set(NAMES)


@pytest.mark.parametrize("margin", [-0.6, -0.2, 0.0, 0.3])
def test_a_larger_margin_makes_it_likelier(margin):
    assert covered(ASKED, replace(FOUND, margin=margin)) < covered(ASKED, replace(FOUND, margin=margin + 0.1))


def test_strange_words_make_it_less_likely():
    assert covered(replace(ASKED, strange=4.0), FOUND) < covered(ASKED, FOUND)


def test_the_thresholds_are_in_order():
    assert 0.0 < coefficients().decline_below < coefficients().ask_below < 1.0
