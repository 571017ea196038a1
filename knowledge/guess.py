"""Guess what the sections of a document without our marks are for; nothing here touches a marked one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.clues import CONTACT, FIX, GLUE, IDLE, KINDS, QUESTION_MARKS
from knowledge.document import Section
from knowledge.identify import unnumbered, without_number
from knowledge.models import Kind

# Without levels a list of causes or habits goes on until a heading has a clue of its own or names the subject again.
_LASTING = frozenset({Kind.CAUSE, Kind.PREVENTION})
_HOLDS_STEPS = frozenset({Kind.OVERVIEW, Kind.ADVANCED, Kind.STEP})


def own_kind(title: str) -> Kind | None:
    """Return the kind a title speaks of, None where it holds no clue."""
    plain = title.casefold().replace("’", "'")
    return next((kind for kind, clue in KINDS.items() if clue.search(plain)), None)


def content_words(text: str) -> tuple[str, ...]:
    """Return the words of a title that mean something, in order, each once, in lower case."""
    return tuple(dict.fromkeys(word for word in _words(text) if _means_something(word)))


def step_words(titles: Mapping[str, str], names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return how people may name each step, from the titles of all steps in their order; `names` tell nothing.

    A word that several titles share stays with the first title that ends with it; in the others it counts only
    together with the word before it ("different browser").
    """
    told = {name: [word for word in content_words(title) if word not in names] for name, title in titles.items()}
    shared = Counter(word for words in told.values() for word in words)
    kept: dict[str, tuple[str, ...]] = {}
    given: set[str] = set()
    for name, words in told.items():
        own = [word for word in words if shared[word] == 1 or (word == words[-1] and word not in given)]
        pairs = _pairs(titles[name], [word for word in words if word not in own])
        kept[name] = tuple(own + pairs) or tuple(words)
        given.update(own)
    return kept


def _pairs(title: str, wanted: Collection[str]) -> list[str]:
    words = _words(title)
    return [f"{one} {two}" for one, two in pairwise(words) if two in wanted and one not in GLUE]


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.casefold())
    return [re.sub(r"['’]s$", "", word) for word in found]


def _means_something(word: str) -> bool:
    return word not in IDLE and (len(word) > 1 or not word.isascii())


def says_fix(text: str) -> bool:
    """Tell whether a text speaks of things to do."""
    return FIX.search(text.casefold()) is not None


def is_question(title: str) -> bool:
    """Tell whether a title asks something."""
    return title.endswith(QUESTION_MARKS)


def is_contact(title: str) -> bool:
    """Tell whether a step is about reaching a person."""
    return CONTACT.search(title.casefold()) is not None


def is_apart(title: str, group: str) -> bool:
    """Tell whether a heading stands beside a group's heading, not under it: it names its subject once more."""
    return len(set(content_words(title)) & set(content_words(group))) > 1


def holds_steps(section: Section) -> bool:
    """Tell whether the bullets of a guessed section are things to do."""
    texts = (section.title, *(block.text for block in section.blocks))
    return section.kind in _HOLDS_STEPS and any(says_fix(text) for text in texts)


def guess_kinds(sections: Sequence[Section], subject: str, flat: bool) -> tuple[Section, ...]:
    """Return the sections with kinds; `subject` is the document's title, `flat` says that levels are inferred."""
    guessed: list[Section] = []
    above: list[Section] = []
    group: Section | None = None
    for section in sections:
        while above and above[-1].level >= section.level:
            above.pop()
        parent = above[-1] if above else None
        kind = section.kind or _kind(section, parent, subject)
        if flat and group and kind is Kind.OVERVIEW and parent is None and not is_apart(section.title, group.title):
            kind = group.kind or kind
        elif parent is None:
            group = replace(section, kind=kind) if kind in _LASTING else None
        guessed.append(replace(section, kind=kind))
        above.append(guessed[-1])
    return tuple(guessed)


def _kind(section: Section, parent: Section | None, subject: str) -> Kind:
    if unnumbered(section.title)[0] is not None:
        return Kind.STEP
    inherited = parent.kind if parent else None
    if inherited in (Kind.FAQ, Kind.CAUTION):
        return inherited
    if parent is not None and inherited is Kind.STEP:
        return Kind.OVERVIEW
    own = own_kind(section.title)
    if own is None and _under_fixes(section, parent, subject):
        return Kind.STEP
    return own or inherited or Kind.OVERVIEW


def _under_fixes(section: Section, parent: Section | None, subject: str) -> bool:
    """Tell whether a section without a clue is one of the fixes that its parent, or the document, promises."""
    if parent is not None and parent.kind in _HOLDS_STEPS and says_fix(parent.title):
        return True
    return without_number(section.title)[0] is not None and says_fix(subject)
