"""Pages for browsers: only files we ship, under a policy that lets them load nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Annotated

from fastapi import Header, Response

from api.problems import NOT_FOUND, Refusal

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
# For a page that never makes HTML of a text by itself.
NO_HTML = "trusted-types 'none'"

# The tags of what a browser has already.
Known = Annotated[str, Header(alias="if-none-match")]


class Pages:
    """The files of a page by the names they are served under; listed once, when the first is asked for."""

    def __init__(self, listed: Callable[[], Mapping[str, Path]], *more: str) -> None:
        """`more` are directives of the policy that hold for this page alone."""
        self._listed = cache(listed)
        self._policy = "; ".join((POLICY, *more))

    def reply(self, name: str, known: str = "", framed_by: Iterable[str] = (), shared: str = "same-origin") -> Response:
        """Return a file, or 304 to who has it; what is not listed opens nothing, whatever it spells: Refusal (404).

        Only the origins `framed_by` may frame it; pages of other origins may load it where `shared` is `cross-origin`.
        """
        path = self._listed().get(name)
        if path is None:
            raise Refusal(NOT_FOUND)
        body = path.read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        ancestors = " ".join(framed_by) or "'none'"
        headers = {
            "ETag": tag,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": f"{self._policy}; frame-ancestors {ancestors}",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": shared,
        }
        if tag in known:
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type=TYPES[path.suffix])


def folder_of(package: ModuleType) -> Path:
    """Return where a package's files are."""
    return Path(next(iter(package.__path__)))


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of a page in a folder and those below it, by their path from there; other files are left out."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in TYPES}
