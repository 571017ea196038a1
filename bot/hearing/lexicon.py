"""The speech of one language, read from its file once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.hearing.words import Phrases, words
from knowledge.alternatives import expand

# Whose speech is heard where a language has none of its own here.
_RELATIVES = {"uk": "ru", "be": "ru"}
_FOLDER = Path(__file__).parent
DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Searchable speech: cues of what was done, pronouns, places, intents, durations."""

    language: str
    cues: Phrases
    splitters: Phrases
    pronouns: Phrases
    bare: Phrases
    intents: Phrases
    places: Phrases
    devices: Phrases
    page: Phrases
    vpn: Phrases
    long_ago: Phrases
    lists_all: Phrases
    untried: Phrases
    contrasts: Phrases
    theirs: Phrases
    excepts: Phrases
    browsers: Phrases
    step_words: frozenset[str]
    range_words: frozenset[str]
    ordinals: Mapping[str, int]
    durations: Mapping[str, float]
    negations: frozenset[str]
    nor: frozenset[str]
    alternatives: frozenset[str]
    only: frozenset[str]
    since: frozenset[str]
    determiners: frozenset[str]
    also: frozenset[str]
    selves: frozenset[str]
    fillers: frozenset[str]
    question_words: frozenset[str]
    openers: frozenset[str]
    unchanged: frozenset[str]
    articles: frozenset[str]
    past_endings: tuple[str, ...]
    past_words: frozenset[str]
    past_but: frozenset[str]
    next: frozenset[str]
    next_with: frozenset[str]
    common: frozenset[str]
    vocabulary: tuple[str, ...]


def languages() -> tuple[str, ...]:
    """Return the languages that have a file, the default one first."""
    found = sorted(path.stem for path in _FOLDER.glob("*.yaml"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


@cache
def lexicon(language: str) -> Lexicon:
    """Return the speech of a language joined with the default one, which people mix in everywhere."""
    language = _RELATIVES.get(language, language)
    files = [_read(DEFAULT)] + ([_read(language)] if language != DEFAULT and language in languages() else [])
    return Lexicon(
        language=language,
        cues=_phrases(files, "cues"),
        splitters=Phrases({"splits": _all(files, "splitters")}),
        pronouns=_phrases(files, "pronouns"),
        bare=_phrases(files, "bare"),
        intents=_phrases(files, "intents"),
        places=_phrases(files, "places"),
        devices=Phrases({"device": _all(files, "devices")}),
        page=Phrases({"ok": _all(files, "page_ok"), "down": _all(files, "page_down")}),
        vpn=Phrases({"on": _all(files, "vpn_on"), "off": _all(files, "vpn_off")}),
        long_ago=Phrases({"long": _all(files, "long_ago")}),
        lists_all=Phrases({"all": _all(files, "lists_all")}),
        untried=_phrases(files, "untried"),
        contrasts=Phrases({"contrast": _all(files, "contrasts")}),
        theirs=Phrases({"theirs": _all(files, "theirs")}),
        excepts=Phrases({"but": _all(files, "excepts")}),
        browsers=Phrases({"browser": _all(files, "browsers")}),
        step_words=frozenset(_all(files, "step_words")),
        range_words=frozenset(_all(files, "range_words")),
        ordinals={word: number for file in files for word, number in file.get("ordinals", {}).items()},
        durations={word: value for file in files for word, value in file.get("durations", {}).items()},
        negations=frozenset(_all(files, "negations")),
        nor=frozenset(_all(files, "nor")),
        alternatives=frozenset(_all(files, "alternatives")),
        only=frozenset(_all(files, "only")),
        since=frozenset(_all(files, "since")),
        determiners=frozenset(_all(files, "determiners")),
        also=frozenset(_all(files, "also")),
        selves=frozenset(_all(files, "selves")),
        fillers=frozenset(_all(files, "fillers")),
        question_words=frozenset(_all(files, "question_words")),
        openers=frozenset(_all(files, "openers")),
        unchanged=frozenset(_all(files, "unchanged")),
        articles=frozenset(_all(files, "articles")),
        past_endings=tuple(_all(files, "past_endings")),
        past_words=frozenset(_all(files, "past_words")),
        past_but=frozenset(_all(files, "past_but")),
        next=frozenset(_all(files, "next")),
        next_with=frozenset(_all(files, "next_with")),
        vocabulary=tuple(entry for file in files for entry in _entries(file)),
        common=common(language if language in languages() else DEFAULT),
    )


@cache
def common(language: str) -> frozenset[str]:
    """Return the function words of one language; to look at them, the rest of its speech need not be prepared."""
    return frozenset(word.text for entry in _all([_read(language)], "common") for word in words(entry))


@cache
def _read(language: str) -> dict[str, Any]:
    # libyaml's loader, as safe and ten times as fast, where PyYAML was built with it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return dict(yaml.load((_FOLDER / f"{language}.yaml").read_text("utf-8"), Loader=loader))  # noqa: S506


def _all(files: list[dict[str, Any]], key: str) -> Iterable[str]:
    return expand(entry for file in files for entry in file.get(key, []))


def _entries(value: Any) -> Iterable[str]:
    """Return every phrase of a file, under whatever key."""
    if isinstance(value, str):
        return expand([value])
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return tuple(entry for one in inside for entry in _entries(one))


def _phrases(files: list[dict[str, Any]], key: str) -> Phrases:
    labels = dict.fromkeys(label for file in files for label in file.get(key, {}))
    return Phrases({label: _all([file.get(key, {}) for file in files], label) for label in labels})
