"""What survives on disk, and what it should be: the stored generation, and the sources it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from infra.files import sha256_of
from knowledge.generations import (
    GenerationDamagedError,
    Manifest,
    Origin,
    complete,
    read_guide,
    read_manifest,
    read_pointer,
)
from knowledge.index import Source
from knowledge.models import Guide
from knowledge.settings import SHIPPED_GUIDES

QUICK_FILES, QUICK_BYTES = 300, 3_000_000


@dataclass(frozen=True, slots=True)
class Stored:
    """The generation to start from.

    `named` is the id in the pointer, `origin` what that one was made of, also where it is damaged: then `problem`
    says so, and `folder`, `manifest` and `source` are an older one's, or None where there is none.
    """

    named: str = ""
    origin: Origin | None = None
    folder: Path | None = None
    manifest: Manifest | None = None
    source: Source | None = None
    problem: str = ""


def find_stored(root: Path) -> Stored:
    """Return the current generation below `root`, or the newest other whole one where that is damaged."""
    named, origin, problem = "", None, ""
    try:
        pointer = read_pointer(root)
        if pointer is not None:
            named, origin = pointer.generation, pointer.origin
            return _read(Stored(named, origin), root / named)
    except GenerationDamagedError as error:
        problem = str(error)
    found = _newest(root, Stored(named, origin, problem=problem))
    if found.source is not None and not found.problem:
        return replace(found, problem="the pointer to the current generation is missing")
    return found


def read_source(paths: Sequence[Path], explicit: bool, configured: tuple[str, ...]) -> tuple[Source, tuple[str, ...]]:
    """Read a guide from files and folders; what was left out of it comes as one sentence each. Raises GuideError."""
    from knowledge.find import find_files
    from knowledge.parse import READERS, SIDECARS, read_guide_with_problems
    from knowledge.product import SHIPPED

    absolute = [path.resolve() for path in paths]
    guide, problems = read_guide_with_problems(absolute)
    files = {*find_files(absolute, (*READERS, *SIDECARS))[0], SHIPPED}
    inputs = {str(path): sha256_of(path) for path in sorted(files) if path.is_file()}
    origin = Origin(sources=tuple(map(str, absolute)), explicit=explicit, configured=configured)
    return Source(guide, origin, inputs), tuple(map(str, problems))


def quick_to_read(paths: Sequence[Path]) -> bool:
    """Tell whether a guide is so small that it is read in about a second, and looks no further than that."""
    size = 0
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*")))
    for count, file in enumerate(files):
        size += file.stat().st_size if file.is_file() else 0
        if count > QUICK_FILES or size > QUICK_BYTES:
            return False
    return True


def names_of(guides: Sequence[Path]) -> tuple[str, ...]:
    """Name the configured guides so that a change is noticed, but not that the shipped ones moved with the program."""
    return tuple("shipped" if path.resolve() == SHIPPED_GUIDES else str(path.resolve()) for path in guides)


def changed_inputs(source: Source) -> tuple[str, ...]:
    """Say which files are not any more what was indexed, a sentence each."""
    changed = [name for name, digest in source.inputs.items() if _digest(Path(name)) != digest]
    return tuple(f"{name} changed since it was indexed; index it again to serve what it says now." for name in changed)


def empty_guide() -> Guide:
    """Return a guide without a chunk, so that at least the product is known."""
    from knowledge.product import NONE, SHIPPED, read_product

    return Guide((), read_product(SHIPPED)[0] or NONE)


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _newest(root: Path, stored: Stored) -> Stored:
    for folder in complete(root):
        try:
            return _read(stored, folder)
        except GenerationDamagedError as error:
            stored = replace(stored, problem=stored.problem or str(error))
    return stored


def _read(stored: Stored, folder: Path) -> Stored:
    manifest = read_manifest(folder)
    source = Source(read_guide(folder, manifest), manifest.origin, manifest.inputs)
    return replace(stored, origin=stored.origin or manifest.origin, folder=folder, manifest=manifest, source=source)
