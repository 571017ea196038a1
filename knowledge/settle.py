"""Settle what every section of a document is: its id, its kind, its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.document import Block, Outline, Role, Section
from knowledge.guess import guess_kinds, holds_steps, own_kind
from knowledge.identify import Ids, slug, without_number
from knowledge.models import Kind

LONGEST_LABEL = 80
LONGEST_INTRO = 1_500  # characters
_BULLETS = frozenset({Role.BULLET, Role.NUMBERED})

Fault = tuple[int, str]


def settle(outline: Outline, title: str) -> tuple[tuple[Section, ...], tuple[Fault, ...]]:
    """Return the sections with an id and a kind each, items with ids, and what was wrong.

    A section whose id stands already is left out; an item whose id does is only text. An intro that is the text itself
    is a section too.
    """
    # At the lowest level, so that nothing stands under it.
    head = (Section(title, 6, 1, outline.intro),) if _is_body(outline) else ()
    sections, faults = _without_repeated(outline, (*head, *outline.sections))
    sections = _inherit_kinds(sections) if outline.marked else guess_kinds(sections, title, outline.flat)
    ids = Ids(name for section in sections for name, _ in section.explicit_ids())
    return tuple(_named(section, ids, outline.marked, title) for section in sections), faults


def parents(sections: Sequence[Section]) -> list[int | None]:
    """Return the place of each section's parent, by level; None at the top."""
    found: list[int | None] = []
    above: list[int] = []
    for place, section in enumerate(sections):
        while above and sections[above[-1]].level >= section.level:
            above.pop()
        found.append(above[-1] if above else None)
        above.append(place)
    return found


def _is_body(outline: Outline) -> bool:
    """Tell whether what stands before the first heading is the text itself: all of it, or by far the most.

    In our format the intro introduces, and is never more.
    """
    intro = sum(len(block.text) for block in outline.intro)
    rest = sum(len(block.text) for section in outline.sections for block in section.blocks)
    return bool(intro) and (not outline.sections or (not outline.marked and intro > max(rest, LONGEST_INTRO)))


def _without_repeated(outline: Outline, sections: Sequence[Section]) -> tuple[tuple[Section, ...], tuple[Fault, ...]]:
    """In our format a repeated id is the writer's fault; in other people's pages it just does not count."""
    first: dict[str, int] = {}
    faults: list[Fault] = []

    def repeated(name: str, line: int) -> bool:
        if not name or name not in first:
            first[name] = line
            return False
        if outline.marked:
            faults.append((line, f"The id `{name}` stands already in line {first[name]}; give this one its own."))
        return True

    kept: list[Section] = []
    for section in sections:
        again = repeated(section.id, section.line)
        if again and outline.marked:
            continue
        blocks = (replace(one, id="") if repeated(one.id, one.line) else one for one in section.blocks)
        kept.append(replace(section, id="" if again else section.id, blocks=tuple(blocks)))
    return tuple(kept), tuple(faults)


def _inherit_kinds(sections: Sequence[Section]) -> tuple[Section, ...]:
    """A section without a kind has its parent's; at the top its title tells."""
    kinds: list[Kind] = []
    for section, parent in zip(sections, parents(sections), strict=True):
        above = kinds[parent] if parent is not None else None
        kinds.append(section.kind or above or own_kind(section.title) or Kind.OVERVIEW)
    return tuple(replace(section, kind=kind) for section, kind in zip(sections, kinds, strict=True))


def _named(section: Section, ids: Ids, marked: bool, title: str) -> Section:
    own = section.id or ids.unique(slug(without_number(section.title or title)[1]))
    blocks = section.blocks
    if not marked:
        to_do = holds_steps(section)
        blocks = tuple(_guessed_item(block, ids, to_do) for block in blocks)
    return replace(section, id=own, title=section.title or title, blocks=tuple(_labelled(block) for block in blocks))


def _guessed_item(block: Block, ids: Ids, to_do: bool) -> Block:
    """Give a bullet an id where it is an item: it has a label, or it is one of several numbered things to do."""
    if block.role not in _BULLETS or not (block.label or (to_do and block.role is Role.NUMBERED)):
        return block
    named = _labelled(replace(block, id="item"))
    return replace(named, id=ids.unique(slug(named.label)))


def _labelled(block: Block) -> Block:
    """An item without a label is called by its first sentence."""
    if not block.id or block.label:
        return block
    text = without_number(block.text)[1]
    label = text.split(". ", 1)[0].rstrip(".")
    return replace(block, label=label[:LONGEST_LABEL].strip() or text, rest=text)
