"""Understanding: what a message wants, what it is about, what it says was tried."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from bot.hearing.attempts import Heard, find_attempts
from bot.hearing.clauses import Clause, split
from bot.hearing.facts import find_facts
from bot.hearing.familiar import Familiarity
from bot.hearing.language import find_language
from bot.hearing.lexicon import Lexicon, lexicon
from bot.hearing.mood import cues_of
from bot.hearing.names import Pair, StepNames
from bot.hearing.pastes import without_pastes
from bot.hearing.spelling import Reading, Speller, is_word
from bot.hearing.words import Word, words
from bot.models import Attempt, Conversation, Fact, Intent, Outcome, Question, Result, Understanding
from bot.subject import (
    another_service_fails,
    find_area,
    find_symptom,
    is_relieved,
    names_it_last,
    only_for_contrast,
    product_names,
    symptom_names,
    tells_bad_news,
)
from knowledge.models import Area, Guide, Product, Step, Symptom

_ELSEWHERE = frozenset(
    {Fact.WORKS_ELSEWHERE, Fact.WORKS_OTHER_NETWORK, Fact.WORKS_FOR_OTHERS, Fact.WORKS_PRIVATE_WINDOW}
)


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the words of one message show, before it is decided what the message wants; `bare` is a bare report."""

    clauses: tuple[Clause, ...]
    heard: Heard
    facts: frozenset[Fact]
    intents: frozenset[str]
    whole: frozenset[str]
    greets: bool
    asks: bool
    failing: bool
    relieved: bool
    again: bool
    foreign: bool
    own: bool
    wants_all: bool
    wants_more: bool
    bare: bool


def understand(question: Question, conversation: Conversation, guide: Guide) -> Understanding:
    """Return what a message means in its conversation. Pressed buttons count as attempts already known."""
    language = _language(question, conversation, guide.product)
    speech = lexicon(language)
    names = _step_names(guide, language)
    reading = _speller(guide, language).read(question.message)
    written = without_pastes(reading.text)
    offered, known = _offered(conversation), [(attempt.step_id, attempt.variant) for attempt in conversation.attempts]
    told = _told_last(conversation, guide)
    heard = find_attempts(written, names, speech, offered=offered, known=known, told=told)
    talking = bool(conversation.turns)
    signs = _signs(reading.text, written, heard, speech, guide.product, talking=talking)
    symptom = find_symptom(reading.text, guide.product, speech)
    area = find_area(reading.text, guide.product, signs.clauses)
    intent = _intent(signs, symptom, question)
    tried = _cured(heard.attempts) if intent is Intent.SOLVED else heard.attempts
    strange, weight = _strangeness(written, guide, language)
    whole = " ".join((written if written.strip() else reading.text).split())
    query = _query(whole, signs, speech, names)
    return Understanding(
        intent=intent,
        query=query,
        whole=whole if whole != query else "",
        language=language,
        symptom=symptom.id if symptom else conversation.symptom,
        area=_part(area, intent, conversation),
        attempts=(*question.attempts, *(replace(one, said_as=_as_said(one, reading)) for one in tried)),
        retracted=signs.heard.not_done,
        facts=signs.facts,
        asks_anyway="anyway" in signs.intents,
        wants_all=signs.wants_all,
        wants_more=signs.wants_more,
        question=signs.asks and "more" not in signs.whole,
        failing=signs.failing or any(span.label == "more" for span in speech.bare.find(words(reading.text))),
        names_topic=any(word.text in speech.question_words for word in words(reading.text)),
        names_product=signs.own,
        named_steps=_named_steps(signs, names),
        strange=strange,
        weight=weight,
        follow_up=bool(conversation.turns),
        confidence=0.5 if intent is Intent.UNCLEAR else 1.0,
        reasons=tuple(sorted(signs.intents)),
    )


