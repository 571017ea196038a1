"""What the environment may say about the guide, and what it may not."""

import os

import pytest
from pydantic import ValidationError

from knowledge.settings import PACKAGED_MODEL, SHIPPED_GUIDES, KnowledgeSettings

VARIABLES = ("KNOWLEDGE_GUIDES", "KNOWLEDGE_MODEL", "KNOWLEDGE_STORE_URL")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_without_settings_the_shipped_guides_and_the_packaged_model_serve():
    settings = KnowledgeSettings()
    assert (settings.guides, settings.model, settings.store_url) == ((SHIPPED_GUIDES,), PACKAGED_MODEL, "embedded:")
    assert (SHIPPED_GUIDES / "product.yaml").is_file()


@pytest.mark.parametrize("separator", [os.pathsep, ",", " , "])
def test_guides_are_listed_with_commas_or_as_paths_are(monkeypatch, tmp_path, separator):
    monkeypatch.setenv("KNOWLEDGE_GUIDES", f"{tmp_path}/a{separator}{tmp_path}/b.md")
    assert KnowledgeSettings().guides == (tmp_path / "a", tmp_path / "b.md")


@pytest.mark.parametrize("value", ["", " ", ","])
def test_an_empty_list_of_guides_means_the_shipped_ones(monkeypatch, value):
    monkeypatch.setenv("KNOWLEDGE_GUIDES", value)
    assert KnowledgeSettings().guides == (SHIPPED_GUIDES,)


@pytest.mark.parametrize("url", ["embedded:", "http://127.0.0.1:8001", "https://vectors.example.com:443/"])
def test_a_store_is_embedded_or_a_server(monkeypatch, url):
    monkeypatch.setenv("KNOWLEDGE_STORE_URL", url)
    assert KnowledgeSettings().store_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["http://host", "ftp://host:1", "chroma", "http://user:secret@host:1", "http://host:1/path", "http://host:99999"],
)
def test_any_other_store_is_refused_in_plain_words(monkeypatch, url):
    monkeypatch.setenv("KNOWLEDGE_STORE_URL", url)
    with pytest.raises(ValidationError, match="must be embedded: or the address of a Chroma server"):
        KnowledgeSettings()


def test_code_may_give_paths_as_they_are(tmp_path):
    assert KnowledgeSettings(guides=tmp_path).guides == KnowledgeSettings(guides=[tmp_path]).guides == (tmp_path,)
