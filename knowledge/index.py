"""Building a generation: embed what is new, write it beside the others, switch, and only then clean up."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from infra.crash import crash
from infra.files import LockHeldError, locked, sync_folder, sync_tree
from knowledge.embed import Known, Progress, embed_guide, stored_vectors
from knowledge.generations import (
    CHROMA,
    FORMAT,
    GenerationDamagedError,
    Manifest,
    Origin,
    Pointer,
    collect,
    digests_below,
    guide_digest,
    new_id,
    read_guide,
    read_manifest,
    read_pointer,
    write_guide,
    write_manifest,
    write_pointer,
    write_vectors,
)
from knowledge.models import Chunk, Guide
from knowledge.ports import Embedder, StoreDamagedError, Vectors
from knowledge.vectors import partition

LOCK_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Source:
    """A guide to index, where it came from, and the sha256 of each file it was read from."""

    guide: Guide
    origin: Origin
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a build did. Ids are chunk ids, those of a language other than the default one as `language/id`.

    `embedded` and `reused` count texts. `kept` is False where the generation could only be made for this process;
    `problems` are plain sentences.
    """

    generation: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    embedded: int
    reused: int
    seconds: float
    kept: bool = True
    problems: tuple[str, ...] = ()


def build(
    root: Path,
    source: Source,
    embedder: Embedder | None,
    known: Known,
    progress: Progress,
    patience: float = LOCK_SECONDS,
) -> IndexReport:
    """Build a generation of a guide below `root` and make it the current one; without an embedder, for keywords only.

    `known` are vectors by the digest of their text; those made here are added to it, so that a second build after
    a failed one embeds nothing again. `patience` is how long another builder is waited for. Raises OSError (the
    current generation is untouched), LockHeldError, ModelUnavailableError.
    """
    started = time.monotonic()
    root.mkdir(parents=True, exist_ok=True)
    with locked(root / "lock", patience):
        crash("index.locked")
        before = _current_guide(root)
        if embedder is not None:
            known.update(stored_vectors(root, embedder.fingerprint) | known)
        vectors, embedded = embed_guide(source.guide, embedder, known, progress)
        crash("index.embedded")
        name = new_id(datetime.now(UTC))
        problems = _write(root / name, source, vectors, embedder.fingerprint if embedder else "", progress)
        crash("index.complete")
        write_pointer(root, Pointer(generation=name, origin=source.origin), lambda: crash("index.pointer-temporary"))
        crash("index.switched")
        collect(root, name)
        crash("index.collected")
    report = compare(before, source.guide)
    return replace(
        report,
        generation=name,
        embedded=embedded,
        reused=len(vectors) - embedded,
        seconds=time.monotonic() - started,
        problems=problems,
    )


def tidy(root: Path) -> None:
    """Remove what a crash left of a build, unless somebody builds right now or nothing can be written."""
    with contextlib.suppress(OSError, LockHeldError, GenerationDamagedError), locked(root / "lock", 0):
        pointer = read_pointer(root)
        if pointer is not None:
            collect(root, pointer.generation)


def compare(before: Guide | None, after: Guide) -> IndexReport:
    """Return which chunks were added, changed and removed between two guides; a moved chunk is unchanged."""
    old, new = _named(before), _named(after)
    common = [name for name in new if name in old]
    return IndexReport(
        generation="",
        added=tuple(name for name in new if name not in old),
        changed=tuple(name for name in common if new[name] != old[name]),
        removed=tuple(name for name in old if name not in new),
        unchanged=tuple(name for name in common if new[name] == old[name]),
        embedded=0,
        reused=0,
        seconds=0.0,
    )


def _write(folder: Path, source: Source, vectors: Vectors, fingerprint: str, progress: Progress) -> tuple[str, ...]:
    """Write a whole generation, its manifest last; on failure nothing of it is left. Raises OSError."""
    folder.mkdir()
    try:
        crash("index.folder")
        write_guide(folder, source.guide)
        crash("index.chunks")
        write_vectors(folder, vectors)
        crash("index.vectors")
        problems = _write_chroma(folder, source.guide, vectors, progress) if fingerprint else ()
        crash("index.chroma")
        sync_tree(folder)
        manifest = Manifest(
            format=FORMAT,
            id=folder.name,
            created_at=datetime.now(UTC),
            origin=source.origin,
            inputs=dict(source.inputs),
            guide=guide_digest(source.guide),
            fingerprint=fingerprint,
            chunks=len(source.guide.chunks),
            vectors=len(vectors),
            files=digests_below(folder),
        )
        crash("index.synced")
        write_manifest(folder, manifest, lambda: crash("index.manifest-temporary"))
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return problems


def _write_chroma(folder: Path, guide: Guide, vectors: Vectors, progress: Progress) -> tuple[str, ...]:
    """Write the Chroma files and ask them back before they count: what kills Chroma kills this build, no reader.

    Without them a generation is still whole enough for exact search.
    """
    from knowledge.stores.chroma import open_chroma, write_chroma

    partitions = {language: partition(guide, vectors, language) for language in guide.languages()}
    progress("store", 0, len(vectors))
    try:
        write_chroma(folder / CHROMA, partitions, lambda: crash("index.chroma-half"))
        crash("index.chroma-written")
        open_chroma(folder / CHROMA, partitions, lambda: None).close()
    except StoreDamagedError as error:
        shutil.rmtree(folder / CHROMA, ignore_errors=True)
        return (f"The generation has no Chroma files: {error}",)
    progress("store", len(vectors), len(vectors))
    return ()


def _current_guide(root: Path) -> Guide | None:
    try:
        pointer = read_pointer(root)
        if pointer is None:
            return None
        folder = root / pointer.generation
        return read_guide(folder, read_manifest(folder))
    except GenerationDamagedError:
        return None


def _named(guide: Guide | None) -> Mapping[str, Chunk]:
    if guide is None or not guide.chunks:
        return {}
    default = guide.languages()[0]
    return {
        chunk.id if chunk.language == default else f"{chunk.language}/{chunk.id}": replace(chunk, position=0)
        for chunk in guide.chunks
    }
