"""The packaged embedding model, loaded once a test session, with every attempt to reach a network noted."""

import sys
from functools import cache

from knowledge.embedders.sentence_transformers import load_model
from knowledge.settings import PACKAGED_MODEL

dialled: list[tuple[str, str]] = []
_watching = False


def _note(event, arguments):
    if _watching and event in ("socket.connect", "socket.getaddrinfo"):
        dialled.append((event, str(arguments)))


@cache
def the_model():
    """Return the real embedder; `dialled` then holds what loading and a first question tried to reach."""
    global _watching
    sys.addaudithook(_note)
    _watching = True
    try:
        return load_model(PACKAGED_MODEL)
    finally:
        _watching = False
