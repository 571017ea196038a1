"""Files that are whole or absent, locks that die with their process, and private folders that are swept later."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_LOCK_NAME = ".owner"
_LOCK_FLAGS = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
_POLL_SECONDS = 0.05
# Folders handed out by this process: their locks must stay open as long as they are in use.
_owned: dict[Path, int] = {}


class LockHeldError(Exception):
    """Another process or thread holds the lock, and did not release it in time."""


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it. A crash may leave part of it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_atomically(path: Path, content: bytes, before_rename: Callable[[], None] = lambda: None) -> None:
    """Replace a file so that every reader, also one after a crash, sees the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write_synced(temporary, content)
        before_rename()
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Wait until the disk has every file below a folder that somebody else wrote, and their names."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold an exclusive lock, across processes and threads; the end of the process releases it, however it ends.

    Raises LockHeldError after `wait_seconds`, OSError where the lock file cannot be made.
    """
    handle = os.open(path, _LOCK_FLAGS | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + wait_seconds
        while not _try_lock(handle):
            if time.monotonic() >= deadline:
                raise LockHeldError(str(path))
            time.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(handle)


def private_folder(prefix: str) -> Path:
    """Make a folder in the system's temporary place that only this user can read.

    It belongs to this process until `discard_folder`. Those of dead processes with this prefix are swept first.
    """
    _sweep(prefix)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        handle = os.open(folder / _LOCK_NAME, _LOCK_FLAGS | os.O_CREAT, 0o600)
        if _try_lock(handle) and (folder / _LOCK_NAME).exists():
            _owned[folder] = handle
            return folder
        os.close(handle)  # another process swept it before we had locked it


def discard_folder(folder: Path) -> None:
    """Remove a private folder; calling it twice is harmless."""
    handle = _owned.pop(folder, None)
    shutil.rmtree(folder, ignore_errors=True)
    if handle is not None:
        os.close(handle)


def _sweep(prefix: str) -> None:
    """Remove private folders whose owner died without doing it: nobody holds their lock any more."""
    for folder in Path(tempfile.gettempdir()).glob(prefix + "*"):
        with contextlib.suppress(OSError):
            if folder in _owned or folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            handle = os.open(folder / _LOCK_NAME, _LOCK_FLAGS)
            try:
                if _try_lock(handle):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
