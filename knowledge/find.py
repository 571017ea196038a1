"""Find the source files under paths, and the language a file's folder names."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from knowledge.models import UNDETERMINED
from knowledge.problem import Problem, UnreadableError

LARGEST = 10_000_000  # bytes of one file

# ISO 639-1; a folder of another name is no language.
_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LANGUAGES = frozenset(_CODES.split())
_LANGUAGE = re.compile(r"([a-z]{2})(?:-[A-Za-z0-9]{2,8})*")


def find_files(paths: Iterable[Path], kinds: Collection[str]) -> tuple[list[Path], list[Problem]]:
    """Return the files of these kinds (`.md`) under files and folders, sorted, each once, and what could not be found.

    Hidden files and folders are skipped.
    """
    problems: list[Problem] = []
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            files = list(_inside(path, kinds))
        elif not path.is_file():
            files = []
            problems.append(Problem(path, 1, "There is no such file or folder; check the path."))
        elif path.suffix.lower() not in kinds:
            files = []
            problems.append(Problem(path, 1, f"Files of this kind cannot be read; use {', '.join(sorted(kinds))}."))
        else:
            files = [path]
        for file in files:
            found.setdefault(file.resolve(), file)
    return sorted(found.values()), problems


def _inside(folder: Path, kinds: Collection[str]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if not name.startswith(".") and path.suffix.lower() in kinds and path.is_file():
                yield path


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes. Raises UnreadableError when it is too large, or the system refuses."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(f"This file cannot be read ({error.strerror}); check who may read it.") from None
    if len(data) > LARGEST:
        raise UnreadableError(f"This file is larger than {LARGEST // 1_000_000} MB; split it.")
    return data


def folder_language(path: Path) -> str:
    """Return the language that names a file's folder, in lower case; empty where the folder names none."""
    name = path.absolute().parent.name
    if name == UNDETERMINED:
        return name
    found = _LANGUAGE.fullmatch(name)
    return name.lower() if found and found.group(1) in _LANGUAGES else ""
