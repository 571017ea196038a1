"""Wires the room: which embedder, and the library over it."""

from __future__ import annotations

from pathlib import Path

from knowledge.embedders.hashing import HashingEmbedder
from knowledge.library import Library
from knowledge.ports import Embedder
from knowledge.settings import KnowledgeSettings

HASHING = "hashing"


def build_embedder(settings: KnowledgeSettings) -> Embedder:
    """Return the embedder that KNOWLEDGE_MODEL names. Raises ModelUnavailableError; a model takes seconds to load."""
    if settings.model == HASHING:
        return HashingEmbedder()
    from knowledge.embedders.sentence_transformers import load_model

    return load_model(settings.model)


def build_library(settings: KnowledgeSettings, data_dir: Path) -> Library:
    """Return the library, not started: nothing is read or loaded yet."""
    return Library(settings, data_dir, lambda: build_embedder(settings))
