"""What a request with an idempotency key finds."""

from datetime import timedelta

import pytest

from bot.conversations.judge import judge
from bot.records import Claim, ClaimState
from tests.bot.conversations.builders import NOW


def standing(state: ClaimState) -> Claim:
    return Claim(state, "key", "client", "body", NOW, "response")


@pytest.mark.parametrize(
    ("state", "body", "seconds", "found"),
    [
        ("in_flight", "body", 0, "in_flight"),
        ("in_flight", "body", 60, "in_flight"),
        ("in_flight", "body", 61, "new"),
        ("in_flight", "other", 10, "other_body"),
        ("in_flight", "other", 61, "new"),
        ("done", "body", 61, "done"),
        ("done", "other", 61, "other_body"),
        ("done", "body", 86_399, "done"),
        ("done", "body", 86_400, "new"),
        ("in_flight", "body", -61, "new"),  # the clock was set back
        ("done", "body", -61, "done"),
        ("done", "body", -86_400, "new"),
    ],
)
def test_a_claim_is_judged_by_state_body_and_age(state, body, seconds, found):
    assert judge(standing(ClaimState(state)), body, NOW + timedelta(seconds=seconds)) == found


def test_without_a_claim_the_key_is_new():
    assert judge(None, "body", NOW) is ClaimState.NEW
