"""Replies of agents, and who has a conversation, in SQL: two agents never have the same one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.merge import handed_out
from bot.conversations.sql.record import find, record
from bot.conversations.tables import conversations, handoffs
from bot.desk.lists import Lists
from bot.desk.records import Agent, Entry, Replied, Taken
from bot.desk.sessions import new_entry_id, write_entry
from bot.desk.tables import audit
from bot.hold import holder_words, let_go
from bot.models import Conversation, Turn

REPLIED, SENT = "reply", "broadcast"


class Replies(Lists):
    """Writes what agents do to conversations, with its line of the trail, in one transaction each."""

    async def reply(
        self,
        ref: str,
        turn: Turn,
        agent: Agent,
        *,
        receipt: str | None = None,
        detail: str = "",
        offered: tuple[str, ...] | None = None,
    ) -> Replied | Taken | None:
        """Append an agent's turn and give them the conversation; None where there is none.

        `offered` are the steps it names, which "that did not help" is about from now on.
        The same `receipt` a second time changes nothing and returns what it was the first time.
        """
        await self.ready()
        entry = Entry(receipt or new_entry_id(), turn.at, REPLIED, agent, ref, detail)
        async with self._writing() as connection:
            found = await _locked(connection, ref, turn.at)
            if found is None:
                return None
            before = await _before(connection, receipt)
            if before is not None:
                return Replied(ref, before, agent.name, found.held_by, found.channel, again=True)
            if found.held_by not in (None, agent.name):
                return Taken(holder_words(found.held_by) or "")
            await write_entry(connection, entry)
            await _append(connection, found, turn, offered)
            await give(connection, found.id, agent.name, turn.at)
        return Replied(ref, turn.at, agent.name, agent.name, found.channel)

    async def broadcast(self, ref: str, turn: Turn, agent: Agent, receipt: str) -> str | None:
        """Append one message that goes to many, and leave the conversation to whoever has it; return why not.

        The same `receipt` a second time sends nothing.
        """
        await self.ready()
        async with self._writing() as connection:
            found = await _locked(connection, ref, turn.at)
            if found is None:
                return "there is no such conversation"
            if await _before(connection, receipt) is not None:
                return None
            if found.held_by not in (None, agent.name):
                return f"{holder_words(found.held_by)} has it"
            closed = select(handoffs.c.closed_at).where(handoffs.c.conversation_id == found.id)
            if await connection.scalar(closed) is not None:
                return "it is closed"
            await write_entry(connection, Entry(receipt, turn.at, SENT, agent, ref))
            await _append(connection, found, turn)
        return None

    async def take(self, ref: str, agent: Agent, at: datetime, *, held: bool) -> Agent | Taken | None:
        """Give the conversation to an agent, or back to the assistant; None where there is none."""
        await self.ready()
        async with self._writing() as connection:
            found = await _locked(connection, ref, at)
            if found is None:
                return None
            if found.held_by not in (None, agent.name):
                return Taken(holder_words(found.held_by) or "")
            event = "hold" if held else "give_back"
            if held or found.held_by is not None:
                await write_entry(connection, Entry(new_entry_id(), at, event, agent, ref))
            await give(connection, found.id, agent.name if held else None, at)
        return agent


async def _locked(connection: AsyncConnection, ref: str, now: datetime) -> Conversation | None:
    found = await find(connection, conversations.c.ref == ref, lock=True)
    return let_go(found, now) if found else None


async def _before(connection: AsyncConnection, receipt: str | None) -> datetime | None:
    """Return when this was done before."""
    if receipt is None:
        return None
    found: datetime | None = await connection.scalar(select(audit.c.at).where(audit.c.id == receipt))
    return found


async def _append(
    connection: AsyncConnection, found: Conversation, turn: Turn, offered: tuple[str, ...] | None = None
) -> None:
    touched = replace(found, updated_at=max(found.updated_at, turn.at), offered=offered or found.offered)
    await record(connection, handed_out(touched), (turn,), None)


async def give(connection: AsyncConnection, conversation_id: str, agent: str | None, at: datetime) -> None:
    """Note within a transaction who has a conversation from now on."""
    held_at = None if agent is None else at
    mine = update(conversations).where(conversations.c.id == conversation_id)
    await connection.execute(mine.values(held_by=agent, held_at=held_at))
