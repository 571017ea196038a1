"""The part of the fallback store that hands on as it is: claims and keys."""

from __future__ import annotations

from datetime import datetime

from bot.conversations.switch import Switch, named
from bot.records import Claim, Key


class Relay:
    """Asks the switch; a key that is made or revoked in memory only would be a lie, so those insist."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    async def claim(self, key_hash: str, client_hash: str, body_hash: str, now: datetime) -> Claim:
        """Claim a key before any work; one claimed in memory is known to this process only."""
        return await self._switch.write(
            lambda store: store.claim(key_hash, client_hash, body_hash, now), named(None), keep=False
        )

    async def finish(self, claim: Claim, conversation_id: str | None, response: str) -> None:
        """Keep the response."""
        await self._switch.write(lambda store: store.finish(claim, conversation_id, response), named(conversation_id))

    async def release(self, claim: Claim) -> None:
        """Give a key back."""
        await self._switch.write(lambda store: store.release(claim), named(None))

    async def add_key(self, key: Key) -> None:
        """Store a new key."""
        await self._switch.insist(lambda store: store.add_key(key))

    async def keys(self) -> tuple[Key, ...]:
        """Return all keys, oldest first."""
        return await self._switch.read(lambda store: store.keys())

    async def key(self, key_id: str) -> Key | None:
        """Return a key by its id."""
        return await self._switch.read(lambda store: store.key(key_id))

    async def revoke_key(self, key_id: str, at: datetime) -> bool:
        """Revoke a key."""
        return await self._switch.insist(lambda store: store.revoke_key(key_id, at))

    async def use_key(self, key_id: str, at: datetime) -> None:
        """Note that a key was used."""
        await self._switch.write(lambda store: store.use_key(key_id, at), named(None))

    async def admin_hash(self) -> str | None:
        """Return the hash of the administrator's token."""
        kept = await self._switch.memory.admin_hash()
        return kept or await self._switch.read(lambda store: store.admin_hash())

    async def keep_admin_hash(self, secret_hash: str, *, replace: bool = False) -> str:
        """Store the hash unless there is one, and return the one in force."""
        return await self._switch.write(lambda store: store.keep_admin_hash(secret_hash, replace=replace), named(None))
