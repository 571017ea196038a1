"""What the environment says about the guide, the model and the vector store (KNOWLEDGE_*)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SHIPPED_GUIDES = Path(__file__).resolve().parent / "guides"
PACKAGED_MODEL = "all-MiniLM-L6-v2"
EMBEDDED_STORE = "embedded:"


class KnowledgeSettings(BaseSettings):
    """Which files are the guide, which model embeds them, and where the vectors are searched.

    `guides` are files and folders, separated by the system's path separator or by commas. `model` is a
    sentence-transformers name or folder, or `hashing` for the embedder that needs none; with an `embedding_url` the
    vectors come from an OpenAI-compatible server instead. `baked` is what was the data directory of an earlier build,
    only read.
    """

    model_config = SettingsConfigDict(env_prefix="KNOWLEDGE_", env_ignore_empty=True, extra="ignore", frozen=True)

    guides: Annotated[tuple[Path, ...], NoDecode] = (SHIPPED_GUIDES,)
    model: str = PACKAGED_MODEL
    store_url: str = EMBEDDED_STORE
    baked: Path | None = None
    embedding_url: str = ""
    embedding_model: str = "default"
    embedding_key: SecretStr | None = None
    embedding_query_prefix: str = ""
    embedding_text_prefix: str = ""

    @field_validator("guides", mode="before")
    @classmethod
    def _paths(cls, value: Any) -> Any:
        if isinstance(value, Path):
            value = [value]
        if isinstance(value, str):
            value = [part.strip() for part in re.split(rf"[,{re.escape(os.pathsep)}]", value)]
        return tuple(Path(part).expanduser() for part in value if str(part)) or (SHIPPED_GUIDES,)

    @field_validator("embedding_url")
    @classmethod
    def _embedding(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc):
            raise PydanticCustomError("rule", "must be the address of an OpenAI-compatible server, http://host:port/v1")
        return value

    @field_validator("store_url")
    @classmethod
    def _store(cls, value: str) -> str:
        if value != EMBEDDED_STORE and not _is_server(value):
            raise PydanticCustomError("rule", "must be embedded: or the address of a Chroma server, http://host:port")
        return value.rstrip("/")


def _is_server(text: str) -> bool:
    """Tell whether this is scheme, host and port and nothing else; a password here would end up in a log."""
    try:
        parts = urlsplit(text)
        return bool(
            parts.scheme in ("http", "https")
            and parts.hostname
            and parts.port
            and "@" not in parts.netloc
            and not (parts.path.strip("/") or parts.query or parts.fragment)
        )
    except ValueError:
        return False
