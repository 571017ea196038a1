"""Show an outline as short lines, so that a test reads like the document."""

from __future__ import annotations

from knowledge.document import Block, Outline


def shown(outline: Outline) -> list[str]:
    """Return the intro's blocks and the sections with theirs: "## Title {#id .kind}", "- bullet", "text"."""
    lines = [_block(block) for block in outline.intro]
    for section in outline.sections:
        marks = " ".join([*([f"#{section.id}"] if section.id else []), *([f".{section.kind}"] if section.kind else [])])
        lines.append("#" * section.level + f" {section.title}" + (f" {{{marks}}}" if marks else ""))
        lines += [_block(block) for block in section.blocks]
    return lines


def _block(block: Block) -> str:
    mark = {"bullet": "- ", "caution": "! ", "tip": "? "}.get(block.role, "")
    return mark + block.text + (f" {{#{block.id}}}" if block.id else "")
