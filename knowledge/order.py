"""Put the steps of an article in order, with what is stated about each and how people name it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from knowledge.document import Document
from knowledge.guess import holds_steps, is_contact, step_words
from knowledge.identify import without_number
from knowledge.known import known_names
from knowledge.metadata import StepFacts
from knowledge.models import Kind, Step

Steps = Mapping[str, Step]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section or an item that is a step."""

    id: str
    title: str
    number: int | None
    advanced: bool
    line: int


def candidates(document: Document, stated: Collection[str]) -> Iterator[Candidate]:
    """Yield the steps of a document in the order of its text; `stated` are ids with facts."""
    for section in document.sections:
        advanced = section.kind is Kind.ADVANCED
        if section.kind is Kind.STEP:
            number, title = without_number(section.title)
            yield Candidate(section.id, title, number, advanced, section.line)
        all_items = advanced if document.outline.marked else holds_steps(section)
        for block in section.blocks:
            if block.id and (all_items or block.id in stated):
                yield Candidate(block.id, block.label, None, advanced, block.line)


def order_steps(document: Document, base: Steps, names: Collection[str]) -> dict[str, Step]:
    """Return the steps of a document by id.

    `base` are those of the default language: their facts and words hold where this one states none. `names` are
    the product's, which tell nothing about a step.
    """
    found = list(candidates(document, {*document.front.steps, *base}))
    facts = {one.id: document.front.steps[one.id] for one in found if one.id in document.front.steps}
    orders = _orders(found, facts, base)
    guessed = step_words({one.id: one.title for one in sorted(found, key=lambda one: orders[one.id])}, names)
    return {
        one.id: _step(one, orders[one.id], facts.get(one.id), base.get(one.id), document, guessed[one.id])
        for one in found
    }


def _orders(found: Collection[Candidate], facts: Mapping[str, StepFacts], base: Steps) -> dict[str, int]:
    """Return each step's order: as stated, else by its number, else after the others (people come last)."""
    known: Mapping[str, StepFacts | Step] = {**base, **facts}
    orders = {one.id: known[one.id].order for one in found if one.id in known}
    taken = set(orders.values())
    for one in found:
        if one.id not in orders and one.number is not None and one.number not in taken:
            orders[one.id] = one.number
            taken.add(one.number)
    ordinary = (order for name, order in orders.items() if name not in known or not known[name].last_resort)
    following = max(ordinary, default=0)
    rest = (one for one in found if one.id not in orders)
    for one in sorted(rest, key=lambda one: (is_contact(one.title), one.advanced)):
        following = next(number for number in count(following + 1) if number not in taken)
        orders[one.id] = following
    return orders


def _step(
    one: Candidate, order: int, facts: StepFacts | None, base: Step | None, document: Document, guessed: tuple[str, ...]
) -> Step:
    source = facts or base
    variants = source.variants if source else ()
    known = dict(base.variant_words) if base else {}
    own = document.sidecar.variants.get(one.id, {})
    said = {name: (*own.get(name, ()), *known.get(name, ())) for name in dict.fromkeys((*known, *own))}
    return Step(
        id=one.id,
        order=order,
        minutes=source.minutes if source else 2.0,
        variants=variants,
        during_incident=source.during_incident if source else (),
        last_resort=source.last_resort if source else is_contact(one.title),
        sooner=source.sooner if source else (),
        later=source.later if source else (),
        never=source.never if source else (),
        words=tuple(dict.fromkeys((*_words(one, document, guessed), *(base.words if base else ())))),
        variant_words=tuple((variant, said[variant]) for variant in variants if variant in said),
    )


def _words(one: Candidate, document: Document, guessed: tuple[str, ...]) -> tuple[str, ...]:
    """Return what people call a step: by its sidecar, as a known one, or else by its title."""
    told = (*document.sidecar.words.get(one.id, ()), *known_names(one.id, one.title))
    return told or guessed
