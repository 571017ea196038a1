"""Finding attempts: which steps a message says were tried, how it went, and what was not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.hearing.browsers import Browsers
from bot.hearing.clauses import Clause, split
from bot.hearing.cut import VERB_LAST, cut, own_cues
from bot.hearing.deeds import tells_of_deeds, told_before
from bot.hearing.lexicon import Lexicon
from bot.hearing.mood import carried_on, cues_of, excepted, mood_at, only_also, since, taken_back, tells_good_news
from bot.hearing.names import Named, Pair, StepNames, is_elsewhere, is_of_others, is_state, tells_of_page
from bot.hearing.numbers import number_alone, numbers_of_guide, numbers_of_offer
from bot.hearing.replies import answered, bare, pronouns, tried_nothing
from bot.hearing.words import Span
from bot.models import Attempt, Result

_RESULTS = {"worked": Result.WORKED, "partly": Result.UNCLEAR, "cannot": Result.CANNOT_DO}
_QUIET = frozenset({"asks", "intends", "not_done", "cannot"})
_TAKEN = frozenset({"done", "failed", "not_done", "cannot", "worked", "asks", "intends"})


# A lone "no" answers a question; from two words on it is told how it went.
_TELLING = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says about steps: attempts in the order said, and steps said not to have been done."""

    attempts: tuple[Attempt, ...] = ()
    not_done: tuple[Pair, ...] = ()


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
    clauses = split(message, lexicon)
    mine = any(word.text in lexicon.selves for clause in clauses for word in clause.words)
    reading = _Reading(names, lexicon, offered, known, told, mine=mine)
    for clause in answered(clauses, names, lexicon):
        for part in _parts(clause, names, lexicon):
            reading.read(part)
    heard = reading.heard()
    if not reading.excepting and tried_nothing(clauses, names, lexicon):
        return Heard(not_done=heard.not_done)
    told_nothing = not heard.attempts and not heard.not_done
    return _as_offered(message, clauses, names, lexicon, offered) if told_nothing else heard


def _as_offered(
    message: str, clauses: tuple[Clause, ...], names: StepNames, lexicon: Lexicon, offered: Sequence[Pair]
) -> Heard:
    """Read "pasted that into the terminal, no change": what was done is what was offered, whatever it is called."""
    *deeds, last = clauses or (None,)
    if last is None or len(last.words) < _TELLING or bare(last, names, lexicon) != "failed":
        return Heard()
    if not any(tells_of_deeds(clause, lexicon) for clause in deeds) or any(clause.question for clause in deeds):
        return Heard()
    said = message.strip()[:200]
    return Heard(
        tuple(Attempt(step, variant, Result.DID_NOT_WORK, said) for step, variant in offered if step in names.steps)
    )


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


