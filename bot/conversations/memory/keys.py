"""API keys in memory."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import datetime, timedelta

from bot.records import Key

_MINUTE = timedelta(minutes=1)


class Keys:
    """Keeps keys and the hash of the administrator's token."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self._admin: str | None = None

    async def add_key(self, key: Key) -> None:
        """Store a new key."""
        self._keys.setdefault(key.id, key)

    async def keys(self) -> tuple[Key, ...]:
        """Return all keys, oldest first."""
        return tuple(sorted(self._keys.values(), key=lambda key: (key.created_at, key.id)))

    async def key(self, key_id: str) -> Key | None:
        """Return a key by its id."""
        return self._keys.get(key_id)

    async def revoke_key(self, key_id: str, at: datetime) -> bool:
        """Revoke a key."""
        key = self._keys.get(key_id)
        if key is None or key.revoked_at:
            return False
        self._keys[key_id] = changed(key, revoked_at=at)
        return True

    async def use_key(self, key_id: str, at: datetime) -> None:
        """Note that a key was used, to the minute."""
        key = self._keys.get(key_id)
        if key and (key.last_used_at is None or at - key.last_used_at >= _MINUTE):
            self._keys[key_id] = changed(key, last_used_at=at)

    async def admin_hash(self) -> str | None:
        """Return the hash of the administrator's token."""
        return self._admin

    async def keep_admin_hash(self, secret_hash: str, *, replace: bool = False) -> str:
        """Store the hash unless there is one, and return the one in force."""
        if replace or self._admin is None:
            self._admin = secret_hash
        return self._admin
