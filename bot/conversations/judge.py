"""Judging a claim of an idempotency key against the one that stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.records import Claim, ClaimState

KEPT = timedelta(hours=24)
# Longer than any answer takes: whoever claimed it has died.
ABANDONED = timedelta(seconds=60)


def judge(standing: Claim | None, body_hash: str, now: datetime) -> ClaimState:
    """Return what a request finds. `standing` is in flight or done. A clock set back does not hold a key for ever."""
    if standing is None or abs(now - standing.claimed_at) >= KEPT:
        return ClaimState.NEW
    if standing.state is ClaimState.IN_FLIGHT and abs(now - standing.claimed_at) > ABANDONED:
        return ClaimState.NEW
    return standing.state if standing.body_hash == body_hash else ClaimState.OTHER_BODY
