"""Holding: while an agent has a conversation the assistant listens, says who will read it, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.models import Conversation, Decision, Draft, Outcome, Sentence, Understanding
from bot.wording import phrasebook
from status.models import StatusReport

# An agent who has said nothing for so long does not have the conversation any more.
LAPSES = timedelta(hours=12)
# How the Slack channel names an agent who answers in a thread: this and their id there.
SLACK = "slack:"
REASON = "a person has this conversation"


def let_go(conversation: Conversation, now: datetime) -> Conversation:
    """Return the conversation, held by nobody where its agent gave no sign for 12 hours."""
    if conversation.held_by is None or conversation.held_at is None or now - conversation.held_at < LAPSES:
        return conversation
    return replace(conversation, held_by=None, held_at=None)


def holder_words(held_by: str | None) -> str | None:
    """Return who has a conversation as agents read it: an id of Slack tells nobody anything."""
    return "An agent in Slack" if held_by is not None and held_by.startswith(SLACK) else held_by


def keep_silent(decision: Decision) -> Decision:
    """Return what is said while a person has the conversation: nothing is offered and nothing cited."""
    return replace(
        decision,
        outcome=Outcome.ESCALATED_REQUESTED,
        next_steps=(),
        evidence=(),
        cautions=(),
        held_back=(),
        helping=(),
        reason=REASON,
        list_all=False,
        how=False,
    )


class HoldingWriter:
    """Writes the one sentence that is said in a held conversation."""

    name = "extractive"

    async def write(
        self, decision: Decision, understanding: Understanding, report: StatusReport
    ) -> AsyncIterator[Draft]:
        """Yield the one draft."""
        line = phrasebook(understanding.language).say("with_person")
        yield Draft((Sentence(line, (), "wording", paragraph=True),), (), ())
