"""`signpost keys`: create, list and revoke API keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cli.session import complain, console, print_json

if TYPE_CHECKING:
    from bot.ports import ConversationStore


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
            console().print("The key, shown only this once:", markup=False)
            print(token)
        return 0

    return _with_store(work)


def show(as_json: bool) -> int:
    """List the keys without their secrets."""

    async def work(store: ConversationStore) -> int:
        rows: list[dict[str, object]] = [
            {
                "id": key.id,
                "name": key.name,
                "scopes": list(key.scopes),
                "created_at": _time(key.created_at),
                "expires_at": _time(key.expires_at),
                "last_used_at": _time(key.last_used_at),
                "revoked_at": _time(key.revoked_at),
            }
            for key in await store.keys()
        ]
        if as_json:
            print_json(rows)
        else:
            _table(rows)
        return 0

    return _with_store(work)


def revoke(key_id: str) -> int:
    """Revoke one key."""

    async def work(store: ConversationStore) -> int:
        if not await store.revoke_key(key_id, datetime.now(UTC)):
            return complain(f"There is no key {key_id}; `signpost keys list` shows them.")
        console().print(f"Key {key_id} is revoked.", markup=False)
        return 0

    return _with_store(work)


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _table(rows: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    columns = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    table = Table(*columns)
    for row in rows:
        cells = (row[column] for column in columns)
        table.add_row(*(", ".join(cell) if isinstance(cell, list) else str(cell or "–") for cell in cells))
    Console(highlight=False).print(table)


def _with_store(work: Callable[[ConversationStore], Awaitable[int]]) -> int:
    from api.factory import read_settings
    from api.settings import SettingsError
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
