"""Judging a model's sentences once more, by other means than the bot's own check: what that lets through is doubted."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import StrEnum

# Of the longer words of a sentence, so many must begin as one in its evidence does.
OVERLAP = 0.8
_BEGINNING = 5
_POLITE = frozenset({"please", "just", "simply", "bitte", "einfach", "favor", "simplemente", "simplement", "vous"})
_LEAKED_WORDS = 6

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_LINK = re.compile(r"\w+://\S+|www\.\S+|\S+@\S+\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|example)\b", re.I)
_STATE = re.compile(
    r"\b(?:down|outage|incident|resolved|restored|recovering|maintenance|operational|back online"
    r"|ausfall|ausgefallen|störung|behoben|wartung|caída|caído|interrupción|incidente|resuelto|mantenimiento"
    r"|panne|résolue?|rétablie?|interruption|queda|interrupção|resolvido|manutenção)\b",
    re.I,
)


class Fault(StrEnum):
    """What is wrong with a sentence."""

    UNSUPPORTED = "unsupported"
    NUMBER = "number of its own"
    LINK = "link off the list"
    STATE = "claims a state of the service"
    LEAK = "repeats the instructions"


def faults(text: str, grounds: Sequence[str], links: Collection[str], instructions: str) -> frozenset[Fault]:
    """Return what is wrong with a sentence that rests on `grounds`, the texts it cites; nothing where all is well."""
    known = "\n".join(grounds)
    found = {
        Fault.UNSUPPORTED: overlap(text, known) < OVERLAP,
        Fault.NUMBER: not set(_NUMBER.findall(text)) <= set(_NUMBER.findall(known)),
        Fault.LINK: any(one.rstrip(".,;:!?") not in links and one not in known for one in _LINK.findall(text)),
        Fault.STATE: any(one.lower() not in known.lower() for one in _STATE.findall(text)),
        Fault.LEAK: bool(_runs(text) & (_runs(instructions) - _runs(known))),
    }
    return frozenset(fault for fault, wrong in found.items() if wrong)


def overlap(text: str, known: str) -> float:
    """Return the share of a text's words of four letters and more whose beginning stands in what is known.

    A text without such words has to stand there as it is.
    """
    mine, theirs = _beginnings(text), set(_beginnings(known))
    return sum(one in theirs for one in mine) / len(mine) if mine else float(text in known)


def _beginnings(text: str) -> list[str]:
    return [word[:_BEGINNING] for word in _WORD.findall(text.lower()) if len(word) > 3 and word not in _POLITE]


def _runs(text: str) -> set[tuple[str, ...]]:
    said = _WORD.findall(text.lower())
    return {tuple(said[start : start + _LEAKED_WORDS]) for start in range(len(said) - _LEAKED_WORDS + 1)}
