"""Compare translations with their original: nothing may get lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.document import Document, Role, Section
from knowledge.parse import Sources
from knowledge.problem import Problem


def compare(sources: Sources) -> Iterator[Problem]:
    """Yield what translations lack, or have beyond their original; only articles with our marks are compared."""
    by_name = {(document.article, document.language): document for document in sources.documents}
    for document in sources.documents:
        original = by_name.get((document.article, sources.languages[0]))
        if original is None:
            if document.outline.marked:
                yield Problem(document.path, 1, _no_original(document, sources.languages[0]))
        elif original is document:
            yield from _untranslated(document, sources)
        elif original.outline.marked:
            yield from _lost(original, document)


def _no_original(document: Document, language: str) -> str:
    return f"The article `{document.article}` does not exist in `{language}`, the first language; write it there."


def _untranslated(document: Document, sources: Sources) -> Iterator[Problem]:
    if not document.outline.marked:
        return
    languages = {other.language for other in sources.documents if other.article == document.article}
    for language in sources.languages:
        if language not in languages:
            sentence = f"This article has no translation into `{language}`; write {language}/{document.path.name}."
            yield Problem(document.path, 1, sentence)


def _lost(original: Document, document: Document) -> Iterator[Problem]:
    theirs = {section.id: section for section in document.sections}
    ours = {section.id: section for section in original.sections}
    for section in original.sections:
        if section.id not in theirs:
            sentence = f"The section `{section.id}` is missing here; translate it ({_where(original, section.line)})."
            yield Problem(document.path, 1, sentence)
        else:
            yield from _lost_inside(original, section, document, theirs[section.id])
    for section in document.sections:
        if section.id not in ours:
            yield Problem(document.path, section.line, _beyond("section", section.id, original))


def _lost_inside(original: Document, section: Section, document: Document, theirs: Section) -> Iterator[Problem]:
    items = {block.id: block.line for block in section.blocks if block.id}
    translated = {block.id: block.line for block in theirs.blocks if block.id}
    for name, line in items.items():
        if name not in translated:
            sentence = f"The item `{name}` is missing in this section; translate it ({_where(original, line)})."
            yield Problem(document.path, theirs.line, sentence)
    for name, line in translated.items():
        if name not in items:
            yield Problem(document.path, line, _beyond("item", name, original))
    cautions = [block.line for block in section.blocks if block.role is Role.CAUTION]
    kept = sum(block.role is Role.CAUTION for block in theirs.blocks)
    for line in cautions[kept:]:
        sentence = f"A caution of `{section.id}` is lost here; translate it ({_where(original, line)})."
        yield Problem(document.path, theirs.line, sentence)
    if theirs.kind is not section.kind:
        sentence = f"`{section.id}` is {theirs.kind} here and {section.kind} in the original; give both the same kind."
        yield Problem(document.path, theirs.line, sentence)


def _where(original: Document, line: int) -> str:
    return f"{original.language}/{original.path.name}, line {line}"


def _beyond(what: str, name: str, original: Document) -> str:
    where = f"{original.language}/{original.path.name}"
    return f"The {what} `{name}` does not exist in {where}; add it there or remove it here."
