"""The subject of a message: the product, its part and symptom, or another service, and whether it works now."""

from __future__ import annotations

from functools import lru_cache

from bot.hearing.clauses import Clause
from bot.hearing.lexicon import Lexicon
from bot.hearing.mood import cues_of, is_undone, tells_good_news
from bot.hearing.names import is_elsewhere
from bot.hearing.words import Phrases, Span, Word, words
from knowledge.models import Area, Product, Symptom

# Words behind a symptom that may say that it is another one; scripts without spaces have a word a character.
_CONTRAST = 6


def find_symptom(message: str, product: Product, speech: Lexicon) -> Symptom | None:
    """Return the symptom a message names; a number outranks words, what the guide covers outranks the rest."""
    told = words(message)
    spans = _meant(told, symptom_names(product).find(told), speech)
    coded = [span for span in spans if any(word.text.isdecimal() for word in told[span.start : span.end])]
    found = {span.label for span in coded or spans}
    named = [symptom for symptom in product.symptoms if symptom.id in found]
    return next((symptom for symptom in named if symptom.covered), named[0] if named else None)


def _meant(told: tuple[Word, ...], spans: tuple[Span, ...], speech: Lexicon) -> list[Span]:
    """Return the symptoms but those named to say that they are not the one ("504, not 502", 「502ではなく504」).

    "Geht nicht 502" denies nothing: where nothing else is named, that is the one.
    """
    inside = {place for span in spans for place in range(span.start, span.end)}

    def denied(span: Span) -> bool:
        before, behind = span.start - 1, told[span.end : span.end + _CONTRAST]
        said = before >= 0 and before not in inside and told[before].text in speech.negations
        return said or any(found.start == 0 for found in speech.contrasts.find(behind))

    meant = [span for span in spans if not denied(span)]
    return meant or [span for span in spans if not _refused(told, span)]


def _refused(told: tuple[Word, ...], span: Span) -> bool:
    """Tell whether a symptom is denied outright ("it is not 502")."""
    return any(word.text in ("not", "no", "isnt") for word in told[max(0, span.start - 1) : span.start])


def find_area(message: str, product: Product, clauses: tuple[Clause, ...] = ()) -> Area | None:
    """Return the part of the product a message names, the usual one last; one that it says fails goes before all."""
    failing = [clause.words for clause in clauses if symptom_names(product).find(clause.words)]
    fails = next((spans for told in failing if (spans := _areas(product).find(told))), ())
    found = {span.label for span in fails or _areas(product).find(words(message))}
    named = [area for area in product.areas if area.id in found]
    return named[-1] if named else None


@lru_cache(maxsize=8)
def symptom_names(product: Product) -> Phrases:
    """Return what people call the product's symptoms, labelled with their ids."""
    return Phrases({symptom.id: symptom.words for symptom in product.symptoms})


@lru_cache(maxsize=8)
def _areas(product: Product) -> Phrases:
    return Phrases({area.id: area.words for area in product.areas})


@lru_cache(maxsize=12)
def product_names(whose: str, product: Product) -> Phrases:
    """Return the names of the product ("own"), of what is not it ("others"), or of well-known "services"."""
    # "Githubs page" is how people write "GitHub's".
    services = tuple(name for one in product.services for name in (one, f"{one}s"))
    named = {"others": product.others, "services": services, "own": (product.name, *product.aliases)}
    return Phrases({whose: named[whose]})


def another_service_fails(clauses: tuple[Clause, ...], speech: Lexicon, product: Product) -> bool:
    """Tell whether another service is said to fail; that one loads fine, or that people write there, says nothing."""
    for clause in clauses:
        if product_names("services", product).find(clause.words):
            bad = symptom_names(product).find(clause.words) or tells_bad_news(clause, speech)
            if bad and not any(cue.label == "worked" for cue in cues_of(clause, speech)):
                return True
    return False


def only_for_contrast(clauses: tuple[Clause, ...], speech: Lexicon, product: Product) -> bool:
    """Tell whether the product is named beside another only to say that it works, or that it is not the one."""
    if not any(product_names("others", product).find(clause.words) for clause in clauses) and not another_service_fails(
        clauses, speech, product
    ):
        return False
    own = [(clause, span) for clause in clauses for span in product_names("own", product).find(clause.words)]
    return bool(own) and all(_set_aside(clause, span, speech) for clause, span in own)


def _set_aside(clause: Clause, span: Span, speech: Lexicon) -> bool:
    denied = any(word.text in speech.negations for word in clause.words[max(0, span.start - 1) : span.start])
    return denied or any(cue.label == "worked" for cue in cues_of(clause, speech)) or tells_good_news(clause, speech)


def tells_bad_news(clause: Clause, speech: Lexicon) -> bool:
    """Tell whether a clause says that it fails; the "again" of "it loads again" does not."""
    good = [span for span in speech.intents.find(clause.words) if span.label == "solved"]
    bad = [cue for cue in speech.cues.find(clause.words) if cue.label == "failed"]
    denied = any(_is_denied(clause, span, speech) or is_undone(span, clause, speech) for span in good)
    return denied or any(not any(span.start <= cue.start and cue.end <= span.end for span in good) for cue in bad)


def names_it_last(clauses: tuple[Clause, ...], speech: Lexicon, product: Product) -> bool:
    """Tell whether the symptom is named after good news, and not as gone ("ok, got in. now it says bad gateway")."""
    here = ((number, clause) for number, clause in enumerate(clauses) if not is_elsewhere(clause, speech))
    good = [number for number, clause in here if tells_good_news(clause, speech)]
    after = clauses[good[-1] + 1 :] if good else ()
    return any(
        not _is_denied(clause, span, speech) for clause in after for span in symptom_names(product).find(clause.words)
    )


def _is_denied(clause: Clause, span: Span, speech: Lexicon) -> bool:
    """Tell whether a word that denies stands right before something."""
    return span.start > 0 and clause.words[span.start - 1].text in speech.negations


def is_relieved(clauses: tuple[Clause, ...], speech: Lexicon, product: Product) -> bool:
    """Tell whether a message says that it works now, and does not go on to name the symptom again."""
    told = [number for number, clause in enumerate(clauses) if _tells_relief(clause, speech, product)]
    return bool(told) and not any(symptom_names(product).find(clause.words) for clause in clauses[told[-1] + 1 :])


def _tells_relief(clause: Clause, speech: Lexicon, product: Product) -> bool:
    """Tell whether a clause says that it works now: in a phrase for it, or in good news about nothing else.

    "That actually worked" and "chat opens" are about this; "the internet works" names something of its own.
    """
    if tells_good_news(clause, speech) or (speech.bare.whole(clause.words) == "worked" and not clause.question):
        return True
    cues = cues_of(clause, speech)
    if clause.question or {cue.label for cue in cues} - {"worked", "done", "corrects"} or not cues:
        return False
    held = (*cues, *speech.pronouns.find(clause.words), *product_names("own", product).find(clause.words))
    covered = {place for span in held for place in range(span.start, span.end)}
    rest = (word.text for place, word in enumerate(clause.words) if place not in covered)
    small = speech.fillers | speech.common | speech.also
    return any(cue.label == "worked" for cue in cues) and all(text in small for text in rest)
