"""Build a generation and open it where it can be kept, else for this process only: a question is never refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from infra.files import discard_folder, private_folder
from knowledge.embed import Known, Progress, embed_guide
from knowledge.generations import GenerationDamagedError, new_id, read_guide, read_manifest
from knowledge.index import IndexReport, Source, build, compare
from knowledge.models import Guide
from knowledge.open import COPY_PREFIX, Embed, OpenGeneration, open_generation, open_in_memory
from knowledge.ports import Embedder
from knowledge.vectors import text_digest, texts_of

NOT_WRITABLE = "The data directory cannot be written (read-only or full)"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a build works with: embedder (None without a model), vectors known by text digest, the store's address.

    `served` is the guide that answers now; a generation that cannot be kept is compared with it.
    """

    embedder: Embedder | None
    known: Known
    embed: Embed
    store_url: str
    progress: Progress
    served: Guide


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A new generation, open; `problem` says in one sentence why it could not be kept, empty when it is."""

    generation: OpenGeneration
    report: IndexReport
    problem: str = ""


def rebuild(root: Path | None, source: Source, bench: Bench) -> Rebuilt:
    """Build below `root`; where that cannot be written (or is None) in a private folder, and else in memory.

    Raises LockHeldError, ModelUnavailableError.
    """
    if root is not None:
        try:
            return build_and_open(root, source, bench)
        except (OSError, GenerationDamagedError):
            return _rebuild_privately(source, bench, f"{NOT_WRITABLE}; the index is in a private temporary folder.")
    return _rebuild_privately(source, bench, "")


def build_and_open(root: Path, source: Source, bench: Bench) -> Rebuilt:
    """Build below `root` and open it. Raises OSError, GenerationDamagedError, LockHeldError, ModelUnavailableError."""
    report = build(root, source, bench.embedder, bench.known, bench.progress)
    folder = root / report.generation
    manifest = read_manifest(folder)
    guide = read_guide(folder, manifest)
    if not manifest.fingerprint:
        return Rebuilt(OpenGeneration(manifest.id, guide, bench.embed), report)
    generation, _ = open_generation(folder, manifest, guide, bench.embed, bench.store_url)
    problems = (*report.problems, *filter(None, [generation.store_problem]))
    return Rebuilt(generation, replace(report, problems=problems))


def known_vectors(generation: OpenGeneration) -> Known:
    """Return an open generation's vectors by the digest of their text."""
    rows = [*generation.vectors()[1], *generation.decline_vectors()]
    return dict(zip(map(text_digest, texts_of(generation.guide)), rows, strict=True)) if rows else {}


def _rebuild_privately(source: Source, bench: Bench, problem: str) -> Rebuilt:
    """Build in a folder that only lives until the generation is open: then all of it is in memory or copied."""
    try:
        folder = private_folder(COPY_PREFIX)
    except OSError:
        return _rebuild_in_memory(source, bench)
    try:
        built = build_and_open(folder, source, bench)
        return replace(built, report=_unkept(built.report, source, bench, problem), problem=problem)
    except (OSError, GenerationDamagedError):
        return _rebuild_in_memory(source, bench)
    finally:
        discard_folder(folder)


def _rebuild_in_memory(source: Source, bench: Bench) -> Rebuilt:
    problem = f"{NOT_WRITABLE}, and so is the temporary folder; the index is in memory."
    name = new_id(datetime.now(UTC))
    vectors, embedded = embed_guide(source.guide, bench.embedder, bench.known, bench.progress)
    report = replace(compare(None, source.guide), generation=name, embedded=embedded)
    report = _unkept(report, source, bench, problem)
    if bench.embedder is None:
        return Rebuilt(OpenGeneration(name, source.guide, bench.embed), report, problem)
    return Rebuilt(open_in_memory(name, source.guide, bench.embed, vectors, problem), report, problem)


def _unkept(report: IndexReport, source: Source, bench: Bench, problem: str) -> IndexReport:
    return replace(
        compare(bench.served, source.guide),
        generation=report.generation,
        embedded=report.embedded,
        reused=report.reused,
        seconds=report.seconds,
        kept=False,
        problems=(*report.problems, *filter(None, [problem])),
    )
