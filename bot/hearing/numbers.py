"""Steps by number: those of the guide ("steps 1 to 4"), and those of an offer of several ("1 and 3 done")."""

from __future__ import annotations

from collections.abc import Sequence

from bot.hearing.clauses import Clause
from bot.hearing.lexicon import Lexicon
from bot.hearing.names import Named, Pair, StepNames
from bot.hearing.words import Span

_NEAR = 2  # words between the number of an offer and how it went


def numbers_of_offer(clause: Clause, offered: Sequence[Pair], names: StepNames, lexicon: Lexicon) -> tuple[Named, ...]:
    """Read "1 and 3 done", "number two": the numbers of an offer of several, where nothing else is named."""
    known = [pair for pair in offered if pair[0] in names.steps]
    held = {place for span in lexicon.cues.find(clause.words) for place in range(span.start, span.end)}
    beside = lexicon.fillers | lexicon.step_words
    rest = [word.text for n, word in enumerate(clause.words) if n not in held and word.text not in beside]
    counted = any(word.text in lexicon.step_words for word in clause.words)
    numbers = [int(text) if text.isdecimal() else lexicon.ordinals.get(text, 0) * counted for text in rest]
    if len(known) < 2 or not numbers or not all(1 <= number <= len(known) for number in numbers):
        return ()
    chosen = (known[number - 1] for number in numbers)
    return tuple(Named(names.steps[step], variant, Span(0, 1, "number")) for step, variant in chosen)


def numbers_of_guide(clause: Clause, names: StepNames, lexicon: Lexicon) -> tuple[Named, ...]:
    """Read "step 3", "steps 1 to 4", "the first two steps" as the guide's own numbers."""
    texts = [word.text for word in clause.words]
    places = [place for place, text in enumerate(texts) if text in lexicon.step_words]
    if not places:
        return ()
    near = texts[max(0, places[0] - 2) : places[0] + 5]
    numbers = [
        int(text) if text.isdecimal() else lexicon.ordinals[text]
        for text in near
        if (text.isdecimal() and len(text) < 3) or text in lexicon.ordinals
    ]
    if "first" in near and len(numbers) == 2 and near.index("first") < places[0]:
        numbers = [1, numbers[1]]
    is_range = len(numbers) == 2 and any(text in lexicon.range_words for text in near)
    wanted = range(min(numbers), max(numbers) + 1) if is_range else numbers
    span = Span(places[0], places[0] + 1, "number")
    return tuple(Named(step, None, span) for step in names.ordered() if step.order in wanted)


def number_alone(clause: Clause, cues: tuple[Span, ...], offered: int) -> tuple[Span, ...]:
    """Read "1 done, 2 is for later": the number of an offer of up to three, where only how it went follows."""
    text = clause.words[0].text
    if not cues or cues[0].start > _NEAR or not text.isdecimal() or not 1 <= int(text) <= offered <= 3:
        return ()
    return (Span(0, 1, ("first", "second", "third")[int(text) - 1]),)
