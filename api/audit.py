"""The trail of what agents do: a line in the database that stays, and one in the log."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from api.auth import Identity
from api.front import Front
from bot.desk.records import Agent, Entry
from bot.desk.sessions import new_entry_id
from bot.ports import StoreUnavailable

NOBODY = Agent("", "")


def agent_of(identity: Identity) -> Agent:
    """Return the agent that an identity stands for."""
    return Agent(identity.id, identity.name)


async def audit(front: Front, event: str, identity: Identity | None, subject: str = "", detail: str = "") -> None:
    """Note what was done, by whom, to which reference or id; never what anybody wrote. Never fails."""
    agent = agent_of(identity) if identity else NOBODY
    with suppress(StoreUnavailable):
        await front.desk.note(Entry(new_entry_id(), datetime.now(UTC), event, agent, subject, detail))
    tell(front, event, identity, subject)


def tell(front: Front, event: str, identity: Identity | None, subject: str = "") -> None:
    """Write the log's line alone, for what noted itself in the database."""
    front.log.info("audit", reason=event, subject=subject, client=identity.id if identity else "")
