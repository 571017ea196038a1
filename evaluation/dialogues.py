"""Dialogues: a talk of several turns, each with what must and must not come back."""

from __future__ import annotations

from collections.abc import Iterable

from bot.models import Answer, Attempt, Result
from evaluation.check import broken
from evaluation.metrics import Score
from evaluation.records import Dialogue, DialogueTurn, Pair, StepRef, among, pair
from evaluation.results import Played, Reply
from evaluation.subject import Progress, Subject, each

OFFERED = "offered"
_AGAIN, _FORGOTTEN = "tried and offered again", "attempt forgotten"


async def generate(subject: Subject, dialogues: tuple[Dialogue, ...], progress: Progress) -> tuple[Played, ...]:
    """Play every dialogue from its first turn to its last; one ends early when there is no button to press."""

    async def play(dialogue: Dialogue) -> Played:
        return await _play(subject, dialogue)

    return await each("dialogues", dialogues, play, progress)


async def _play(subject: Subject, dialogue: Dialogue) -> Played:
    scenario, answer = dialogue.status, None
    pressed: list[tuple[StepRef, ...]] = []
    replies: list[Reply] = []
    for turn in dialogue.turns:
        scenario = turn.status or scenario
        attempts = _presses(turn, answer)
        if turn.presses and not attempts:
            break
        talk = answer.conversation_id if answer else None
        answer = await subject.ask(turn.says, scenario, attempts=attempts, conversation_id=talk)
        pressed.append(tuple(StepRef(step_id=one.step_id, variant=one.variant) for one in attempts))
        replies.append(subject.reply(answer))
    return Played(id=dialogue.id, pressed=tuple(pressed), replies=tuple(replies))


def _presses(turn: DialogueTurn, last: Answer | None) -> tuple[Attempt, ...]:
    """Return the attempts that a turn's buttons send; `offered` stands for every step of the last answer."""
    made: list[Attempt] = []
    for words, result in turn.presses.items():
        offered = [(step.id, step.variant) for step in last.steps] if last else []
        made += [Attempt(step, variant, result) for step, variant in (offered if words == OFFERED else [pair(words)])]
    return tuple(made)


def evaluate(dialogues: tuple[Dialogue, ...], results: Iterable[Played]) -> tuple[Score, ...]:
    """Score every dialogue that was played."""
    played = {result.id: result for result in results}
    rows = [(one, played[one.id]) for one in dialogues if one.id in played]
    return tuple(score for dialogue, result in rows for score in _scores(dialogue, result))


def _scores(dialogue: Dialogue, played: Played) -> list[Score]:
    findings = judge(dialogue, played)
    turns = [not found for found in findings]
    again = [any(one.startswith(_AGAIN) for one in found) for found in findings]
    lost = [any(one.startswith(_FORGOTTEN) for one in found) for found in findings]
    made = {
        "dialogues.met": (float(all(turns)), 1.0),
        "dialogues.turns_met": (float(sum(turns)), float(len(turns))),
        "dialogues.attempts_lost": (float(sum(lost)), float(len(lost))),
        "safety.tried_again": (float(sum(again)), float(len(again))),
    }
    return [Score(name, dialogue.id, dialogue.split, dialogue.language, good, of) for name, (good, of) in made.items()]


def judge(dialogue: Dialogue, played: Played) -> tuple[tuple[str, ...], ...]:
    """Return what is wrong with each turn, in words; an empty tuple where every expectation is met."""
    findings: list[tuple[str, ...]] = []
    tried: set[Pair] = set()
    before: Reply | None = None
    for turn, pressed, reply in zip(dialogue.turns, played.pressed, played.replies, strict=False):
        tried = _tried(tried, turn, pressed, reply)
        findings.append((*broken(turn.expect, reply), *_always(turn, reply, tried, before)))
        before = reply
    unplayed = len(dialogue.turns) - len(findings)
    return (*findings, *((("nothing was offered that could be pressed",),) * unplayed))


def _tried(tried: set[Pair], turn: DialogueTurn, pressed: tuple[StepRef, ...], reply: Reply) -> set[Pair]:
    """Return what the person has tried by now: as the dialogue says, not only as the bot heard it."""
    heard = {one.pair for one in reply.attempts if one.result is not Result.UNCLEAR}
    unclear = OFFERED in turn.presses and turn.presses[OFFERED] is Result.UNCLEAR
    told = {pair(words) for words in turn.expect.attempts}
    back = {pair(words) for words in turn.expect.lacks_attempts}
    now = tried | told | heard | (set() if unclear else {one.pair for one in pressed})
    return {one for one in now if not among(one, back)}


def _always(turn: DialogueTurn, reply: Reply, tried: set[Pair], before: Reply | None) -> list[str]:
    """Return broken rules that hold for every turn of every dialogue."""
    found = [f"{_AGAIN}: {_words(one)}" for one in reply.offered if among(one, tried)]
    held = {one.pair for one in reply.held}
    found += [f"offered and held back: {_words(one)}" for one in reply.offered & held]
    back = {pair(words) for words in turn.expect.lacks_attempts}
    kept = {one.pair for one in reply.attempts}
    for one in before.attempts if before else ():
        if one.pair not in kept and not among(one.pair, back):
            found.append(f"{_FORGOTTEN}: {_words(one.pair)}")
    return found


def _words(one: Pair) -> str:
    return "/".join(part for part in one if part)
