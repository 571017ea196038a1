"""Check guides as their writers need it: every problem with file and line, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from knowledge.compare import compare
from knowledge.document import Document
from knowledge.examine import METADATA_RULES, Examined
from knowledge.identify import slug
from knowledge.parse import Sources, read_sources, with_steps
from knowledge.problem import GuideError, Problem
from knowledge.spell import suggest

_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)


def check_guides(paths: Sequence[Path], facts: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """Return all problems of the guides under these paths, sorted by file and line.

    `facts` are the words that `sooner`, `later` and `never` may use; without them those words are not checked.
    """
    try:
        sources = read_sources(paths)
    except GuideError as error:
        return error.problems
    found = [*sources.problems, *_spare(sources), *compare(sources)]
    known = frozenset(facts) if facts is not None else None
    originals: dict[str, Document] = {}
    for document, steps in with_steps(sources):
        original = originals.setdefault(document.article, document)
        one = Examined(document, steps, original is document, sources.product, known)
        found += (problem for rule in METADATA_RULES for problem in rule(one))
        found += [*_sections(document), *_empty(document), *_links(document, sources)]
    if not found and not sources.documents:
        found = [Problem(path, 1, "There is no guide here; name files or folders of articles.") for path in paths]
    return tuple(sorted(set(found)))


def _spare(sources: Sources) -> Iterator[Problem]:
    for path in sources.spare:
        sentence = f"This file belongs to no article; an article `{path.stem}.md` must stand beside it."
        yield Problem(path, 1, sentence)


def _sections(document: Document) -> Iterator[Problem]:
    """Every section has an id and says something in lines that can be quoted."""
    for section in document.outline.sections if document.outline.marked else ():
        if not section.id:
            advice = f"write `{{#{slug(section.title)}}}` after its title"
            yield Problem(document.path, section.line, f"The section `{section.title}` has no id; {advice}.")
        for block in section.blocks:
            if block.wrapped:
                sentence = "This text is wrapped or holds bold, code or links; write it as plain words on one line."
                yield Problem(document.path, block.line, sentence)


def _empty(document: Document) -> Iterator[Problem]:
    """A section without text of its own has sections below it."""
    sections = document.sections if document.outline.marked else ()
    for section, following in zip(sections, (*sections[1:], None), strict=bool(sections)):
        below = following is not None and following.level > section.level
        if not section.blocks and not below:
            sentence = f"The section `{section.title}` is empty; write its text or remove it."
            yield Problem(document.path, section.line, sentence)


def _links(document: Document, sources: Sources) -> Iterator[Problem]:
    """Links inside the guide lead somewhere."""
    for target, line in document.outline.links:
        name, _, part = unquote(target).partition("#")
        if _EXTERNAL.match(name):
            continue
        path = document.path.parent / name.partition("?")[0]
        other = _at(path, sources) if name else document
        if name and not path.exists():
            sentence = f"The link `{target}` leads nowhere: there is no such file; correct or remove it."
            yield Problem(document.path, line, sentence)
        elif part and other and other.outline.marked and part not in other.ids():
            advice = suggest(part, other.ids(), "correct or remove it")
            yield Problem(document.path, line, f"The link `{target}` leads nowhere: there is no id `{part}`; {advice}.")


def _at(path: Path, sources: Sources) -> Document | None:
    return next((other for other in sources.documents if other.path.resolve() == path.resolve()), None)
