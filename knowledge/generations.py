"""Index generations on disk: immutable folders, each with a manifest written last, and one pointer to the current."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from infra.files import sha256_of, sync_folder, write_atomically, write_synced
from knowledge.models import Chunk, Decline, Guide, Product
from knowledge.ports import Vectors

FORMAT = 2
KEPT = 2  # complete generations beside the current one
POINTER, MANIFEST, CHUNKS, PRODUCT, VECTORS, CHROMA = (
    "current", "manifest.json", "chunks.jsonl", "product.json", "vectors.npy", "chroma",
)  # fmt: skip
_ID = re.compile(r"g-\d{8}T\d{12}-[0-9a-f]{8}")


class GenerationDamagedError(Exception):
    """A generation, or the pointer to it, is not what was written; the message says what in one plain sentence."""


class Origin(BaseModel):
    """Where a generation's guide came from.

    `sources` are the files and folders it was read from; `explicit` when an operator named them; `configured`
    names KNOWLEDGE_GUIDES as it was then, so that a change of it is noticed.
    """

    model_config = ConfigDict(frozen=True)

    sources: tuple[str, ...]
    explicit: bool
    configured: tuple[str, ...]


class Manifest(BaseModel):
    """What a generation holds: sha256 of every file and input, and the fingerprint of the embedder ("" without)."""

    model_config = ConfigDict(frozen=True)

    format: int
    id: str
    created_at: datetime
    origin: Origin
    inputs: dict[str, str]
    guide: str
    fingerprint: str
    chunks: int
    vectors: int
    files: dict[str, str]


class Pointer(BaseModel):
    """Which generation is current; its origin again, so that it can be built anew when its manifest is damaged."""

    model_config = ConfigDict(frozen=True)

    generation: str
    origin: Origin


class _Words(BaseModel):
    product: Product
    declines: tuple[Decline, ...]


_CHUNK = TypeAdapter(Chunk)


def new_id(now: datetime) -> str:
    """Name a generation by its time (UTC), never the same twice."""
    return f"g-{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"


def read_pointer(root: Path) -> Pointer | None:
    """Return what is current, None where nothing was built yet. Raises GenerationDamagedError."""
    try:
        pointer = Pointer.model_validate_json((root / POINTER).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValidationError) as error:
        raise GenerationDamagedError("the pointer to the current generation cannot be read") from error
    if not _ID.fullmatch(pointer.generation):
        raise GenerationDamagedError("the pointer to the current generation names none")
    return pointer


def write_pointer(root: Path, pointer: Pointer, before_rename: Callable[[], None] = lambda: None) -> None:
    """Make a generation the current one, at once and for every process."""
    write_atomically(root / POINTER, pointer.model_dump_json(indent=1).encode(), before_rename)


def read_manifest(folder: Path) -> Manifest:
    """Return what a generation should hold. Raises GenerationDamagedError."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise GenerationDamagedError(f"the manifest of {folder.name} cannot be read") from error
    if manifest.format != FORMAT or manifest.id != folder.name:
        raise GenerationDamagedError(f"the manifest of {folder.name} belongs to another generation or version")
    return manifest


def write_manifest(folder: Path, manifest: Manifest, before_rename: Callable[[], None] = lambda: None) -> None:
    """Make a generation complete: this is the last file written."""
    write_atomically(folder / MANIFEST, manifest.model_dump_json(indent=1).encode(), before_rename)


def write_guide(folder: Path, guide: Guide) -> None:
    """Write the chunks, one JSON object a line, and beside them the product with the messages to decline."""
    write_synced(folder / CHUNKS, b"".join(_CHUNK.dump_json(chunk) + b"\n" for chunk in guide.chunks))
    write_synced(folder / PRODUCT, _Words(product=guide.product, declines=guide.declines).model_dump_json().encode())


def read_guide(folder: Path, manifest: Manifest) -> Guide:
    """Return the guide a generation was built from. Raises GenerationDamagedError."""
    chunks, product = _verified(folder, manifest, CHUNKS), _verified(folder, manifest, PRODUCT)
    try:
        words = _Words.model_validate_json(product)
        return Guide(tuple(_CHUNK.validate_json(line) for line in chunks.splitlines()), words.product, words.declines)
    except ValidationError as error:
        raise GenerationDamagedError(f"the chunks of {folder.name} were written by another version") from error


def write_vectors(folder: Path, vectors: Vectors) -> None:
    """Write one float32 row a vector, in the order of `texts_of`."""
    file = io.BytesIO()
    np.save(file, vectors.astype(np.float32, copy=False), allow_pickle=False)
    write_synced(folder / VECTORS, file.getvalue())


def read_vectors(folder: Path, manifest: Manifest) -> Vectors:
    """Return the vectors, shape (n, dimensions). Raises GenerationDamagedError."""
    try:
        found: Vectors = np.load(io.BytesIO(_verified(folder, manifest, VECTORS)), allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise GenerationDamagedError(f"the vectors of {folder.name} cannot be read") from error
    if found.dtype != np.float32 or found.ndim != 2 or len(found) != manifest.vectors:
        raise GenerationDamagedError(f"the vectors of {folder.name} are not as many as its manifest says")
    return found


def copy_chroma(folder: Path, manifest: Manifest, target: Path) -> None:
    """Copy the Chroma files to a folder that is not there yet and verify the copy.

    Raises GenerationDamagedError, OSError where there is no room for a copy.
    """
    if not (folder / CHROMA).is_dir():
        raise GenerationDamagedError(f"the Chroma files of {folder.name} are missing")
    shutil.copytree(folder / CHROMA, target)
    copied = {f"{CHROMA}/{name}": digest for name, digest in digests_below(target).items()}
    if copied != {name: digest for name, digest in manifest.files.items() if name.startswith(f"{CHROMA}/")}:
        raise GenerationDamagedError(f"the Chroma files of {folder.name} are damaged")


def complete(root: Path) -> list[Path]:
    """Return the folders of all generations with a manifest, newest first."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if _ID.fullmatch(path.name) and (path / MANIFEST).is_file())[::-1]


def collect(root: Path, current: str) -> None:
    """Remove what no crash or reader needs: incomplete generations, and all but the current and the newest others.

    Only under the build lock, because another process's unfinished build looks just as incomplete.
    """
    kept = {current, *[path.name for path in complete(root) if path.name != current][:KEPT]}
    for path in [path for path in root.iterdir() if _ID.fullmatch(path.name) and path.name not in kept]:
        (path / MANIFEST).unlink(missing_ok=True)  # first, so that a crash in between leaves none that looks complete
        sync_folder(path)
        shutil.rmtree(path, ignore_errors=True)


def digests_below(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder by its relative path."""
    return {
        path.relative_to(folder).as_posix(): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }


def guide_digest(guide: Guide) -> str:
    """Name the content of a guide, with all that is not embedded too."""
    total = hashlib.sha256(_Words(product=guide.product, declines=guide.declines).model_dump_json().encode())
    for chunk in guide.chunks:
        total.update(_CHUNK.dump_json(chunk))
    return total.hexdigest()


def _verified(folder: Path, manifest: Manifest, name: str) -> bytes:
    """Return the bytes of a file after comparing them with the manifest: what was checked is what is used."""
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise GenerationDamagedError(f"{name} of {folder.name} cannot be read") from error
    if hashlib.sha256(content).hexdigest() != manifest.files.get(name):
        raise GenerationDamagedError(f"{name} of {folder.name} is damaged")
    return content
