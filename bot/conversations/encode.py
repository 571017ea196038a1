"""Encoding: answers and handoff packets as JSON with a schema number and back; traces as JSON for agents."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter
from pydantic_core import from_json

from bot.feedback import Vote
from bot.models import Answer, Trace
from bot.records import HandoffPacket
from knowledge.models import Hit

SCHEMA = 1
T = TypeVar("T")


@cache
def _answers() -> TypeAdapter[Answer]:
    """Building one takes a tenth of a second, so each is built once and only when needed."""
    return TypeAdapter(Answer)


@cache
def _packets() -> TypeAdapter[HandoffPacket]:
    return TypeAdapter(HandoffPacket)


def encode_answer(answer: Answer) -> str:
    """Return an answer as JSON, without its trace."""
    return _encode(_answers(), replace(answer, trace=None))


def decode_answer(text: str) -> Answer | None:
    """Return the answer; None for one of a schema that this version cannot read."""
    return _decode(_answers(), text)


def encode_packet(packet: HandoffPacket) -> str:
    """Return a handoff packet as JSON."""
    return _encode(_packets(), packet)


def decode_packet(text: str) -> HandoffPacket | None:
    """Return the packet; None for one of a schema that this version cannot read."""
    return _decode(_packets(), text)


def _encode(adapter: TypeAdapter[T], value: T) -> str:
    return f'{{"schema":{SCHEMA},"value":{adapter.dump_json(value).decode()}}}'


def _decode(adapter: TypeAdapter[T], text: str) -> T | None:
    try:
        stored = from_json(text)
        return adapter.validate_python(stored["value"]) if stored["schema"] == SCHEMA else None
    except (ValueError, TypeError, KeyError):
        return None


def explanation(answer: Answer) -> dict[str, object] | None:
    """Return how an answer came about, for agents; None without a trace.

    Keys: intent, query, language, symptom, area, facts, confidence, signs, outcome, reason, verdict_row, mode,
    generation, hits and rejected (chunk_id, score, dense_rank, lexical_rank), checks, timings (seconds).
    """
    trace = answer.trace
    if trace is None:
        return None
    understood, results = trace.understanding, trace.results
    return {
        "intent": understood.intent.value,
        "query": understood.query,
        "language": understood.language,
        "symptom": understood.symptom,
        "area": understood.area,
        "facts": sorted(fact.value for fact in understood.facts),
        "confidence": understood.confidence,
        "signs": list(understood.reasons),
        "outcome": trace.decision.outcome.value,
        "reason": trace.decision.reason,
        "verdict_row": trace.decision.verdict.row,
        "mode": results.mode if results else None,
        "generation": answer.generation,
        "hits": [_hit(hit) for hit in results.hits] if results else [],
        "rejected": [_hit(hit) for hit in results.rejected] if results else [],
        "checks": [asdict(check) for check in answer.checks],
        "timings": _timings(trace),
    }


def _hit(hit: Hit) -> dict[str, object]:
    return {
        "chunk_id": hit.chunk.id,
        "score": hit.score,
        "dense_rank": hit.dense_rank,
        "lexical_rank": hit.lexical_rank,
    }


def _timings(trace: Trace) -> dict[str, float]:
    searched = trace.results.timings if trace.results else {}
    return {f"search.{part}": seconds for part, seconds in searched.items()} | dict(trace.timings)


def encode_votes(votes: tuple[Vote, ...]) -> list[dict[str, object]]:
    """Return votes for an explanation, without the answer's id."""
    return [
        {"rating": vote.rating.value, "step_id": vote.step_id, "comment": vote.comment, "at": vote.at.isoformat()}
        for vote in votes
    ]
