"""What a model is told: our instructions, and the material in a fence of its own."""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.writers.layout import Layout

LONGEST_QUESTION, LONGEST_SECTION = 600, 1600
# How an agent may ask for a suggestion to be written; everything else of the instructions stands.
STYLES = {
    "plain": "Write in short, plain sentences with everyday words.",
    "shorter": "Write as few and as short sentences as keep every instruction.",
    "friendlier": "Write warmly, as a patient person who takes the trouble seriously.",
}
SCHEMA: dict[str, Any] = {
    "title": "Written",
    "description": "The sentences to show, in order.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "description": "One sentence of plain words."},
                    "chunks": {"type": "array", "items": {"type": "string"}, "description": "Ids it rests on."},
                },
                "required": ["text", "chunks"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """The two parts: `instructions` are ours alone, all that anybody else wrote is in `material`.

    `ids` are those of the sections in it.
    """

    instructions: str
    material: str
    ids: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return about how many tokens this is: three characters each, which is more than most models count."""
        return (len(self.instructions) + len(self.material)) // 3 + 1


def schema_of(ids: Sequence[str]) -> dict[str, Any]:
    """Return the schema for one prompt: sentences may only name these ids, where there are any."""
    made = copy.deepcopy(SCHEMA)
    if ids:
        made["properties"]["sentences"]["items"]["properties"]["chunks"]["items"]["enum"] = list(ids)
    return made


@cache
def instructions() -> str:
    """Return the reviewed text of `prompt.md`."""
    return Path(__file__).with_suffix(".md").read_text("utf-8").strip()


def make_prompt(layout: Layout, question: str, language: str, style: str = "") -> Prompt:
    """Return what to send. The fence is drawn anew each time, so that no material can close it.

    A `style` that is none of ours changes nothing.
    """
    told = {
        "language": language,
        "said": [one.text for one in layout.said],
        "sections": [
            {"id": block.id, "title": block.title, "text": block.text[:LONGEST_SECTION]} for block in layout.blocks
        ],
        "question": question[:LONGEST_QUESTION],
    }
    ids = tuple(block.id for block in layout.blocks)
    wanted = f"\n\n{STYLES[style]}" if style in STYLES else ""
    return fenced(instructions() + wanted, json.dumps(told, ensure_ascii=False), ids)


def fenced(ours: str, theirs: str, ids: tuple[str, ...]) -> Prompt:
    """Return a prompt whose material, one line, stands between two fences that nobody could have guessed."""
    fence = f"=== {secrets.token_hex(8)} ==="
    return Prompt(ours, f"{fence}\n{theirs}\n{fence}", ids)
