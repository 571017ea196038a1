"""Claims and keys while the database is away."""

from dataclasses import replace

import pytest

from bot.ports import StoreUnavailable
from bot.records import ClaimState, Key
from tests.bot.conversations.builders import NOW, later
from tests.bot.conversations.outages import locked, opened


async def test_a_claim_in_memory_still_keeps_doubles_apart(fallback, folder):
    with locked(folder):
        first = await fallback.claim("key", "client", "body", NOW)
        assert first.state is ClaimState.NEW
        assert (await fallback.claim("key", "client", "body", later(1))).state is ClaimState.IN_FLIGHT
        await fallback.release(first)
        assert (await fallback.claim("key", "client", "body", later(2))).state is ClaimState.NEW


async def test_keys_are_made_and_revoked_in_the_database_or_not_at_all(fallback, folder):
    key = Key("key1", "panel", "0" * 64, ("ask",), NOW)
    await fallback.add_key(key)
    with locked(folder):
        with pytest.raises(StoreUnavailable):
            await fallback.add_key(replace(key, id="key2"))
        with pytest.raises(StoreUnavailable):
            await fallback.revoke_key("key1", NOW)
        assert await fallback.key("key1") == key, "a key that is known opens the door all the same"
        await fallback.use_key("key1", later(1))
    assert await fallback.recover()
    assert [(known.id, known.revoked_at, known.last_used_at) for known in await fallback.keys()] == [
        ("key1", None, later(1))
    ]


async def test_the_first_admin_token_is_valid_without_a_database_and_kept_when_there_is_one(folder):
    folder.write_text("in the way")
    async with opened(folder) as store:
        assert await store.keep_admin_hash("made now") == "made now"
        assert await store.admin_hash() == "made now"
        folder.unlink()
        assert await store.recover()
        assert await store.admin_hash() == "made now"