class _Reading:
    """One pass over the clauses of a message; the mood of a clause carries over to elliptical ones."""

    def __init__(
        self,
        names: StepNames,
        lexicon: Lexicon,
        offered: Sequence[Pair],
        known: Sequence[Pair],
        told: Pair | None,
        *,
        mine: bool,
    ) -> None:
        """`mine` tells whether the person speaks of themselves at all; else it is for another that they ask."""
        self._names, self._lexicon, self._offered, self._known, self._told = names, lexicon, offered, known, told
        self._mine = mine
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
        self.excepting = False
        self._relieved: dict[Pair, None] = {}
        self._eased: set[Pair] = set()
        self._good_news = -1
        self._browsers = Browsers(names, lexicon)

    def read(self, clause: Clause) -> None:
        cues = cues_of(clause, self._lexicon)
        labels = {cue.label for cue in cues}
        if clause.sentence != self._sentence and self._mood in _QUIET:
            self._mood = None
        self._sentence = clause.sentence
        if clause.joined_by == ":" and self._mood == "not_done":
            self._mood = None
        if self._mood == "not_done" and not labels and clause.words[0].text in self._lexicon.only:
            self._mood = "done"
        self._failed_somewhere |= "failed" in labels
        self._correcting |= "corrects" in labels
        self._asking |= clause.question
        mentions = self._mentions(clause) or self._other_variant(clause)
        if mentions and not labels:
            cues = told_before(mentions[0].span.start, clause, cues, self._lexicon)
            labels = {cue.label for cue in cues}
        good = tells_good_news(clause, self._lexicon)
        theirs = self._mine and is_of_others(clause, self._lexicon)
        for mention in () if theirs else map(self._both, mentions):
            mood = self._mood_of(mention, mentions, cues, clause)
            if mood == "cannot" and is_state(mention, clause, cues, self._lexicon):
                continue
            then = self._good_news == clause.sentence and clause.joined_by in self._lexicon.since
            if mood == "done" and (good or then):
                mood = "worked"
                self._relieved[mention.step.id, mention.variant] = None
                self._eased.add((mention.step.id, mention.variant))
            self._note(mention, clause, mood)
            self._look_back(mood, own=bool(labels))
        if not mentions and not theirs:
            self._entry(clause, cues)
            self._browsers.note(clause, labels, quiet=self._mood in _QUIET)
        self._mood = carried_on(cues, clause.question, self._mood)
        self._before = clause
        self._last = mentions[-1] if mentions else self._last
        if not mentions and not theirs:
            self._pronouns(clause, cues, good=good)
        if "failed" in labels and not good:
            self._relieved.clear()
        elif good:
            self._good_news = clause.sentence

    def _mood_of(self, mention: Named, mentions: Sequence[Named], cues: tuple[Span, ...], clause: Clause) -> str | None:
        if tells_of_page(mention, clause, self._lexicon):
            return "done"
        own = (
            own_cues(mention.span, cues)
            if self._lexicon.language in VERB_LAST
            else since(mention.span, [one.span for one in mentions], cues)
        )
        if self._mood in _QUIET or len(own) > 1:
            own = tuple(cue for cue in own if not only_also(cue, clause, self._lexicon))
        if excepted(mention.span, own, clause, self._lexicon):
            self.excepting = True
            return "done"
        mood = self._yes_or_no(mention, clause, cues) or mood_at(mention.span, own, clause, self._mood)
        return "not_done" if len(mentions) == 1 and taken_back(mention.span, cues) else mood

    def heard(self) -> Heard:
        listed = len(self._waiting) > 1 and not self._asking
        for attempt, _ in self._waiting:
            if self._failed_somewhere or listed:
                self._attempts.setdefault((attempt.step_id, attempt.variant), attempt)
        told = {pair[0] for pair in (*self._attempts, *self._not_done)}
        elsewhere = None if self._asking else self._browsers.attempt(len(self._attempts), failed=self._failed_somewhere)
        if elsewhere and elsewhere.step_id not in told:
            self._attempts[elsewhere.step_id, None] = elsewhere
        for pair in self._attempts:
            # "It worked again, and now the 502 is back": what helped did not last.
            if self._attempts[pair].result is Result.WORKED and pair in self._eased and pair not in self._relieved:
                self._attempts[pair] = replace(self._attempts[pair], result=Result.DID_NOT_WORK)
        attempts = tuple(self._attempts.values())
        undone = tuple(pair for pair in self._not_done if pair not in self._attempts)
        return Heard(attempts, undone)

    def _mentions(self, clause: Clause) -> tuple[Named, ...]:
        return (
            self._names.named(clause)
            or numbers_of_offer(clause, self._offered, self._names, self._lexicon)
            or numbers_of_guide(clause, self._names, self._lexicon)
        )

    def _entry(self, clause: Clause, cues: tuple[Span, ...]) -> None:
        """Read "Cache: wiped": what follows a colon tells of the name before it."""
        if clause.joined_by != ":" or not cues or not self._waiting or self._waiting[-1][1] != clause.sentence:
            return
        mood = mood_at(Span(0, 0, ""), cues, clause, None)
        if mood in _TAKEN:
            self._count(self._waiting.pop()[0], mood)

    def _yes_or_no(self, mention: Named, clause: Clause, cues: tuple[Span, ...]) -> str | None:
        """Read "cache no, router yes": a name, no verb before it, and in one word how it went."""
        if mention.span.label == "number" or mention.span.end == len(clause.words):
            return None
        if any(cue.start < mention.span.start for cue in cues):
            return None
        rest = clause.words[mention.span.end :]
        if self._lexicon.cues.whole(rest) == "worked":
            return cues[-1].label if cues else "worked"
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

    def _note(self, mention: Named, clause: Clause, mood: str | None) -> None:
        attempt = Attempt(mention.step.id, mention.variant, Result.DID_NOT_WORK, clause.text[:200])
        if self._correcting and mention.variant and not any(word.text in self._lexicon.also for word in clause.words):
            # "Forget that, the VPN was still on": it was the other way round.
            others = [one for one in self._known if one[0] == mention.step.id and one[1] not in (None, mention.variant)]
            self._not_done.update(dict.fromkeys(others))
        if mood is None and clause.joined_by in self._lexicon.alternatives:
            # "Clear the cache or change the browser": a choice, not a list of what was done.
            self._waiting = [entry for entry in self._waiting if entry[1] != clause.sentence]
        elif mood is None:
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

    def _pronouns(self, clause: Clause, cues: tuple[Span, ...], *, good: bool) -> None:
        """Resolve "that one too", "all of it", "the first one" against what was said or offered before."""
        mood = mood_at(Span(len(clause.words), len(clause.words), ""), cues, clause, None)
        said = self._lexicon.bare.whole(clause.words)
        if said == "done" and mood == "worked" and not good:
            mood = "done"  # "did it" is what was asked for, and no cure.
        if said == "worked" or (good and mood in (None, "done")):
            mood = "worked"
        if mood == "worked" and is_elsewhere(clause, self._lexicon):
            return
        spans = pronouns(clause, cues, self._lexicon) or number_alone(clause, cues, len(self._offered))
        if not spans:
            self._outcome_of_what_was_said(mood)
            if self._lexicon.bare.whole(clause.words) in ("failed", "done", "yes") and self._waiting:
                # "Incognito - no. Other phone - no."
                self._count(self._waiting.pop()[0], "done")
            return
        if mood is None and self._attempts:
            return
        targets = self._targets(spans[0].label, mood)
        if spans[0].label == "all" and len(spans) > 1 and mood == "not_done":
            # "All of it except the last": what is excepted was not done, the rest was.
            excepted = self._targets(spans[1].label, None)
            targets, mood = [pair for pair in targets if pair not in excepted], "done"
        for step, variant in targets:
            self._note(Named(self._names.steps[step], variant, spans[0]), clause, mood or "done")

    def _targets(self, label: str, mood: str | None) -> list[Pair]:
        said = list(self._attempts)
        if mood == "cannot" and self._waiting:
            attempt = self._waiting.pop()[0]
            return [(attempt.step_id, attempt.variant)]
        if not said and mood == "not_done" and self._correcting:
            return list(self._known)[-1:]
        offered = [pair for pair in self._offered if pair[0] in self._names.steps]
        counted = {"first": offered[:1], "second": offered[1:2], "third": offered[2:3], "two": offered[:2]}
        if counted.get(label):
            return counted[label]
        if label == "rest":
            return [pair for pair in offered if pair not in self._attempts and pair not in self._not_done]
        if said and mood in ("worked", "failed", "not_done"):
            return said[-1:] if label == "last" else said
        if label == "last" and not said and self._last is not None and mood is not None:
            return [(self._last.step.id, self._last.variant)]
        if label == "last" and not said and self._told is not None and self._told[0] in self._names.steps:
            return [self._told]
        return {"all": offered, "last": offered[-1:]}.get(label, [])

    def _outcome_of_what_was_said(self, mood: str | None) -> None:
        """A clause that only tells how it went ("and it works now") speaks of the last attempt said."""
        if mood == "worked" and self._attempts:
            pair = next(reversed(self._attempts))
            self._attempts[pair] = replace(self._attempts[pair], result=Result.WORKED)
        elif mood in ("worked", "cannot") and self._waiting:
            self._count(self._waiting.pop()[0], mood)
        if mood == "not_done" and self._correcting and self._attempts:
            self._not_done[self._attempts.popitem()[0]] = None
