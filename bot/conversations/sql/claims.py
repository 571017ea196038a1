"""Idempotency keys in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from bot.conversations.judge import judge
from bot.conversations.sql.rows import AnyRow
from bot.conversations.sql.transactions import Transactions, insert_new
from bot.conversations.tables import claims, conversations
from bot.records import Claim, ClaimState


class Claims(Transactions):
    """Keeps claims by client and key; they go with their conversation."""

    async def claim(self, key_hash: str, client_hash: str, body_hash: str, now: datetime) -> Claim:
        """Claim a key before any work."""
        fresh = Claim(ClaimState.NEW, key_hash, client_hash, body_hash, now)
        values = {"body_hash": body_hash, "claimed_at": now, "done": False, "response": None, "conversation_id": None}
        async with self._writing() as connection:
            if await insert_new(connection, claims, client_hash=client_hash, key_hash=key_hash, **values):
                return fresh
            row = (await connection.execute(select(claims).where(_place(fresh)).with_for_update())).first()
            standing = _standing(row) if row else None
            state = judge(standing, body_hash, now)
            if standing is None or state is ClaimState.NEW:
                await connection.execute(update(claims).where(_place(fresh)).values(**values))
                return fresh
        response = standing.response if state is ClaimState.DONE else None
        return replace(standing, state=state, body_hash=body_hash, response=response)

    async def finish(self, claim: Claim, conversation_id: str | None, response: str) -> None:
        """Keep the response, unless another holder took the key over or the conversation is gone."""
        values = {"done": True, "response": response, "conversation_id": conversation_id}
        async with self._writing() as connection:
            there = select(conversations.c.id).where(conversations.c.id == conversation_id).with_for_update()
            mine = _place(claim) & (claims.c.claimed_at == claim.claimed_at)
            if conversation_id is not None and await connection.scalar(there) is None:
                await connection.execute(delete(claims).where(mine))
            elif not (await connection.execute(update(claims).where(mine).values(**values))).rowcount:
                hashes = {"client_hash": claim.client_hash, "key_hash": claim.key_hash, "body_hash": claim.body_hash}
                await insert_new(connection, claims, claimed_at=claim.claimed_at, **hashes, **values)

    async def release(self, claim: Claim) -> None:
        """Give a key back."""
        mine = _place(claim) & (claims.c.claimed_at == claim.claimed_at) & claims.c.done.is_(False)
        async with self._writing() as connection:
            await connection.execute(delete(claims).where(mine))


def _place(claim: Claim) -> ColumnElement[bool]:
    return (claims.c.client_hash == claim.client_hash) & (claims.c.key_hash == claim.key_hash)


def _standing(row: AnyRow) -> Claim:
    state = ClaimState.DONE if row.done else ClaimState.IN_FLIGHT
    return Claim(state, row.key_hash, row.client_hash, row.body_hash, row.claimed_at, row.response)
