"""Finding attempts: which steps a message says were tried, how it went, and what was not done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.hearing.clauses import Clause, split
from bot.hearing.cut import VERB_LAST, cut, own_cues
from bot.hearing.lexicon import Lexicon
from bot.hearing.mood import carried_on, cues_of, mood_at, taken_back
from bot.hearing.words import Phrases, Span
from bot.models import Attempt, Result
from knowledge.models import Step

_RESULTS = {"worked": Result.WORKED, "partly": Result.UNCLEAR, "cannot": Result.CANNOT_DO}
Pair = tuple[str, str | None]
_QUIET = frozenset({"asks", "intends", "not_done", "cannot"})
_NEAR = 2  # words between the number of an offer and how it went
_TAKEN = frozenset({"done", "failed", "not_done", "cannot", "worked", "asks", "intends"})


@dataclass(frozen=True, slots=True)
class Named:
    """A step named in a clause, at which words, with which variant."""

    step: Step
    variant: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says about steps: attempts in the order said, and steps said not to have been done."""

    attempts: tuple[Attempt, ...] = ()
    not_done: tuple[Pair, ...] = ()


class StepNames:
    """Finds steps by the words people have for them (from the guide's sidecar)."""

    def __init__(self, steps: Iterable[Step], known: frozenset[str] = frozenset()) -> None:
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


def find_attempts(
    message: str,
    names: StepNames,
    lexicon: Lexicon,
    *,
    offered: Sequence[Pair] = (),
    known: Sequence[Pair] = (),
    told: Pair | None = None,
) -> Heard:
    """Read a message clause by clause; a clause without a verb of its own continues the one before.

    `offered` are the steps of the last answer, `told` is the step it only told about, `known` are the attempts of the
    conversation, oldest first: pronouns and corrections speak of them.
    """
    whole = _whole_message(message, names, lexicon, offered)
    if whole is not None:
        return whole
    reading = _Reading(names, lexicon, offered, known, told)
    for clause in split(message, lexicon):
        for part in _parts(clause, names, lexicon):
            reading.read(part)
    return reading.heard()


def _parts(clause: Clause, names: StepNames, lexicon: Lexicon) -> tuple[Clause, ...]:
    """Return a clause as it is or, where verbs come last, one part for each verb and what it speaks of."""
    if lexicon.language not in VERB_LAST:
        return (clause,)
    spans = [named.span for named in names.named(clause)]
    places = {place for span in spans for place in range(span.start, span.end)}
    spans += [span for span in lexicon.pronouns.find(clause.words) if span.start not in places]
    return cut(clause, sorted(spans, key=lambda span: span.start), cues_of(clause, lexicon))


def _whole_message(message: str, names: StepNames, lexicon: Lexicon, offered: Sequence[Pair]) -> Heard | None:
    """Read answers that are one phrase ("still the same", "done"): they speak of what was offered last."""
    clauses = split(message, lexicon)
    labels = {bare(clause, names, lexicon) for clause in clauses}
    if not clauses or None in labels or not labels & {"failed", "done", "cannot"}:
        return None
    failed = labels & {"failed", "more"}
    result = Result.CANNOT_DO if "cannot" in labels else Result.DID_NOT_WORK if failed else Result.UNCLEAR
    return Heard(
        tuple(Attempt(step, variant, result, message.strip()[:200]) for step, variant in offered if step in names.steps)
    )


def bare(clause: Clause, names: StepNames, lexicon: Lexicon) -> str | None:
    """Return what a clause that names nothing says of what was offered: failed, done, cannot, more, yes, or nothing.

    It is a phrase of the list, or made of cues of one kind and of words that add nothing ("ok, just tried that now").
    """
    whole = lexicon.bare.whole(clause.words)
    if whole or clause.question or names.named(clause):
        return whole
    covered = {place for span in lexicon.cues.find(clause.words) for place in range(span.start, span.end)}
    rest = [word for place, word in enumerate(clause.words) if place not in covered]
    labels = {cue.label for cue in cues_of(clause, lexicon)}
    if any(word.text not in lexicon.fillers for word in rest) or not labels <= {"done", "failed", "cannot", "after"}:
        return None
    return next((label for label in ("failed", "cannot", "done") if label in labels), None)


