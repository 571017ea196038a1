"""Handoff packets that the operator's webhook has not taken yet, in SQL: leases that end by themselves."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.conversations.sql.transactions import insert_new
from bot.conversations.tables import conversations, handoffs, installation
from bot.desk.suggestions import Suggestions

# What could not be posted for so long is not news any more.
RECENT = timedelta(days=1)
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A packet to post; `data` is what goes out, `due_at` the lease of whoever posts it."""

    message_id: str
    conversation_id: str
    data: dict[str, Any]
    due_at: datetime
    tries: int


class Outbox(Suggestions):
    """Hands out what is due to one process at a time. Raises StoreUnavailable and nothing else."""

    async def due(self, now: datetime, lease: timedelta) -> tuple[Outgoing, ...]:
        """Return what is to be posted and in nobody's hands, and hold it; each try waits twice as long."""
        await self.ready()
        open_ones = (handoffs.c.post_due_at <= now) & (handoffs.c.updated_at >= now - RECENT)
        query = select(handoffs, conversations.c.ref).join(conversations).where(open_ones)
        async with self._reading() as connection:
            if (await connection.execute(query.limit(1))).first() is None:
                return ()
        async with self._writing() as connection:
            locked = query.order_by(handoffs.c.post_due_at).limit(_AT_ONCE)
            rows = (await connection.execute(locked.with_for_update(skip_locked=True, of=handoffs))).all()
            found = []
            for row in rows:
                tries = (row.post_tries or 0) + 1
                until = now + lease * 2 ** min(tries - 1, 8)
                mine = update(handoffs).where(handoffs.c.conversation_id == row.conversation_id)
                await connection.execute(mine.values(post_due_at=until, post_tries=tries))
                found.append(_outgoing(row, until, tries))
        return tuple(found)

    async def posted(self, outgoing: Outgoing) -> None:
        """Note that nothing is left to post, unless there is news since."""
        ours = (handoffs.c.conversation_id == outgoing.conversation_id) & (handoffs.c.post_due_at == outgoing.due_at)
        async with self._writing() as connection:
            await connection.execute(update(handoffs).where(ours).values(post_due_at=None))

    async def kept(self, name: str, value: str) -> str:
        """Return what this installation keeps under a name; `value` is kept where there is nothing yet."""
        await self.ready()
        async with self._writing() as connection:
            await insert_new(connection, installation, name=name, value=value)
            found: str | None = await connection.scalar(select(installation.c.value).where(installation.c.name == name))
        return found or value


def _outgoing(row: Any, until: datetime, tries: int) -> Outgoing:
    packet = json.loads(row.packet)["value"]
    data = {"ref": row.ref, "contact": row.contact, **packet}
    said = f"{packet['id']}\n{len(packet['transcript'])}\n{row.contact or ''}"
    message_id = f"{packet['id']}.{hashlib.sha256(said.encode()).hexdigest()[:12]}"
    return Outgoing(message_id, row.conversation_id, data, until, tries)
