"""Wires the room: which embedder, and the library over it."""

from __future__ import annotations

from pathlib import Path

from knowledge.embedders.hashing import HashingEmbedder
from knowledge.library import Library
from knowledge.ports import Embedder
from knowledge.settings import KnowledgeSettings

HASHING = "hashing"


def build_embedder(settings: KnowledgeSettings) -> Embedder:
    """Return the embedder that KNOWLEDGE_EMBEDDING_URL or KNOWLEDGE_MODEL names; a model takes seconds to load.

    Raises ModelUnavailableError.
    """
    if settings.embedding_url:
        from knowledge.embedders.served import Served, ServedEmbedder

        key = settings.embedding_key.get_secret_value() if settings.embedding_key else ""
        prefixes = settings.embedding_query_prefix, settings.embedding_text_prefix
        return ServedEmbedder(Served(settings.embedding_url, settings.embedding_model, key, *prefixes))
    if settings.model == HASHING:
        return HashingEmbedder()
    from knowledge.embedders.sentence_transformers import load_model

    return load_model(settings.model)


def build_library(settings: KnowledgeSettings, data_dir: Path) -> Library:
    """Return the library, not started: nothing is read or loaded yet."""
    return Library(settings, data_dir, lambda: build_embedder(settings))
