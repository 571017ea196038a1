"""Idempotency keys in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversations.judge import KEPT, judge
from bot.conversations.memory.talks import Talks
from bot.records import Claim, ClaimState

_Place = tuple[str, str]


class Claims(Talks):
    """Keeps claims by client and key; they go with their conversation."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._claims: dict[_Place, Claim] = {}
        self._places: dict[str, set[_Place]] = {}

    async def claim(self, key_hash: str, client_hash: str, body_hash: str, now: datetime) -> Claim:
        """Claim a key before any work."""
        standing = self._claims.get((client_hash, key_hash))
        state = judge(standing, body_hash, now)
        if standing is None or state is ClaimState.NEW:
            fresh = Claim(ClaimState.IN_FLIGHT, key_hash, client_hash, body_hash, now)
            self._claims[(client_hash, key_hash)] = fresh
            return replace(fresh, state=state)
        response = standing.response if state is ClaimState.DONE else None
        return replace(standing, state=state, body_hash=body_hash, response=response)

    async def finish(self, claim: Claim, conversation_id: str | None, response: str) -> None:
        """Keep the response, unless another holder took the key over or the conversation is gone."""
        place = (claim.client_hash, claim.key_hash)
        standing = self._claims.get(place)
        if standing and standing.claimed_at != claim.claimed_at:
            return
        if conversation_id is not None and conversation_id not in self._talks:
            self._claims.pop(place, None)
            return
        self._claims[place] = replace(claim, state=ClaimState.DONE, response=response)
        if conversation_id is not None:
            self._places.setdefault(conversation_id, set()).add(place)

    async def release(self, claim: Claim) -> None:
        """Give a key back."""
        place = (claim.client_hash, claim.key_hash)
        standing = self._claims.get(place)
        if standing and standing.state is ClaimState.IN_FLIGHT and standing.claimed_at == claim.claimed_at:
            del self._claims[place]

    async def purge(self, before: datetime, now: datetime) -> int:
        """Forget conversations last touched before that time, and claims that have run out."""
        self._claims = {place: claim for place, claim in self._claims.items() if now - claim.claimed_at < KEPT}
        return await super().purge(before, now)

    def _drop(self, conversation_id: str) -> bool:
        for place in self._places.pop(conversation_id, ()):
            self._claims.pop(place, None)
        return super()._drop(conversation_id)
