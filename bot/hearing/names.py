"""Names of steps in a message: the words people have for them, with the variant that is meant."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from bot.hearing.clauses import Clause
from bot.hearing.lexicon import Lexicon
from bot.hearing.words import Phrases, Span, words
from knowledge.models import Step

Pair = tuple[str, str | None]
# How people name trying it elsewhere; a step so named is the one that a browser's name alone may speak of.
_ELSEWHERE = "another browser"


@dataclass(frozen=True, slots=True)
class Named:
    """A step named in a clause, at which words, with which variant."""

    step: Step
    variant: str | None
    span: Span


class StepNames:
    """Finds steps by the words people have for them (from the guide's sidecar)."""

    def __init__(self, steps: Iterable[Step], known: Container[str] = frozenset()) -> None:
        """`known` are correctly spelt words, which are never taken for a mistyped name of a step."""
        self.steps = {step.id: step for step in steps}
        named = {step.id: step.words for step in self.steps.values()}
        self._names = Phrases(named, stems=True, typos=True, known=known)
        self._variants = {
            step.id: Phrases({name: said for name, said in step.variant_words if said})
            for step in self.steps.values()
            if step.variants
        }

    def ordered(self) -> tuple[Step, ...]:
        """Return the steps in the guide's order."""
        return tuple(sorted(self.steps.values(), key=lambda step: step.order))

    def named(self, clause: Clause) -> tuple[Named, ...]:
        """Return the steps a clause names, each once."""
        found: dict[str, Named] = {}
        for span in self._names.find(clause.words):
            found.setdefault(span.label, Named(self.steps[span.label], self.variant(span.label, clause), span))
        return tuple(found.values())

    def variant(self, step_id: str, clause: Clause) -> str | None:
        """Return the one variant of a step that a clause names; None for none, and for both."""
        said = (
            {span.label for span in self._variants[step_id].find(clause.words)} if step_id in self._variants else set()
        )
        return said.pop() if len(said) == 1 else None

    def elsewhere(self) -> Step | None:
        """Return the step that is to try another browser, if the guide has one."""
        found = self._names.find(words(_ELSEWHERE))
        return self.steps[found[0].label] if found else None


def is_of_others(clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a clause is about another person's machine ("he cleared his cache")."""
    mine = any(word.text in lexicon.selves for word in clause.words)
    return not mine and bool(lexicon.theirs.find(clause.words))


def is_elsewhere(clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a clause names a place ("it works on my phone"): no step is what worked there."""
    return any(phrases.find(clause.words) for phrases in (lexicon.places, lexicon.devices, lexicon.browsers))


def is_state(mention: Named, clause: Clause, cues: tuple[Span, ...], lexicon: Lexicon) -> bool:
    """Tell whether a step with variants is only named as how things are ("I don't use a vpn")."""
    spans = lexicon.vpn.find(clause.words) if mention.step.variants else ()
    cannot = [cue for cue in cues if cue.label == "cannot"]
    return any(cue.start < span.end and span.start < cue.end for span in spans for cue in cannot)


def tells_of_page(mention: Named, clause: Clause, lexicon: Lexicon) -> bool:
    """Tell whether a mention is the status page, and the clause says what is on it: somebody looked."""
    pages = [span for span in lexicon.places.find(clause.words) if span.label == "page"]
    named = any(page.start < mention.span.end and mention.span.start < page.end for page in pages)
    return named and not clause.question and bool(lexicon.page.find(clause.words))
