"""Read files and folders into the guide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from knowledge.chunk import cut
from knowledge.document import Document, Outline
from knowledge.find import find_files, folder_language, read_bytes
from knowledge.metadata import FrontMatter, Sidecar, Stated
from knowledge.models import UNDETERMINED, Decline, Guide, Product
from knowledge.order import Steps, order_steps
from knowledge.problem import GuideError, Problem, UnreadableError
from knowledge.product import NAME, NONE, SHIPPED, read_product
from knowledge.readers import docx, html, markdown, pdf, plain, yaml
from knowledge.readers.text import decode
from knowledge.settle import settle
from knowledge.validate import validate

__all__ = ["GuideError", "Problem", "Sources", "read_guide", "read_guide_with_problems", "read_sources", "with_steps"]

DEFAULT_LANGUAGE = "en"
READERS: Mapping[str, Callable[[bytes], Outline]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
    ".html": html.read,
    ".htm": html.read,
    ".pdf": pdf.read,
    ".docx": docx.read,
}
SIDECARS = (".yaml", ".yml")

Known = TypeVar("Known", bound=Stated)


@dataclass(frozen=True, slots=True)
class Sources:
    """All that the paths hold, read and settled but not cut: documents of the default language first.

    `spare` are YAML files that belong to no article.
    """

    documents: tuple[Document, ...]
    languages: tuple[str, ...]
    product: Product
    problems: tuple[Problem, ...]
    spare: tuple[Path, ...]


def read_guide(paths: Sequence[Path]) -> Guide:
    """Return the guide in files and folders; what is wrong in a file is left out, and the rest is served.

    Raises GuideError when nothing can be indexed, or when two files have one article name and language.
    """
    return read_guide_with_problems(paths)[0]


def read_guide_with_problems(paths: Sequence[Path]) -> tuple[Guide, tuple[Problem, ...]]:
    """Return the guide, and what was wrong with its files. Raises as `read_guide` does."""
    sources = read_sources(paths)
    chunks = tuple(chunk for document, steps in with_steps(sources) for chunk in cut(document, steps))
    if not chunks:
        nothing = Problem(paths[0] if paths else Path(), 1, "Nothing here can be indexed; name files of text.")
        raise GuideError(sources.problems or (nothing,))
    declines = dict.fromkeys(
        Decline(phrase, document.language) for document in sources.documents for phrase in document.sidecar.declines
    )
    return Guide(chunks, sources.product, tuple(declines)), sources.problems


def with_steps(sources: Sources) -> Iterator[tuple[Document, Steps]]:
    """Yield each document with its steps by id; other languages inherit the default one's facts."""
    names = set(re.findall(r"\w+", " ".join((sources.product.name, *sources.product.aliases)).casefold()))
    base: dict[str, Steps] = {}
    for document in sources.documents:
        steps = order_steps(document, base.get(document.article, {}), names)
        base.setdefault(document.article, steps)
        yield document, steps


def read_sources(paths: Sequence[Path]) -> Sources:
    """Read all documents, their sidecars and the product. Raises GuideError on two files of one article."""
    files, problems = find_files(paths, (*READERS, *SIDECARS))
    found = [_document(path, problems) for path in files if path.suffix.lower() in READERS]
    documents = [document for document in found if document is not None]
    _refuse_twins(documents)
    product = _product([path for path in files if path.name == NAME], problems)
    languages = _languages(documents)
    documents.sort(key=lambda document: (languages.index(document.language), document.article))
    understood = _understood(files, documents, languages, problems)
    articles = {path.with_suffix("") for path in files if path.suffix.lower() in READERS}
    sidecars = (path for path in files if path.suffix.lower() in SIDECARS and path.name != NAME)
    used = {document.sidecar_path for document in understood}
    spare = tuple(path for path in sidecars if path.with_suffix("") not in articles and path not in used)
    return Sources((*documents, *understood), languages, product, tuple(sorted(set(problems))), spare)


