"""Examine what front matter and sidecar of one article state, beside what the article holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from knowledge.document import Document
from knowledge.metadata import FrontMatter, StepFacts
from knowledge.models import UNDETERMINED, Product
from knowledge.order import Steps
from knowledge.problem import Problem
from knowledge.spell import suggest

# States of the user's part in which a step may still help: all of the status room's but "ok".
STATES = ("degraded", "outage", "maintenance", "recovering", "unknown")
_CORRECT = "correct it or remove the entry"


@dataclass(frozen=True, slots=True)
class Examined:
    """One article in one language; `original` says that no other language's comes before it.

    `known` are the words for conditions, None where they are not to be checked.
    """

    document: Document
    steps: Steps
    original: bool
    product: Product
    known: frozenset[str] | None

    def head(self, place: tuple[str, ...], message: str) -> Problem:
        """Return a problem at a place of the front matter."""
        return Problem(self.document.path, self.document.facts.line(place), message)

    def talk(self, place: tuple[str, ...], message: str) -> Problem:
        """Return a problem at a place of the sidecar; where there is none, at the step's in the front matter."""
        if self.document.sidecar_path is None:
            return self.head(("steps", *place[1:]), message)
        return Problem(self.document.sidecar_path, self.document.talk.line(place), message)


def _orders(one: Examined) -> Iterator[Problem]:
    """Every step has an order of its own; translations inherit it."""
    document = one.document
    ids = document.ids()
    broken = bool(document.outline.front) and not document.facts.lines
    stated = document.facts.inside(("steps",)).data
    if document.outline.marked and one.original and not broken:
        for name in one.steps.keys() - stated.keys():
            advice = f"state it in the front matter under `steps:` as `{name}: {{order: ...}}`"
            yield Problem(document.path, ids[name], f"The step `{name}` has no order; {advice}.")
    first: dict[int, str] = {}
    for name, fact in document.front.steps.items():
        other = first.setdefault(fact.order, name)
        if other != name:
            sentence = f"The steps `{other}` and `{name}` both have order {fact.order}; give each its own."
            yield one.head(("steps", name, "order"), sentence)


def _facts(one: Examined) -> Iterator[Problem]:
    """Facts belong to steps that exist."""
    ids = one.document.ids()
    for name in one.document.facts.inside(("steps",)).data:
        if name not in ids:
            sentence = f"There is no section or item `{name}` here; {suggest(name, ids, _CORRECT)}."
            yield one.head(("steps", name), sentence)
        elif name not in one.steps:
            sentence = f"`{name}` is no step; mark its section `.step`, or remove these facts."
            yield one.head(("steps", name), sentence)


def _conditions(one: Examined) -> Iterator[Problem]:
    """Conditions use the words we know."""
    for name, fact in one.document.front.steps.items():
        for key, words, known in _words_of(fact, one.known):
            for word in words:
                if word not in known:
                    advice = suggest(word, known, f"the words are {', '.join(sorted(known))}")
                    yield one.head(("steps", name, key), f"`{word}` is no word for `{key}`; {advice}.")


def _words_of(fact: StepFacts, known: frozenset[str] | None) -> Iterator[tuple[str, tuple[str, ...], Collection[str]]]:
    yield "during_incident", fact.during_incident, STATES
    if known is not None:
        yield "sooner", fact.sooner, known
        yield "later", fact.later, known
        yield "never", fact.never, known


def _variants(one: Examined) -> Iterator[Problem]:
    """Every variant has words, and words are for variants that exist."""
    document = one.document
    said = document.sidecar.variants
    broken = document.sidecar_path is not None and not document.talk.lines
    for step in one.steps.values() if not broken else ():
        refused = document.talk.inside(("variants", step.id)).data.keys() - said.get(step.id, {}).keys()
        known = {variant for variant, words in step.variant_words if words}
        for variant in step.variants:
            if variant not in known | refused:
                sentence = f"The variant `{variant}` of `{step.id}` has no words; the sidecar must list some."
                yield one.talk(("variants", step.id), sentence)
    for name, variants in said.items():
        for variant in variants if name in one.steps else ():
            if variant not in one.steps[name].variants:
                advice = suggest(variant, one.steps[name].variants, "add it to the step, or remove these words")
                yield one.talk(("variants", name, variant), f"`{name}` has no variant `{variant}`; {advice}.")


def _talk(one: Examined) -> Iterator[Problem]:
    """The sidecar speaks of sections and steps that exist."""
    sidecar, ids, file = one.document.sidecar, one.document.ids(), one.document.path.name
    for name in sidecar.phrasings:
        if name not in ids:
            sentence = f"There is no section or item `{name}` in {file}; {suggest(name, ids, _CORRECT)}."
            yield one.talk(("phrasings", name), sentence)
    for key, named in (("words", sidecar.words), ("variants", sidecar.variants)):
        for name in named:
            if name not in one.steps:
                sentence = f"There is no step `{name}` in {file}; {suggest(name, one.steps, _CORRECT)}."
                yield one.talk((key, name), sentence)


def _head(one: Examined) -> Iterator[Problem]:
    """The front matter uses keys we know and names things that exist."""
    front, product = one.document.front, one.product
    for key in one.document.facts.data if one.document.outline.marked else ():
        if key not in FrontMatter.model_fields:
            advice = suggest(key, FrontMatter.model_fields, "remove it")
            yield one.head((key,), f"`{key}` is not a key we know; {advice}.")
    language = one.document.language
    if front.language and language not in (UNDETERMINED, front.language.lower()):
        sentence = f"The language is `{front.language}` here and `{language}` by the folder; make them agree."
        yield one.head(("language",), sentence)
    if front.product and front.product != product.id:
        advice = suggest(front.product, [product.id], f"the product there is `{product.id}`")
        yield one.head(("product",), f"There is no product `{front.product}` in product.yaml; {advice}.")
    symptoms = [symptom.id for symptom in product.symptoms]
    if front.symptom and front.symptom not in symptoms:
        advice = suggest(front.symptom, symptoms, "describe it there, or correct it here")
        yield one.head(("symptom",), f"There is no symptom `{front.symptom}` in product.yaml; {advice}.")


METADATA_RULES: tuple[Callable[[Examined], Iterator[Problem]], ...] = (
    _orders,
    _facts,
    _conditions,
    _variants,
    _talk,
    _head,
)
