"""Every change of the page that we saw, kept in the database: what lasts, and how long such things lasted."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from infra.columns import Utc
from infra.database import DatabaseRefused, engine_for, reading, writing
from infra.migrate import migrate
from status.changes import Change, Subject, compare, place
from status.duration import Past
from status.models import Incident, StatusReport

METADATA = MetaData()
KEPT_PAST = 500
LOOKED_BACK = 2000
_log = logging.getLogger(__name__)

changes = Table(
    "status_changes",
    METADATA,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("page", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("before", String),
    Column("after", String),
    Column("detail", Text, nullable=False),
    Index("ix_status_changes_page", "page", "id"),
)
# One row an incident, as last seen; `parts` are `Group/Name` as JSON.
incidents = Table(
    "status_incidents",
    METADATA,
    Column("page", String, nullable=False),
    Column("id", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("parts", Text, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("resolved_at", Utc),
    Column("seen_at", Utc, nullable=False),
    PrimaryKeyConstraint("page", "id"),
)


class History:
    """Keeps the changes of one page. A database that fails costs history only: `problem` says so, nothing is raised."""

    def __init__(self, url: str, page: str) -> None:
        self._url = url
        self._page = page
        self._engine: AsyncEngine | None = None
        self._last: StatusReport | None = None
        self.problem = ""
        self.past: tuple[Past, ...] = ()

    async def open(self) -> None:
        """Connect, migrate, and read how long past incidents lasted."""
        await self._tried(self._open)

    async def aclose(self) -> None:
        """Close all connections; calling it twice is harmless."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()

    async def note(self, report: StatusReport) -> None:
        """Store what changed since the last report; one read at the same moment, or not at all, changes nothing."""
        if report.checked_at is None or (self._last and self._last.checked_at == report.checked_at):
            return
        if await self._tried(lambda: self._note(report)):
            self._last = report

    async def changes(self, limit: int = 200) -> tuple[Change, ...]:
        """Return the newest changes, oldest of them first."""
        if self._engine is None:
            return ()
        query = select(changes).where(changes.c.page == self._page).order_by(changes.c.id.desc()).limit(limit)
        async with reading(self._engine) as connection:
            rows = (await connection.execute(query)).all()
        return tuple(
            Change(row.at, Subject(row.kind), row.subject, row.name, row.before, row.after, row.detail)
            for row in reversed(rows)
        )

    async def _tried(self, act: Any) -> bool:
        try:
            await act()
        except (SQLAlchemyError, DatabaseRefused, OSError):
            if not self.problem:
                _log.warning("the history of the status page cannot be kept")
            self.problem = "The history of the status page cannot be kept in the database now."
            return False
        self.problem = ""
        return True

    async def _open(self) -> None:
        if self._engine is None:
            self._engine = engine_for(self._url)
        await migrate(self._engine)
        async with reading(self._engine) as connection:
            await self._read_past(connection)

    async def _note(self, report: StatusReport) -> None:
        if self._engine is None or self.problem:
            await self._open()
        assert self._engine is not None
        seen = [one for one in report.incidents if self._is_news(one)]
        told = compare(self._last, report)
        if not told and not seen:
            return
        async with writing(self._engine) as connection:
            if self._last is None:
                told = await self._not_yet_told(connection, told)
            if told:
                await connection.execute(insert(changes), [self._row(one) for one in told])
            for one in seen:
                await _upsert(connection, self._page, one, report.checked_at)
            await self._read_past(connection)

    def _is_news(self, incident: Incident) -> bool:
        before = {one.id: one for one in self._last.incidents} if self._last else {}
        return before.get(incident.id) != incident

    async def _not_yet_told(self, connection: AsyncConnection, told: tuple[Change, ...]) -> tuple[Change, ...]:
        """After a restart leave out what the last changes before it said already."""
        columns = (changes.c.kind, changes.c.subject, changes.c.after)
        query = select(*columns).where(changes.c.page == self._page).order_by(changes.c.id.desc()).limit(LOOKED_BACK)
        rows = (await connection.execute(query)).all()
        newest = {(row.kind, row.subject): row.after for row in reversed(rows)}
        return tuple(one for one in told if newest.get((one.subject.value, one.id)) != one.after)

    def _row(self, change: Change) -> dict[str, Any]:
        return {
            "page": self._page,
            "at": change.at,
            "kind": change.subject.value,
            "subject": change.id,
            "name": change.name,
            "before": change.before,
            "after": change.after,
            "detail": change.detail,
        }

    async def _read_past(self, connection: AsyncConnection) -> None:
        mine = (incidents.c.page == self._page) & incidents.c.resolved_at.is_not(None)
        query = select(incidents).where(mine).order_by(incidents.c.started_at.desc()).limit(KEPT_PAST)
        rows = (await connection.execute(query)).all()
        self.past = tuple(
            Past(row.id, row.started_at, row.resolved_at, frozenset(json.loads(row.parts))) for row in rows
        )


async def _upsert(connection: AsyncConnection, page: str, incident: Incident, seen_at: datetime | None) -> None:
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {
        "title": incident.title,
        "parts": json.dumps(sorted(place(one) for one in incident.components or ())),
        "started_at": incident.started_at,
        "resolved_at": None if incident.open else incident.resolved_at or incident.updated_at,
        "seen_at": seen_at,
    }
    statement = kind.insert(incidents).values(page=page, id=incident.id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["page", "id"], set_=values))
