"""Finding the language of a message."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Below this many letters a statistical guess is worse than the conversation's language.
_ENOUGH_LETTERS = 12
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)
_LATIN = ("en", "es", "de", "fr", "pt", "it", "nl", "pl", "sv", "da", "fi", "cs", "tr", "ro", "hu", "id", "vi")
_SURE = 0.9


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LATIN))
    return identifier


def find_language(message: str, fallback: str) -> str:
    """Return the ISO 639-1 code of a message's language; the fallback where the message is too short to tell."""
    letters = sum(character.isalpha() for character in message)
    for code, script in _SCRIPTS:
        if len(script.findall(message)) * 3 >= max(letters, 1):
            return code
    if letters < _ENOUGH_LETTERS:
        return fallback
    code, probability = _identifier().classify(message)
    return str(code) if probability >= _SURE else fallback
