"""Brings a database to the schema this version knows, at start, by one process at a time."""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import DatabaseRefused, reading, sqlite_path, writing

# Any number will do, as long as every process takes the same one.
_MIGRATION_LOCK = 7_465_102_001


async def migrate(engine: AsyncEngine, revision: str = "head") -> None:
    """Bring the schema to a revision, making the file if there is none. One process does it, others wait.

    Raises DatabaseRefused for a database that a newer version wrote, and the driver's errors.
    """
    path = sqlite_path(engine)
    if path is not None and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Conversations are nobody else's to read; the log files beside it take over these rights.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    async with reading(engine) as connection:
        if await connection.run_sync(_is_at, revision):
            return
    async with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        await connection.run_sync(_upgrade, revision)


def _is_at(connection: Connection, revision: str) -> bool:
    """Tell whether nothing is to be done. Raises DatabaseRefused for a revision this version does not know."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {known.revision for known in script.walk_revisions()}:
        raise DatabaseRefused(
            f"The database has schema {current}, which this version does not know: a newer version wrote it. "
            "Run that version, or name another database."
        )
    return current == (script.get_current_head() if revision == "head" else revision)


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command

    # Another process may have been faster while we waited for the lock.
    if not _is_at(connection, revision):
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "infra:migrations")
    return config