def _understood(
    files: Sequence[Path], documents: Sequence[Document], languages: Sequence[str], problems: list[Problem]
) -> tuple[Document, ...]:
    """Return the articles of the default language once more, as languages that they are not written in ask for them."""
    paths = {path.stem: path for path in files if path.suffix.lower() in SIDECARS and _is_undetermined(path)}
    found = []
    for document in documents:
        if document.language == languages[0] and document.article in paths:
            sidecar, talk, where = _sidecar(paths[document.article], problems)
            found.append(replace(document, language=UNDETERMINED, sidecar=sidecar, talk=talk, sidecar_path=where))
    return tuple(found)


def _is_undetermined(path: Path) -> bool:
    return folder_language(path) == UNDETERMINED


def _document(path: Path, problems: list[Problem]) -> Document | None:
    """Read one article with its sidecar; None where that is impossible."""
    try:
        outline = READERS[path.suffix.lower()](read_bytes(path))
    except UnreadableError as error:
        problems.append(Problem(path, error.line, error.message))
        return None
    front, facts = _stated(FrontMatter, outline.front, outline.front_line, path, problems)
    outline = replace(outline, marked=outline.marked or bool(front.steps))
    title = front.title or outline.title
    sections, faults = settle(outline, title or _spoken(path.stem))
    problems += (Problem(path, line, message) for line, message in (*outline.faults, *faults))
    if not sections:
        problems.append(Problem(path, 1, "This file holds no text to index; write some, or remove it."))
        return None
    language = folder_language(path) or (front.language or outline.language).lower() or DEFAULT_LANGUAGE
    sidecar, talk, where = _sidecar(path, problems)
    return Document(path, path.stem, language, title, outline, sections, front, facts, sidecar, talk, where)


def _spoken(stem: str) -> str:
    """Return a file's name as a title."""
    return " ".join(re.split(r"[-_\s]+", stem)).strip().capitalize() or stem


def _sidecar(path: Path, problems: list[Problem]) -> tuple[Sidecar, yaml.Marked, Path | None]:
    where = next((path.with_suffix(end) for end in SIDECARS if path.with_suffix(end).is_file()), None)
    if where is None or where.name == NAME:
        return Sidecar(), yaml.Marked({}, {}), None
    try:
        text = decode(read_bytes(where))
    except UnreadableError as error:
        problems.append(Problem(where, error.line, error.message))
        return Sidecar(), yaml.Marked({}, {}), where
    return *_stated(Sidecar, text, 1, where, problems), where


def _stated(model: type[Known], text: str, line: int, path: Path, problems: list[Problem]) -> tuple[Known, yaml.Marked]:
    """Return what a YAML text states, as far as it holds."""
    try:
        marked = yaml.read(text, line)
    except UnreadableError as error:
        problems.append(Problem(path, error.line, error.message))
        return model(), yaml.Marked({}, {})
    stated, found = validate(model, marked, path)
    problems += found
    return stated or model(), marked


def _product(paths: Sequence[Path], problems: list[Problem]) -> Product:
    """Return the product of the first file, or the shipped one; a broken file is no reason to have none."""
    product: Product | None = None
    for path in (*paths[:1], SHIPPED):
        if product is None:
            product, found = read_product(path)
            problems += found
    problems += (Problem(path, 1, f"Only one {NAME} is used, {paths[0]}; remove this one.") for path in paths[1:])
    return product or NONE


def _languages(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the languages, the default one first: English, or else the one with most articles."""
    counts = Counter(document.language for document in documents)
    return tuple(sorted(counts, key=lambda name: (name != DEFAULT_LANGUAGE, -counts[name], name)))


def _refuse_twins(documents: Iterable[Document]) -> None:
    first: dict[tuple[str, str], Path] = {}
    twins: list[Problem] = []
    for document in documents:
        other = first.setdefault((document.article, document.language), document.path)
        if other != document.path:
            sentence = f"The article `{document.article}` ({document.language}) is in {other} too; rename one of them."
            twins.append(Problem(document.path, 1, sentence))
    if twins:
        raise GuideError(twins)
