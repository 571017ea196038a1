"""The extractive writer: the guide's own sentences, joined by our wording. It needs no model and no account."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from bot.hearing.words import Phrases, words
from bot.models import Decision, Draft, Outcome, Plan, Sentence, StepOffer, Understanding
from bot.quote import Citations, best_sentence, sentences
from bot.verdict import BLOCKING
from bot.wording import phrasebook
from bot.writers.opening import ahead_lines, status_lines
from knowledge.models import Chunk, Guide, Item, Kind, StepPlace
from status.models import StatusReport

_PROBES = {
    "A": "everyone",
    "B": "everyone",
    "J": "everyone",
    "I": "everyone",
    "C2": "everyone",
    "O": "everyone",
    "P": "everyone",
    "H": "everyone",
    "D": "recovering",
    "E": "recovering",
    "N": "unknown",
    "M": "unknown",
    "N2": "just_you",
}
_MOST_SECTIONS = 3
# A section and the sentences of it that are said.
Quoted = tuple[Chunk, tuple[str, ...]]


class ExtractiveWriter:
    """Writes answers out of verbatim sentences and the phrasebook."""

    name = "extractive"

    def __init__(self, guide: Guide, contact_url: str) -> None:
        self._guide = guide
        self._contact_url = contact_url

    async def write(
        self, decision: Decision, understanding: Understanding, report: StatusReport
    ) -> AsyncIterator[Draft]:
        """Yield the one draft."""
        yield _Writing(self._guide, self._contact_url, decision, understanding, report).draft()


class _Writing:
    """One draft under way: sentences and citations as they are added."""

    def __init__(
        self, guide: Guide, contact_url: str, decision: Decision, understanding: Understanding, report: StatusReport
    ) -> None:
        self._guide, self._contact_url = guide, contact_url
        self._decision, self._understanding, self._report = decision, understanding, report
        self._book = phrasebook(understanding.language)
        self._citations = Citations()
        self._said: list[Sentence] = []
        self._steps: list[StepOffer] = []

    def draft(self) -> Draft:
        for chunk, texts in self._cited_first():
            self._citations.cite(chunk, texts[0], _item_of(chunk, texts))
        self._write()
        return Draft(tuple(self._said), self._citations.rows(), tuple(self._steps), self._replies())

    def _cited_first(self) -> tuple[Quoted, ...]:
        """Number the evidence by relevance before the text, whose order is another one, uses it."""
        return self._quoted() if self._decision.outcome is Outcome.ANSWERED_FACT else ()

    def _quoted(self) -> tuple[Quoted, ...]:
        """Return what a fact is answered with: the best section whole, or its bullet, and a sentence of others."""
        first, *others = self._decision.evidence
        rest = [one for one in others[: _MOST_SECTIONS - 1] if sentences(one.text)]
        return ((first, self._asked(first) or sentences(first.text) or (first.title,)), *map(self._briefly, rest))

    def _asked(self, chunk: Chunk) -> tuple[str, ...]:
        """Return the sentences of the bullet that is asked about, if the answer lies in one."""
        item = self._decision.items.get(chunk.id)
        return sentences(item.text) if item else ()

    def _briefly(self, chunk: Chunk) -> Quoted:
        return chunk, self._asked(chunk)[:1] or (best_sentence(chunk, [self._understanding.query]),)

    def _write(self) -> None:
        writers = {
            Outcome.ANSWERED_STEPS: self._write_steps,
            Outcome.ANSWERED_FACT: self._write_fact,
            Outcome.ANSWERED_STATUS: self._write_status,
            Outcome.ESCALATED_REQUESTED: self._write_escalation,
            Outcome.ESCALATED_EXHAUSTED: self._write_escalation,
            Outcome.DECLINED_NOT_COVERED: self._write_not_covered,
            Outcome.RESOLVED: lambda: self._ours("resolved"),
            Outcome.CLARIFY: lambda: self._ours("clarify"),
            Outcome.DECLINED_OFF_TOPIC: lambda: self._ours("off_topic", product=self._guide.product.name),
            Outcome.GREETED: self._write_greeting,
        }
        if (
            self._understanding.language != self._book.language
            and self._decision.outcome is not Outcome.DECLINED_OFF_TOPIC
        ):
            self._ours("not_shipped")
        writers[self._decision.outcome]()

    def _ours(self, key: str, *, numbers: tuple[int, ...] = (), **values: object) -> None:
        """Add sentences of our wording as a paragraph of their own."""
        for place, line in enumerate(self._book.lines(key, **values)):
            self._said.append(Sentence(line, numbers, "wording", paragraph=place == 0))

    def _theirs(self, chunk: Chunk, texts: Iterable[str], *, paragraph: bool = True) -> int:
        """Add verbatim sentences of a section; returns the citation's number."""
        texts = tuple(texts)
        number = self._citations.cite(chunk, texts[0], _item_of(chunk, texts))
        self._paragraph(texts, number, paragraph=paragraph)
        return number

    def _paragraph(self, texts: tuple[str, ...], number: int, *, paragraph: bool = True) -> None:
        """Add verbatim sentences of one section; the last carries the marker for all of them."""
        for place, text in enumerate(texts):
            last = place == len(texts) - 1
            self._said.append(Sentence(text, (number,) if last else (), "guide", paragraph and place == 0))

    def _open_with_status(self, *, brief: bool) -> None:
        lines = status_lines(self._decision, self._report, self._book, brief=brief)
        for place, line in enumerate(lines):
            self._said.append(Sentence(line, (), "status", paragraph=place == 0))

    def _write_steps(self) -> None:
        self._number_steps()
        self._open_with_status(brief=self._understanding.follow_up and not self._understanding.asks_anyway)
        if self._decision.verdict.row in BLOCKING:
            self._ours("asked_anyway")
        if self._decision.attempts:
            self._ours("noted")
        if self._decision.list_all:
            self._ours("all_steps")
        for one in self._decision.next_steps:
            self._write_step(one)
        self._write_parents()
        self._ours("after_step")
        self._write_ahead()

    def _number_steps(self) -> None:
        if self._decision.list_all:
            for chunk in self._decision.evidence[:1]:
                self._citations.cite(chunk, _first(chunk))
        for one in self._decision.next_steps:
            self._citations.cite(one.place.chunk, _first_of(one), one.place.item)

    def _write_step(self, one: Plan) -> None:
        place = one.place
        number = self._citations.cite(place.chunk, _first_of(one), place.item)
        self._said.append(Sentence(self._book.say("step", title=place.title), (), "wording", paragraph=True))
        self._paragraph(_instructions(one)[: 1 if self._decision.list_all else None], number)
        caution = None if place.item else place.chunk.caution
        if caution and not self._decision.list_all:
            self._quoted_caution(caution, number)
        if place.chunk.tip and self._decision.how and not self._decision.list_all:
            self._paragraph(sentences(place.chunk.tip), number)
        self._steps.append(
            StepOffer(one.step_id, place.title, place.chunk.title, one.variant, _step_text(one), caution, number)
        )

    def _quoted_caution(self, caution: str, number: int) -> None:
        self._paragraph(sentences(caution), number)

    def _write_parents(self) -> None:
        """Add a sentence of the section above, on how far such steps usually get one, and of what was asked beside."""
        for chunk in self._decision.evidence:
            if chunk not in [one.place.chunk for one in self._decision.next_steps] and sentences(chunk.text):
                probes = [self._understanding.query, *(one.place.chunk.text for one in self._decision.next_steps)]
                self._theirs(chunk, [best_sentence(chunk, probes)])

    def _write_fact(self) -> None:
        if self._decision.verdict.row in BLOCKING:
            self._open_with_status(brief=True)
        (first, texts), *others = self._quoted()
        number = self._theirs(first, texts)
        if self._asked(first):
            self._paragraph(self._tips(first, self._decision.items[first.id]), number)
        else:
            self._write_around(first, number)
        for chunk, texts in others:
            self._theirs(chunk, texts)
        for one in self._decision.next_steps:
            self._write_step(one)

    def _write_around(self, first: Chunk, number: int) -> None:
        """Add what belongs to a section that is quoted whole: its caution, its tip, the sections below it."""
        if first.caution:
            self._quoted_caution(first.caution, number)
        if first.tip and (self._decision.how or first.kind in (Kind.STEP, Kind.ADVANCED)):
            self._paragraph(sentences(first.tip), number)
        for child in self._children(first):
            self._theirs(child, sentences(child.text)[:1])

    def _tips(self, chunk: Chunk, item: Item) -> tuple[str, ...]:
        """Return what a section's tip says of one of its bullets, by the names of the bullet's step."""
        names = Phrases({item.id: item.step.words if item.step else ()}, stems=True)
        return tuple(one for one in sentences(chunk.tip or "") if names.find(words(one)))

    def _children(self, chunk: Chunk) -> tuple[Chunk, ...]:
        """Return the sections below a section that is their parent: "how many causes" is answered by all of them."""
        every = self._guide.in_language(self._book.language)
        return tuple(one for one in every if one.article == chunk.article and chunk.title in one.heading_path[:-1])

    def _write_status(self) -> None:
        self._open_with_status(brief=False)
        probes = self._book.words(f"probes.{_PROBES.get(self._decision.verdict.row, 'just_you')}")
        red = self._decision.verdict.row in BLOCKING
        fitting = [
            (chunk, best_sentence(chunk, probes, at_least=2 if red or place else 0))
            for place, chunk in enumerate(self._decision.evidence)
        ]
        for place, (chunk, sentence) in enumerate([pair for pair in fitting if pair[1]] or self._unfitting()):
            self._theirs(chunk, [sentence], paragraph=place == 0)
        for chunk in self._decision.helping:
            self._theirs(chunk, [_first(chunk)])
        if self._decision.verdict.row in BLOCKING and self._decision.held_back:
            self._ours("held_back")
        self._write_ahead()

    def _unfitting(self) -> list[tuple[Chunk, str]]:
        """Fall back on the first sentence of the best section: an answer about the service cites where it looked."""
        return [(chunk, _first(chunk)) for chunk in self._decision.evidence[:1]]

    def _write_ahead(self) -> None:
        for line in ahead_lines(self._decision, self._report, self._book):
            self._said.append(Sentence(line, (), "status", paragraph=True))

    def _write_escalation(self) -> None:
        self._ours(self._decision.outcome.value)
        for place in self._last_resort():
            number = self._citations.cite(place.chunk, sentences(place.text)[0], place.item)
            self._paragraph(sentences(place.text), number)
        self._ours("handoff")
        if self._contact_url:
            name = f"{self._guide.product.vendor or self._guide.product.name} support"
            self._ours("contact", name=name, url=self._contact_url)

    def _last_resort(self) -> tuple[StepPlace, ...]:
        """Return what the guide says about asking for help, such as what to send along."""
        places = self._guide.steps(self._book.language)
        return tuple(place for place in places if place.step.last_resort and sentences(place.text))[:1]

    def _write_not_covered(self) -> None:
        known = {symptom.id: symptom.name for symptom in self._guide.product.symptoms if not symptom.covered}
        symptom = known.get(self._understanding.symptom or "")
        if symptom:
            self._ours("not_covered_symptom", symptom=symptom)
        else:
            self._ours("not_covered", product=self._guide.product.name)
        self._open_with_status(brief=True)

    def _write_greeting(self) -> None:
        thanked = "thanks" in self._understanding.reasons
        self._ours("thanks" if thanked else "greeted", product=self._guide.product.name)

    def _replies(self) -> tuple[str, ...]:
        keys = {
            Outcome.ANSWERED_STEPS: ("fixed", "not_working", "cannot"),
            Outcome.ANSWERED_STATUS: ("check_again", "steps", "human"),
            Outcome.ANSWERED_FACT: ("steps", "status"),
            Outcome.CLARIFY: ("see_502", "status", "human"),
            Outcome.GREETED: ("see_502", "status"),
            Outcome.DECLINED_OFF_TOPIC: ("see_502", "status"),
            Outcome.DECLINED_NOT_COVERED: ("status", "human"),
        }.get(self._decision.outcome, ())
        return tuple(self._book.say(f"replies.{key}") for key in keys)


def _item_of(chunk: Chunk, texts: tuple[str, ...]) -> Item | None:
    """Return the bullet that holds all these sentences, if one does."""
    lines = [line for line in chunk.text.splitlines() if all(text in line for text in texts)]
    return next((one for one in chunk.items if any(one.text in line for line in lines)), None)


def _first(chunk: Chunk) -> str:
    return (sentences(chunk.text) or (chunk.title,))[0]


def _first_of(one: Plan) -> str:
    return (_instructions(one) or (one.place.title,))[0]


def _instructions(one: Plan) -> tuple[str, ...]:
    """Return what the section says to do; for one variant of a step, the sentence that speaks of it first."""
    told = sentences(one.place.text)
    words = dict(one.place.step.variant_words).get(one.variant or "", ())
    ours = best_sentence(one.place.chunk, words, at_least=1)
    return (ours,) if ours and not one.place.item else told


def _step_text(one: Plan) -> str:
    """Return what to do and, as a paragraph of its own, where to find it."""
    tip = None if one.place.item else one.place.chunk.tip
    instructions = " ".join(_instructions(one))
    return f"{instructions}\n\n{tip}" if tip else instructions
