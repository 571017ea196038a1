"""Kill a build at each of its named points and look what the next process makes of it.

Run as a program it prints one JSON object a kill. It forks from a process that imported everything and started
nothing, because a fresh interpreter a kill would take longer than the build.
"""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import knowledge
from infra.crash import ARMED_BY

POINTS = tuple(
    dict.fromkeys(
        point
        for path in sorted(Path(knowledge.__file__).parent.glob("*.py"))
        for point in re.findall(r'crash\("([\w.-]+)"\)', path.read_text("utf-8"))
    )
)


def a_library(home):
    from knowledge.factory import build_library
    from knowledge.settings import KnowledgeSettings

    return build_library(
        KnowledgeSettings(guides=home / "guides", model="hashing", store_url="embedded:"), home / "data"
    )


def in_child(work, *arguments):
    """Run this in a forked process; return its exit code and the JSON it wrote, if it came so far."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(writing, json.dumps(work(*arguments)).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(said or b"null")


def prepare(home):
    """Index a first guide, then change it."""
    from tests.knowledge.guides import SECTIONS, write_guide

    write_guide(home / "guides", {"clear-cache": SECTIONS["clear-cache"]})
    report = a_library(home).reindex()
    write_guide(home / "guides", {"wipe": ("Wipe cookies", "Cookies are wiped here.", ("wipe cookies",))})
    return report.generation


def index(home, point):
    os.environ[ARMED_BY] = point
    a_library(home).reindex()


def look(home):
    """Start as a server does and tell what answers before and after it is ready, and what lies on the disk."""
    from knowledge.generations import read_guide, read_manifest, read_vectors

    library = a_library(home)
    library.start()
    before = answer(library)
    ready = library.wait_ready(60)
    after = answer(library)
    library.close()
    root = home / "data" / "index"
    left = sorted(path.name for path in root.iterdir() if path.is_dir())
    for name in left:  # each raises where a generation is not whole
        manifest = read_manifest(root / name)
        read_guide(root / name, manifest)
        read_vectors(root / name, manifest)
    return {"before": before, "ready": ready, "after": after, "state": library.state.word, "left": left}


def answer(library):
    results = library.current().search("wipe cookies")
    return {"generation": results.generation, "section": results.hits[0].chunk.section, "mode": results.mode}


def main(folder, rounds):
    import bm25s  # noqa: F401
    import chromadb  # noqa: F401
    import langchain_chroma  # noqa: F401
    import sklearn.feature_extraction.text  # noqa: F401
    import snowballstemmer  # noqa: F401

    import knowledge.factory
    import knowledge.parse  # noqa: F401

    home, template = folder / "home", folder / "template"  # one home for all: a guide that moved counts as another
    _, first = in_child(prepare, home)
    shutil.copytree(home, template)
    for point in POINTS * rounds:
        shutil.rmtree(home)
        shutil.copytree(template, home)
        code, _ = in_child(index, home, point)
        looked, seen = in_child(look, home)
        found = {"point": point, "code": code, "first": first, "looked": looked, **(seen or {})}
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
