"""What a model is told: our instructions, and the material in a fence of its own."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.writers.layout import Layout

LONGEST_QUESTION, LONGEST_SECTION = 600, 1600
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
    """The two parts: `instructions` are ours alone, all that anybody else wrote is in `material`."""

    instructions: str
    material: str

    @property
    def size(self) -> int:
        """Return about how many tokens this is: three characters each, which is more than most models count."""
        return (len(self.instructions) + len(self.material)) // 3 + 1


@cache
def instructions() -> str:
    """Return the reviewed text of `prompt.md`."""
    return Path(__file__).with_suffix(".md").read_text("utf-8").strip()


def make_prompt(layout: Layout, question: str, language: str) -> Prompt:
    """Return what to send. The fence is drawn anew each time, so that no material can close it."""
    told = {
        "language": language,
        "said": [one.text for one in layout.said],
        "sections": [
            {"id": block.id, "title": block.title, "text": block.text[:LONGEST_SECTION]} for block in layout.blocks
        ],
        "question": question[:LONGEST_QUESTION],
    }
    fence = f"=== {secrets.token_hex(8)} ==="
    return Prompt(instructions(), f"{fence}\n{json.dumps(told, ensure_ascii=False)}\n{fence}")
