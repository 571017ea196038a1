"""Recording one message in SQL: what is known, its turns, its answer. Few statements, since each one has its price."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.merge import earlier_turns, merge
from bot.conversations.sql import rows
from bot.conversations.sql.transactions import insert_new
from bot.conversations.tables import answers, attempts, conversations, tombstones, turns
from bot.ids import new_ref, tombstone
from bot.models import Answer, Attempt, Conversation, Turn


async def record(
    connection: AsyncConnection, conversation: Conversation, said: tuple[Turn, ...], answer: Answer | None
) -> None:
    """Write a message; nothing, when its conversation was erased or its answer is recorded already."""
    found = await find(connection, conversations.c.id == conversation.id, lock=True)
    if found is None and await place(connection, conversation):
        await _add_turns(connection, conversation.id, earlier_turns(conversation, said), None)
        await _add_turns(connection, conversation.id, said, answer)
        await _write_attempts(connection, conversation, {}, answer)
        return
    # Somebody else may have placed it between the two looks; or it was erased, now or long ago.
    stored = found or await find(connection, conversations.c.id == conversation.id, lock=True)
    if stored is None or not await _add_turns(connection, conversation.id, said, answer):
        return
    merged = merge(stored, conversation)
    known = update(conversations).where(conversations.c.id == conversation.id).values(**rows.from_known(merged))
    await connection.execute(known)
    if merged.attempts != stored.attempts:
        await _replace_attempts(connection, merged, stored.attempts, answer)


async def find(connection: AsyncConnection, condition: ColumnElement[bool], *, lock: bool) -> Conversation | None:
    """Return what is known of a conversation, without turns; `lock` keeps others from changing it meanwhile."""
    if lock and connection.dialect.name == "postgresql":
        # First the lock, then a statement of its own: what is joined would be as it was before the wait.
        await connection.execute(select(conversations.c.id).where(condition).with_for_update())
    query = (
        select(conversations, *(column.label(f"attempt_{column.name}") for column in attempts.c))
        .join(attempts, attempts.c.conversation_id == conversations.c.id, isouter=True)
        .where(condition)
        .order_by(attempts.c.position)
    )
    found = (await connection.execute(query)).all()
    if not found:
        return None
    tried = tuple(rows.to_attempt(row) for row in found if row.attempt_step_id is not None)
    return rows.to_conversation(found[0], tried)


async def place(connection: AsyncConnection, conversation: Conversation) -> bool:
    """Store what is known unless it is there or was erased; a reference in use is replaced by a new one."""
    for ref in (conversation.ref, new_ref(), new_ref()):
        if await insert_new(connection, conversations, **rows.from_conversation(conversation) | {"ref": ref}):
            break
        if await connection.scalar(select(conversations.c.id).where(conversations.c.id == conversation.id)):
            return False
    # Looked for after the row is ours: an erasure that was under way has ended by now.
    stone = select(tombstones.c.id_hash).where(tombstones.c.id_hash == tombstone(conversation.id))
    if await connection.scalar(stone) is None:
        return True
    await connection.execute(delete(conversations).where(conversations.c.id == conversation.id))
    return False


async def _add_turns(
    connection: AsyncConnection, conversation_id: str, said: tuple[Turn, ...], answer: Answer | None
) -> bool:
    """Append turns with their answers; False, and nothing is written, when the answer is there already.

    All turns of one message name the answer that it got: what was asked, and what came of it.
    """
    if answer and not await insert_new(connection, answers, **rows.from_answer(conversation_id, answer)):
        return False
    others = {turn.answer.id: turn.answer for turn in said if turn.answer and turn.answer != answer}
    if answer:
        others.pop(answer.id, None)
    if others:
        values = [rows.from_answer(conversation_id, other) for other in others.values()]
        await connection.execute(insert(answers), values)
    if said:
        await connection.execute(insert(turns), [_turn(conversation_id, turn, turn.answer or answer) for turn in said])
    return True


def _turn(conversation_id: str, turn: Turn, answer: Answer | None) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "at": turn.at,
        "author": turn.author.value,
        "message": turn.message,
        "answer_id": answer.id if answer else None,
    }


async def _replace_attempts(
    connection: AsyncConnection, merged: Conversation, before: tuple[Attempt, ...], answer: Answer | None
) -> None:
    """Write the attempts anew; those that did not change keep the answer that first knew them."""
    mine = attempts.c.conversation_id == merged.id
    query = select(attempts.c.step_id, attempts.c.variant, attempts.c.answer_id).where(mine)
    known = {(row.step_id, row.variant or None): row.answer_id for row in (await connection.execute(query)).all()}
    sources = {attempt: known.get((attempt.step_id, attempt.variant)) for attempt in before}
    await connection.execute(delete(attempts).where(mine))
    await _write_attempts(connection, merged, sources, answer)


async def _write_attempts(
    connection: AsyncConnection,
    conversation: Conversation,
    sources: dict[Attempt, str | None],
    answer: Answer | None,
) -> None:
    """Write all attempts in order; one without a source was first known by this answer."""
    now = answer.id if answer else None
    values = [
        rows.from_attempt(conversation.id, attempt, position, sources.get(attempt, now))
        for position, attempt in enumerate(conversation.attempts)
    ]
    if values:
        await connection.execute(insert(attempts), values)
