"""What tests of the library ask it, wait for and give it to index."""

import time

from knowledge.ports import ModelUnavailableError
from tests.knowledge.guides import SECTIONS

DEADLINE = 60  # seconds; far more than anything here takes
OTHER = {**SECTIONS, "wipe": ("Wipe the cookies", "Cookies are wiped here.", ("wipe cookies", "wipe all cookies"))}


def until(condition):
    """Wait for something that happens in the background."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def first(library, query="wipe cookies"):
    """Return the section that a question finds first."""
    hits = library.current().search(query).hits
    return hits[0].chunk.section if hits else None


def no_model():
    """Stand for a model that cannot be loaded."""
    raise ModelUnavailableError("The embedding model is damaged.")
