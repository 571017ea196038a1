"""Conversations in memory, with their answers, votes and handoffs."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.conversations.cursor import LARGEST, decode_cursor, page
from bot.conversations.encode import encode_votes, explanation
from bot.conversations.merge import earlier_turns, handed_out, merge
from bot.feedback import Rating, Vote, make_vote
from bot.ids import handoff_id, new_ref, tombstone
from bot.models import Answer, Conversation, Turn
from bot.records import HandoffPacket, HandoffRecord, Listed, Page, StoredAnswer


@dataclass(slots=True)
class _Talk:
    """A conversation and all that hangs on it."""

    conversation: Conversation
    answers: dict[str, Answer] = field(default_factory=dict)
    explanations: dict[str, dict[str, object]] = field(default_factory=dict)
    votes: dict[tuple[str, str | None], Vote] = field(default_factory=dict)
    handoff: HandoffRecord | None = None


class Talks:
    """Keeps conversations; past `limit` the one longest untouched is dropped."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._talks: OrderedDict[str, _Talk] = OrderedDict()
        self._refs: dict[str, str] = {}
        self._of_answer: dict[str, str] = {}
        self._erased: set[str] = set()

    async def create(self, conversation: Conversation) -> None:
        """Store a new conversation; one that exists already, or was erased, is left as it is."""
        self._begin(replace(conversation, turns=()))

    async def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation by its capability."""
        talk = self._talks.get(conversation_id)
        return handed_out(talk.conversation) if talk else None

    async def by_ref(self, ref: str) -> Conversation | None:
        """Return a conversation by the reference that agents see."""
        return await self.get(self._refs.get(ref, ""))

    async def record(self, conversation: Conversation, turns: tuple[Turn, ...], answer: Answer | None) -> None:
        """Append turns and merge what is known."""
        talk = self._talks.get(conversation.id)
        if talk is None:
            talk = self._begin(replace(conversation, turns=earlier_turns(conversation, turns)))
        if talk is None or (answer and answer.id in talk.answers):
            return
        merged = merge(talk.conversation, conversation)
        talk.conversation = replace(merged, turns=talk.conversation.turns + _without_traces(turns), as_read=None)
        for kept in (*(turn.answer for turn in turns), answer):
            if kept:
                self._keep_answer(talk, kept)
        self._talks.move_to_end(conversation.id)

    async def erase(self, conversation_id: str) -> bool:
        """Forget a conversation."""
        self._erased.add(tombstone(conversation_id))
        return self._drop(conversation_id)

    async def reply(self, ref: str, turn: Turn) -> bool:
        """Append an agent's turn."""
        talk = self._by_ref(ref)
        if talk:
            known = talk.conversation
            at = max(known.updated_at, turn.at)
            talk.conversation = replace(known, turns=(*known.turns, turn), updated_at=at)
        return talk is not None

    async def hold(self, ref: str, agent: str | None) -> bool:
        """Give the conversation to an agent, or back to the assistant."""
        talk = self._by_ref(ref)
        if talk:
            held_at = datetime.now(UTC) if agent else None
            talk.conversation = replace(talk.conversation, held_by=agent, held_at=held_at)
        return talk is not None

    async def listed(self, limit: int = 50, cursor: str | None = None) -> Page:
        """Return conversations, last touched first."""
        after = decode_cursor(cursor) if cursor else None
        if cursor and after is None:
            return Page(())
        rows = sorted(map(_listed, self._talks.values()), key=lambda row: (row.updated_at, row.ref), reverse=True)
        return page([row for row in rows if after is None or (row.updated_at, row.ref) < after], min(limit, LARGEST))

    async def purge(self, before: datetime, now: datetime) -> int:
        """Forget conversations last touched before that time."""
        old = [key for key, talk in self._talks.items() if talk.conversation.updated_at < before]
        for conversation_id in old:
            self._drop(conversation_id)
        return len(old)

    async def answer(self, answer_id: str) -> StoredAnswer | None:
        """Return a kept answer."""
        talk = self._by_answer(answer_id)
        return StoredAnswer(talk.answers[answer_id]) if talk else None

    async def explain(self, answer_id: str) -> dict[str, object] | None:
        """Return how an answer came about."""
        talk = self._by_answer(answer_id)
        if talk is None:
            return None
        votes = tuple(vote for (voted, _), vote in talk.votes.items() if voted == answer_id)
        return talk.explanations.get(answer_id, {}) | {"votes": encode_votes(votes)}

    async def vote(
        self, answer_id: str, rating: Rating, step_id: str | None, comment: str | None, at: datetime
    ) -> bool:
        """Keep the last vote on an answer."""
        talk = self._by_answer(answer_id)
        if talk:
            standing = talk.votes.get((answer_id, step_id))
            if standing is None or standing.at <= at:
                talk.votes[(answer_id, step_id)] = make_vote(answer_id, rating, step_id, comment, at)
        return talk is not None

    async def handoff(
        self, conversation_id: str, packet: HandoffPacket, contact: str | None = None
    ) -> HandoffRecord | None:
        """Keep the packet under the conversation's one id, refreshed until it is claimed."""
        talk = self._talks.get(conversation_id)
        if talk is None:
            return None
        first = talk.handoff
        if first is None:
            kept = replace(packet, id=handoff_id(conversation_id))
            talk.handoff = HandoffRecord(kept, talk.conversation.ref, contact, packet.created_at)
        else:
            kept = replace(packet, id=first.id, created_at=first.packet.created_at)
            fresh = first if first.claimed_at else replace(first, packet=kept, updated_at=packet.created_at)
            talk.handoff = replace(fresh, contact=contact or first.contact)
        return talk.handoff

    async def handoff_by_ref(self, ref: str) -> HandoffRecord | None:
        """Return the handoff of a conversation."""
        talk = self._by_ref(ref)
        return talk.handoff if talk else None

    async def claim_handoff(self, ref: str, agent: str, at: datetime) -> bool:
        """Give the handoff to an agent unless another one has it."""
        talk = self._by_ref(ref)
        if talk is None or talk.handoff is None or talk.handoff.claimed_by not in (None, agent):
            return False
        talk.handoff = replace(talk.handoff, claimed_by=agent, claimed_at=talk.handoff.claimed_at or at)
        return True

    def _begin(self, conversation: Conversation) -> _Talk | None:
        if conversation.id in self._talks or tombstone(conversation.id) in self._erased:
            return None
        if len(self._talks) >= self._limit:
            self._drop(next(iter(self._talks)))
        if conversation.ref in self._refs:
            conversation = replace(conversation, ref=new_ref())
        talk = _Talk(replace(conversation, turns=_without_traces(conversation.turns), as_read=None))
        self._talks[conversation.id] = talk
        self._refs[conversation.ref] = conversation.id
        for turn in conversation.turns:
            if turn.answer:
                self._keep_answer(talk, turn.answer)
        return talk

    def _keep_answer(self, talk: _Talk, answer: Answer) -> None:
        talk.answers[answer.id] = replace(answer, trace=None)
        self._of_answer[answer.id] = talk.conversation.id
        explained = explanation(answer)
        if explained:
            talk.explanations[answer.id] = explained

    def _drop(self, conversation_id: str) -> bool:
        talk = self._talks.pop(conversation_id, None)
        if talk is None:
            return False
        self._refs.pop(talk.conversation.ref, None)
        for answer_id in talk.answers:
            self._of_answer.pop(answer_id, None)
        return True

    def _by_ref(self, ref: str) -> _Talk | None:
        return self._talks.get(self._refs.get(ref, ""))

    def _by_answer(self, answer_id: str) -> _Talk | None:
        return self._talks.get(self._of_answer.get(answer_id, ""))


def _without_traces(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    return tuple(replace(turn, answer=replace(turn.answer, trace=None)) if turn.answer else turn for turn in turns)


def _listed(talk: _Talk) -> Listed:
    known = talk.conversation
    last = next((turn.answer.outcome for turn in reversed(known.turns) if turn.answer), None)
    return Listed(
        ref=known.ref,
        created_at=known.created_at,
        updated_at=known.updated_at,
        language=known.language,
        channel=known.channel,
        symptom=known.symptom,
        outcome=last,
        turns=len(known.turns),
        held_by=known.held_by,
        handed_off=talk.handoff is not None,
    )