def _cured(attempts: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """Say of the last thing that was done before it worked that it worked."""
    done = [one for one in attempts if one.result in (Result.UNCLEAR, Result.DID_NOT_WORK)]
    if not done or _pressed(attempts, Result.WORKED):
        return attempts
    return tuple(replace(one, result=Result.WORKED) if one is done[-1] else one for one in attempts)


def _part(area: Area | None, intent: Intent, conversation: Conversation) -> str | None:
    """Return the part of the product a person uses; one that they only ask about in a talk is not theirs for that."""
    asks_about_another = intent is Intent.FACT and conversation.area is not None
    return area.id if area and not asks_about_another else conversation.area


def _language(question: Question, conversation: Conversation, product: Product) -> str:
    """Return the language of the message, else of the conversation, else of the page it was asked on."""
    told = words(question.message)
    names = (*product_names("own", product).find(told), *symptom_names(product).find(told))
    spoken = conversation.language if conversation.turns else (question.locale or conversation.language)
    return find_language(question.message, spoken.split("-")[0].lower(), names)


@lru_cache(maxsize=16)
def _step_names(guide: Guide, language: str) -> StepNames:
    return StepNames((place.step for place in guide.steps(language)), _vocabulary(guide, language))


@lru_cache(maxsize=16)
def _speller(guide: Guide, language: str) -> Speller:
    """Return the reader of a language's slips: it knows the guide's words and the names of all things."""
    product, steps = guide.product, [place.step for place in guide.steps(language)]
    named = (product.name, *product.aliases, *product.others, *product.services)
    told = [phrase for area in product.areas for phrase in (area.name, *area.words)]
    told += [phrase for symptom in product.symptoms for phrase in (symptom.name, *symptom.words)]
    stepped = (phrase for step in steps for phrase in (*step.words, *_variant_words(step)))
    return Speller((*named, *told, *stepped, *_texts(guide, language), *lexicon(language).vocabulary), language)


@lru_cache(maxsize=16)
def _familiarity(guide: Guide, language: str) -> Familiarity:
    """Return what a language of the guide speaks of."""
    return Familiarity(_texts(guide, language), language)


def _texts(guide: Guide, language: str) -> tuple[str, ...]:
    return tuple(text for one in guide.in_language(language) for text in (one.title, one.text, *one.phrasings))


def _strangeness(message: str, guide: Guide, language: str) -> tuple[float, float]:
    """Return the weight of words that the guide never uses, and of all; names are no strangers."""
    return _familiarity(guide, language).strangeness(_unnamed(words(message), guide.product))


def _unnamed(told: tuple[Word, ...], product: Product) -> tuple[Word, ...]:
    """Return the words of a message that name neither the product nor a symptom."""
    named = {
        place
        for phrases in (symptom_names(product), product_names("own", product))
        for span in phrases.find(told)
        for place in range(span.start, span.end)
    }
    return tuple(word for place, word in enumerate(told) if place not in named)


def _named_steps(signs: _Signs, names: StepNames) -> tuple[str, ...]:
    found = (named.step.id for clause in signs.clauses for named in names.named(clause))
    return tuple(dict.fromkeys(found))


def _variant_words(step: Step) -> tuple[str, ...]:
    return tuple(word for _, said in step.variant_words for word in said)


def _as_said(attempt: Attempt, reading: Reading) -> str | None:
    return reading.as_said(attempt.said_as) if attempt.said_as else None


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words of a language and of the guide: whoever says one has not mistyped another."""

    language: str
    texts: frozenset[str]

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and (text in self.texts or is_word(text, self.language))


@lru_cache(maxsize=16)
def _vocabulary(guide: Guide, language: str) -> _Vocabulary:
    chunks = guide.in_language(language)
    return _Vocabulary(language, frozenset(word.text for chunk in chunks for word in words(chunk.text)))


def _offered(conversation: Conversation) -> list[Pair]:
    pairs = (entry.partition(":") for entry in conversation.offered)
    return [(step, variant or None) for step, _, variant in pairs]


def _told_last(conversation: Conversation, guide: Guide) -> Pair | None:
    """Return the step that the last answer told about without offering it: "it" may be that one."""
    last = next((turn.answer for turn in reversed(conversation.turns) if turn.answer), None)
    if last is None or last.outcome is not Outcome.ANSWERED_FACT or not last.citations:
        return None
    first = last.citations[0]
    places = (place for place in guide.steps(conversation.language) if place.chunk.id == first.chunk_id)
    return next(((one.step.id, None) for one in places if (one.item.label if one.item else None) == first.item), None)


def _signs(message: str, written: str, heard: Heard, speech: Lexicon, product: Product, *, talking: bool) -> _Signs:
    """Read the signs of a message in what its person wrote; what it names and shows may stand in pastes too."""
    clauses = split(written, speech)
    told = words(written)
    wholes = [speech.intents.whole(clause.words) or speech.bare.whole(clause.words) for clause in clauses]
    onward = talking and any(_goes_on(clause.words, speech) for clause in clauses)
    more = onward or _asks_what_to_do(told, speech, product)
    return _Signs(
        clauses=clauses,
        heard=heard,
        facts=find_facts(message, speech, symptom_names(product)),
        intents=frozenset(span.label for span in speech.intents.find(told)),
        whole=frozenset([*filter(None, wholes), *(["more"] if more else [])]),
        greets=bool(wholes) and all(label in ("greeting", "thanks", "yes") for label in wholes),
        asks=_asks(told, speech) or any(clause.question for clause in clauses),
        failing=any(tells_bad_news(clause, speech) for clause in clauses),
        again=names_it_last(clauses, speech, product),
        relieved=talking and is_relieved(clauses, speech, product),
        foreign=bool(product_names("others", product).find(told)) or another_service_fails(clauses, speech, product),
        own=bool(product_names("own", product).find(words(message)))
        and not only_for_contrast(clauses, speech, product),
        wants_all=bool(speech.lists_all.find(told)),
        wants_more=onward or speech.bare.whole(words(message)) == "more",
        bare=_bare(told, speech, product),
    )


def _names_own(message: str, product: Product) -> bool:
    return bool(product_names("own", product).find(words(message)))


def _bare(told: tuple[Word, ...], speech: Lexicon, product: Product) -> bool:
    """Tell whether a message only names the product and the symptom; no other word tells anything."""
    rest = [word for word in _unnamed(told, product) if word.text not in speech.fillers]
    return not rest and not any(word.text in speech.question_words for word in told)


def _asks_what_to_do(told: tuple[Word, ...], speech: Lexicon, product: Product) -> bool:
    """Tell whether a message asks what to do about the symptom it names, and tells no more."""
    unnamed = _unnamed(told, product)
    wants = [span for span in speech.bare.find(unnamed) if span.label == "more"]
    wanted = {place for span in wants for place in range(span.start, span.end)}
    return bool(wants) and all(place in wanted or word.text in speech.fillers for place, word in enumerate(unnamed))


def _goes_on(told: tuple[Word, ...], speech: Lexicon) -> bool:
    """Tell whether a clause only asks for what comes next ("and after that one?"): no word of it names anything."""
    said = {word.text for word in told}
    return bool(said & speech.next) and said <= speech.next | speech.next_with | speech.fillers


def _asks(told: tuple[Word, ...], speech: Lexicon) -> bool:
    """Tell whether a message asks; "give me the steps anyway" insists, and asks nothing."""
    insists = [span for span in speech.intents.find(told) if span.label == "anyway"]
    cues = (cue for cue in speech.cues.find(told) if cue.label == "asks")
    return any(not any(one.start <= cue.start < one.end for one in insists) for cue in cues)


def _intent(signs: _Signs, symptom: Symptom | None, question: Question) -> Intent:
    """Return the first intent whose signs hold; the order is from the most to the least telling."""
    if not question.message:
        return Intent.SOLVED if _pressed(question.attempts, Result.WORKED) else Intent.FIX
    if "human" in signs.intents | signs.whole:
        return Intent.HUMAN
    if _solved(signs):
        return Intent.SOLVED
    if signs.foreign and not signs.own:
        return Intent.OFF_TOPIC if symptom is None else Intent.OTHER_SYMPTOM
    if symptom and not symptom.covered:
        return Intent.OTHER_SYMPTOM
    if signs.greets and signs.whole & {"greeting", "thanks"}:
        return Intent.THANKS if "thanks" in signs.whole else Intent.GREETING
    if "status" in signs.intents and not signs.heard.attempts and not signs.wants_more:
        return Intent.STATUS
    if signs.heard.attempts or signs.facts & _ELSEWHERE or signs.whole & {"failed", "done", "cannot", "more"}:
        asks = signs.asks and not signs.heard.attempts and "more" not in signs.whole
        return Intent.FACT if asks else Intent.FIX
    if signs.bare and symptom:
        return Intent.FIX
    return Intent.FACT if signs.asks or signs.wants_all else Intent.REPORT


def _pressed(attempts: tuple[Attempt, ...], result: Result) -> bool:
    return any(attempt.result is result for attempt in attempts)


def _solved(signs: _Signs) -> bool:
    """Good news counts as solved unless it is about somewhere else, a question, or followed by bad news."""
    good = "solved" in signs.whole or signs.relieved or _pressed(signs.heard.attempts, Result.WORKED)
    bad = signs.failing or signs.again or signs.facts & (_ELSEWHERE | {Fact.PAGE_SAYS_OK})
    return good and not bad and not signs.asks


def _query(message: str, signs: _Signs, speech: Lexicon, names: StepNames) -> str:
    """Return the message without what was tried and how it went, so that a search does not find just that.

    Pasted markup, masked values and stack traces are noise as well: what is left is what the person says.
    """
    tried = frozenset(attempt.step_id for attempt in signs.heard.attempts)
    said = {attempt.said_as for attempt in signs.heard.attempts}
    rest = [
        clause
        for clause in signs.clauses
        if clause.text[:200] not in said and not _only_tried(clause, tried, names, speech)
    ]
    rest = [clause for clause in rest if not _only_news(clause, speech)]
    text = " ".join(clause.text for clause in rest) if tried and (rest or not signs.asks) else message
    return " ".join(text.split())


def _only_tried(clause: Clause, tried: frozenset[str], names: StepNames, speech: Lexicon) -> bool:
    """Tell whether all that a clause names was tried, as another clause of the message says, and nothing is asked."""
    named = {named.step.id for named in names.named(clause)}
    asks = clause.question or any(cue.label == "asks" for cue in cues_of(clause, speech))
    return bool(named) and named <= tried and not asks


def _only_news(clause: Clause, speech: Lexicon) -> bool:
    return speech.bare.whole(clause.words) is not None
