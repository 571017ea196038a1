"""Says in plain words why a database failed."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError, OperationalError

# By the beginning of an error's name as `_name` gives it.
_REASONS = (
    ("TimeoutError", "does not answer in time"),
    ("SQLITE_BUSY", "is locked by another process"),
    ("SQLITE_LOCKED", "is locked by another process"),
    ("SQLITE_READONLY", "is read-only"),
    ("SQLITE_FULL", "has no room: the disk is full"),
    ("SQLITE_CANTOPEN", "cannot be opened: its folder is missing or may not be read"),
    ("SQLITE_IOERR", "cannot be used: the disk reports errors"),
    ("SQLITE_CORRUPT", "is damaged"),
    ("SQLITE_NOTADB", "is damaged: the file is no database"),
    ("EROFS", "is read-only"),
    ("EACCES", "may not be opened by this user"),
    ("EPERM", "may not be opened by this user"),
    ("ENOSPC", "has no room: the disk is full"),
    ("EDQUOT", "has no room: the disk is full"),
    ("ENOTDIR", "cannot be opened: its folder is missing or may not be read"),
    ("ENOENT", "cannot be opened: its folder is missing or may not be read"),
    ("EISDIR", "cannot be opened: a folder stands in its place"),
    ("08", "cannot be reached"),
    ("ConnectionError", "cannot be reached"),
    ("25006", "is read-only"),
    ("28", "refuses the user name or password"),
    ("3D000", "does not exist on its server"),
    ("42501", "refuses the user name or password"),
    ("53100", "has no room: the disk is full"),
    ("55P03", "is locked by another process"),
    ("57", "is shutting down, or was too slow"),
)


def why(error: Exception) -> str:
    """Say in one plain sentence why a database failed, without a word of the statement or its values."""
    name = _name(error)
    told = next((words for beginning, words in _REASONS if name.startswith(beginning)), f"failed ({name})")
    return f"The database {told}."


def _name(error: Exception) -> str:
    """Return SQLite's name for an error, PostgreSQL's SQLSTATE, the operating system's name, or the class."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    if code is None and isinstance(cause, OSError) and cause.errno is not None:
        code = errno.errorcode.get(cause.errno)
    if code is None and isinstance(error, OperationalError):
        code = "ConnectionError"  # the driver has no code for a server that it never reached
    return code or type(cause).__name__
