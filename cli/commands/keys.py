"""`signpost keys`: create, list and revoke API keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cli.session import complain, print_json, say

if TYPE_CHECKING:
    from bot.ports import ConversationStore
    from bot.records import Key


def create(scopes: list[str], name: str, days: int | None, as_json: bool) -> int:
    """Create a key and print its token, which nobody can show a second time."""
    from api.auth import KeyScope, make_key

    known = [scope.value for scope in KeyScope]
    wrong = [scope for scope in scopes if scope not in known]
    if wrong:
        return complain(f"There is no scope {wrong[0]!r}; the scopes are {', '.join(known)}.")
    now = datetime.now(UTC)
    expires = now + timedelta(days=days) if days else None
    key, token = make_key(name, [KeyScope(scope) for scope in scopes], now, expires)

    async def work(store: ConversationStore) -> int:
        await store.add_key(key)
        if as_json:
            print_json(
                {
                    "id": key.id,
                    "token": token,
                    "scopes": list(key.scopes),
                    "expires_at": expires.isoformat() if expires else None,
                }
            )
        else:
            say("The key, shown only this once:")
            print(token)
        return 0

    return _with_store(work)


def show(as_json: bool) -> int:
    """List the keys without their secrets."""

    async def work(store: ConversationStore) -> int:
        keys = await store.keys()
        if as_json:
            print_json([_row(key) for key in keys])
        else:
            _table(keys)
        return 0

    return _with_store(work)


def revoke(key_id: str) -> int:
    """Revoke one key."""

    async def work(store: ConversationStore) -> int:
        if not await store.revoke_key(key_id, datetime.now(UTC)):
            return complain(f"There is no key {key_id}; `signpost keys list` shows them.")
        say(f"Key {key_id} is revoked.")
        return 0

    return _with_store(work)


def _row(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "created_at": _time(key.created_at),
        "expires_at": _time(key.expires_at),
        "last_used_at": _time(key.last_used_at),
        "revoked_at": _time(key.revoked_at),
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _table(keys: Sequence[Key]) -> None:
    """Print the keys; an id is never shortened, because it is what `keys revoke` wants."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    table = Table(Column("id", no_wrap=True), "name", "scopes", "state", "last used")
    for key in keys:
        name, used = escape(key.name) or "–", key.last_used_at
        table.add_row(key.id, name, ", ".join(key.scopes), _state(key), f"{used:%Y-%m-%d %H:%M}" if used else "–")
    Console(highlight=False).print(table)


def _state(key: Key) -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if key.expires_at is None:
        return "valid"
    word = "valid until" if key.expires_at > datetime.now(UTC) else "expired"
    return f"{word} {key.expires_at:%Y-%m-%d}"


def _with_store(work: Callable[[ConversationStore], Awaitable[int]]) -> int:
    from api.settings import SettingsError, read_settings
    from bot.conversations.factory import build_store

    async def worked() -> int:
        settings = read_settings()
        store = build_store(settings.bot, settings.data.data_dir)
        await store.open()
        try:
            if store.problems:
                return complain(store.problems[0])
            return await work(store)
        finally:
            await store.aclose()

    try:
        return asyncio.run(worked())
    except SettingsError as error:
        return complain(str(error))
