"""Finding the language of a message."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bot.hearing.lexicon import DEFAULT, common, languages
from bot.hearing.words import Span, Word, words

# Below this many letters a statistical guess is worse than the conversation's language.
_ENOUGH_LETTERS = 12
# So many of a language's function words outweigh a guess by statistics.
_PLAIN, _FEW = 3, 2
_CHARACTERS = re.compile(r"[\u3400-\u9fff]")
# Letters that tell languages of one script apart: those one has and the other has not.
_OWN = {
    "ru": ("uk", re.compile(r"[іїєґ]"), re.compile(r"[ыэъё]")),
    "ar": ("fa", re.compile(r"[\u067e\u0686\u0698\u06af]"), re.compile(r"[\u0629\u064a\u0643]")),
}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", _CHARACTERS),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)
_LATIN = ("en", "es", "de", "fr", "pt", "it", "nl", "pl", "sv", "da", "fi", "cs", "tr", "ro", "hu", "id", "vi")
# How sure a guess must be: of a language that we do not speak, and of one that we do.
_SURE, _LIKELY = 0.9, 0.7
# A name that the error has in one language only needs less.
_NAMED = 0.55


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LATIN))
    return identifier


def find_language(message: str, fallback: str, names: tuple[Span, ...] = ()) -> str:
    """Return the ISO 639-1 code of a message's language; the fallback where the message does not tell.

    `names` are words that say nothing about it, such as the product's: they are the same in every language.
    """
    told = words(message)
    named = {place for span in names for place in range(span.start, span.end)}
    # A Latin name says nothing within another script; what is named in that script does.
    telling = [word for place, word in enumerate(told) if place not in named or not word.text.isascii()]
    by_script = _by_script("".join(word.text for word in telling))
    if by_script:
        return by_script
    left = [word for place, word in enumerate(told) if place not in named and not word.text.isdecimal()]
    spoken, plainness = _by_common_words(left)
    if plainness >= _PLAIN:
        return spoken or fallback
    guessed = _by_statistics(" ".join(word.text for word in left))
    if spoken == DEFAULT and plainness == 1 and guessed is None and fallback != DEFAULT:
        # "Was tun": one word that English has too, in a talk in another language.
        return fallback
    # A word or two are shared by many languages: one tells less than a guess, two more, except against languages that
    # we do not speak and have no list of.
    outweighed = guessed is not None and (plainness < _FEW or guessed not in languages())
    return (guessed if outweighed else spoken) or guessed or _by_names(told) or fallback


def _by_names(told: tuple[Word, ...]) -> str | None:
    """Return the language that the names themselves are in ("fehlerhaftes gateway"); English names are everywhere."""
    guessed = _by_statistics(" ".join(word.text for word in told if not word.text.isdecimal()), _NAMED)
    return guessed if guessed != DEFAULT else None


def _by_script(text: str) -> str | None:
    """Return the language whose script a third of the letters or more are in; kana makes the characters Japanese."""
    letters = sum(character.isalpha() for character in text)
    for code, script in _SCRIPTS:
        found = len(script.findall(text))
        if code == "ja" and found:
            found += len(_CHARACTERS.findall(text))
        if found and found * 3 >= letters:
            return _relative(code, text)
    return None


def _relative(code: str, text: str) -> str:
    """Return the other language of a script where the text has letters that only that one has."""
    other, theirs, ours = _OWN.get(code, ("", None, None))
    return other if theirs and ours and theirs.search(text) and not ours.search(text) else code


def _by_common_words(told: list[Word]) -> tuple[str | None, int]:
    """Return the language whose function words are most among these (none on a draw), and how many they are."""
    said = {word.text for word in told}
    counts = sorted(((len(said & common(code)), code) for code in languages()), reverse=True)
    most, next_most = counts[0], counts[1] if len(counts) > 1 else (0, "")
    return most[1] if most[0] > next_most[0] else None, most[0]


def _by_statistics(text: str, likely: float = _LIKELY) -> str | None:
    if sum(character.isalpha() for character in text) < _ENOUGH_LETTERS:
        return None
    code, probability = _identifier().classify(text)
    return str(code) if probability >= (likely if code in languages() else _SURE) else None