class _Reading:
    """One pass over the clauses of a message; the mood of a clause carries over to elliptical ones."""

    def __init__(
        self, names: StepNames, lexicon: Lexicon, offered: Sequence[Pair], known: Sequence[Pair], told: Pair | None
    ) -> None:
        self._names, self._lexicon, self._offered, self._known, self._told = names, lexicon, offered, known, told
        self._mood: str | None = None
        self._sentence = -1
        self._correcting = False
        self._attempts: dict[Pair, Attempt] = {}
        self._not_done: dict[Pair, None] = {}
        self._waiting: list[tuple[Attempt, int]] = []
        self._failed_somewhere = False
        self._asking = False
        self._last: Named | None = None
        self._before: Clause | None = None

    def read(self, clause: Clause) -> None:
        cues = cues_of(clause, self._lexicon)
        labels = {cue.label for cue in cues}
        if clause.sentence != self._sentence and self._mood in _QUIET:
            self._mood = None
        self._sentence = clause.sentence
        if clause.joined_by == ":" and self._mood == "not_done":
            self._mood = None
        self._failed_somewhere |= "failed" in labels
        self._correcting |= "corrects" in labels
        self._asking |= clause.question
        mentions = self._mentions(clause)
        if not mentions:
            mentions = self._other_variant(clause)
        for mention in map(self._both, mentions):
            own = own_cues(mention.span, cues) if self._lexicon.language in VERB_LAST else cues
            mood = self._yes_or_no(mention, clause, cues) or mood_at(mention.span, own, clause, self._mood)
            if len(mentions) == 1 and taken_back(mention.span, cues):
                mood = "not_done"
            if mood == "cannot" and _is_state(mention, clause, cues, self._lexicon):
                continue
            self._note(mention, clause, mood)
            self._look_back(mood, own=bool(labels))
        self._mood = carried_on(cues, clause.question, self._mood)
        self._before = clause
        self._last = mentions[-1] if mentions else self._last
        if not mentions:
            self._pronouns(clause, cues)

    def heard(self) -> Heard:
        listed = len(self._waiting) > 1 and not self._asking
        for attempt, _ in self._waiting:
            if self._failed_somewhere or listed:
                self._attempts.setdefault((attempt.step_id, attempt.variant), attempt)
        attempts = tuple(self._attempts.values())
        return Heard(attempts, tuple(pair for pair in self._not_done if pair not in self._attempts))

    def _mentions(self, clause: Clause) -> tuple[Named, ...]:
        return self._names.named(clause) or self._numbered(clause)

    def _yes_or_no(self, mention: Named, clause: Clause, cues: tuple[Span, ...]) -> str | None:
        """Read "cache no, router yes": a name, no verb before it, and in one word how it went."""
        if mention.span.label == "number" or mention.span.end == len(clause.words):
            return None
        if any(cue.start < mention.span.start for cue in cues):
            return None
        rest = clause.words[mention.span.end :]
        if self._lexicon.cues.whole(rest) == "worked":
            return "worked"
        told = self._lexicon.bare.whole(rest)
        return {"failed": "failed", "yes": "done", "done": "done", "cannot": "cannot"}.get(told or "")

    def _look_back(self, mood: str | None, *, own: bool) -> None:
        """Let "cookies and router done" count for the cookies: a name without a verb takes the one that follows.

        So does "cache, router or vpn?": what is listed before something that is asked about is asked about too.
        """
        if mood not in _TAKEN or not (own or mood == "asks"):
            return
        mine = [attempt for attempt, sentence in self._waiting if sentence == self._sentence]
        self._waiting = [entry for entry in self._waiting if entry[1] != self._sentence]
        for attempt in mine:
            self._count(attempt, mood)

    def _both(self, mention: Named) -> Named:
        """Read "with and without vpn": the clause before names the other variant, and nothing else."""
        if mention.variant is None or self._before is None or self._names.named(self._before):
            return mention
        other = self._names.variant(mention.step.id, self._before)
        return replace(mention, variant=None) if other and other != mention.variant else mention

    def _other_variant(self, clause: Clause) -> tuple[Named, ...]:
        """Read "vpn on or off": both variants of the step named just before."""
        last = self._last
        if last is None or self._before is None:
            return ()
        variant = self._names.variant(last.step.id, clause)
        if variant is None or variant == last.variant:
            return ()
        named_alone = last.variant is None and self._before.words == self._before.words[last.span.start : last.span.end]
        if not named_alone and not (last.variant and clause.joined_by):
            return ()
        self._attempts.pop((last.step.id, last.variant), None)
        self._waiting = [entry for entry in self._waiting if entry[0].step_id != last.step.id]
        return (Named(last.step, variant if named_alone else None, Span(0, 1, "both")),)

    def _numbered(self, clause: Clause) -> tuple[Named, ...]:
        """Read "step 3", "steps 1 to 4", "the first two steps" as the guide's own numbers."""
        texts = [word.text for word in clause.words]
        places = [place for place, text in enumerate(texts) if text in self._lexicon.step_words]
        if not places:
            return ()
        near = texts[max(0, places[0] - 2) : places[0] + 5]
        numbers = [
            int(text) if text.isdecimal() else self._lexicon.ordinals[text]
            for text in near
            if (text.isdecimal() and len(text) < 3) or text in self._lexicon.ordinals
        ]
        if "first" in near and len(numbers) == 2 and near.index("first") < places[0]:
            numbers = [1, numbers[1]]
        wanted = range(min(numbers), max(numbers) + 1) if _is_range(near, numbers, self._lexicon) else numbers
        span = Span(places[0], places[0] + 1, "number")
        return tuple(Named(step, None, span) for step in self._names.ordered() if step.order in wanted)

    def _note(self, mention: Named, clause: Clause, mood: str | None) -> None:
        attempt = Attempt(mention.step.id, mention.variant, Result.DID_NOT_WORK, clause.text[:200])
        if self._correcting and mention.variant and not any(word.text in self._lexicon.also for word in clause.words):
            # "Forget that, the VPN was still on": it was the other way round.
            others = [one for one in self._known if one[0] == mention.step.id and one[1] not in (None, mention.variant)]
            self._not_done.update(dict.fromkeys(others))
        if mood is None:
            self._waiting.append((attempt, clause.sentence))
        else:
            self._count(attempt, mood)

    def _count(self, attempt: Attempt, mood: str) -> None:
        pair = (attempt.step_id, attempt.variant)
        if mood == "not_done":
            self._not_done[pair] = None
            self._attempts.pop(pair, None)
        elif mood in _RESULTS:
            self._attempts[pair] = replace(attempt, result=_RESULTS[mood])
        elif mood in ("done", "failed"):
            self._attempts[pair] = attempt

    def _pronouns(self, clause: Clause, cues: tuple[Span, ...]) -> None:
        """Resolve "that one too", "all of it", "the first one" against what was said or offered before."""
        mood = mood_at(Span(len(clause.words), len(clause.words), ""), cues, clause, None)
        if self._lexicon.bare.whole(clause.words) == "worked":
            mood = "worked"
        spans = self._lexicon.pronouns.find(clause.words) or self._number(clause, cues)
        if not spans:
            self._outcome_of_what_was_said(mood)
            return
        if mood is None and self._attempts:
            return
        targets = self._targets(spans[0].label, mood)
        for step, variant in targets:
            self._note(Named(self._names.steps[step], variant, spans[0]), clause, mood or "done")

    def _number(self, clause: Clause, cues: tuple[Span, ...]) -> tuple[Span, ...]:
        """Read "1 done, 2 is for later": the number of an offer, where nothing but how it went follows."""
        text = clause.words[0].text
        if not cues or cues[0].start > _NEAR or not text.isdecimal() or not 1 <= int(text) <= len(self._offered) <= 3:
            return ()
        return (Span(0, 1, ("first", "second", "third")[int(text) - 1]),)

    def _targets(self, label: str, mood: str | None) -> list[Pair]:
        said = list(self._attempts)
        if mood == "cannot" and self._waiting:
            attempt = self._waiting.pop()[0]
            return [(attempt.step_id, attempt.variant)]
        if not said and mood == "not_done" and self._correcting:
            return list(self._known)[-1:]
        offered = [pair for pair in self._offered if pair[0] in self._names.steps]
        if label == "rest":
            return [pair for pair in offered if pair not in self._attempts and pair not in self._not_done]
        if said and mood in ("worked", "failed", "not_done"):
            return said[-1:] if label == "last" else said
        if label == "last" and not said and self._last is not None:
            return [(self._last.step.id, self._last.variant)]
        if label == "last" and not said and self._told is not None and self._told[0] in self._names.steps:
            return [self._told]
        chosen = {
            "all": offered,
            "last": offered[-1:],
            "first": offered[:1],
            "second": offered[1:2],
            "third": offered[2:3],
        }
        return chosen.get(label, [])

    def _outcome_of_what_was_said(self, mood: str | None) -> None:
        """A clause that only tells how it went ("and it works now") speaks of the last attempt said."""
        if mood == "worked" and self._attempts:
            pair = next(reversed(self._attempts))
            self._attempts[pair] = replace(self._attempts[pair], result=Result.WORKED)
        if mood == "cannot" and self._waiting:
            self._count(self._waiting.pop()[0], mood)
        if mood == "not_done" and self._correcting and self._attempts:
            self._not_done[self._attempts.popitem()[0]] = None


def _is_state(mention: Named, clause: Clause, cues: tuple[Span, ...], lexicon: Lexicon) -> bool:
    """Tell whether a step with variants is only named as how things are ("I don't use a vpn")."""
    spans = lexicon.vpn.find(clause.words) if mention.step.variants else ()
    cannot = [cue for cue in cues if cue.label == "cannot"]
    return any(cue.start < span.end and span.start < cue.end for span in spans for cue in cannot)


def _is_range(near: list[str], numbers: list[int], lexicon: Lexicon) -> bool:
    return len(numbers) == 2 and any(text in lexicon.range_words for text in near)
