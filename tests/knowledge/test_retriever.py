"""LangChain sees the guide as the assistant does, and the documented example runs."""

import re

import pytest

from knowledge.factory import build_library
from knowledge.retriever import GuideRetriever
from knowledge.settings import KnowledgeSettings
from tests.child import ROOT, run_script
from tests.knowledge.guides import write_guide


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    home = tmp_path_factory.mktemp("library")
    library = build_library(KnowledgeSettings(guides=write_guide(home / "guides"), model="hashing"), home / "data")
    library.reindex()
    yield library
    library.close()


def test_documents_carry_text_and_metadata_of_the_sections_found(library):
    document = GuideRetriever(library=library).invoke("wipe cookies")[0]
    assert document.page_content == "Old files make new pages fail. Remove cookies and cached files."
    assert document.id == "en/guide#clear-cache"
    score = document.metadata.pop("score")
    assert 0 < score <= 1
    assert document.metadata == {
        "chunk_id": "guide#clear-cache",
        "article": "guide",
        "section": "clear-cache",
        "title": "Clear your browser cache",
        "kind": "step",
        "url": "https://example.com/guide#clear-cache",
        "generation": library.current().id,
    }


def test_it_finds_what_the_search_finds_and_no_more_than_asked_for(library):
    found = GuideRetriever(library=library, k=2, language="de").invoke("reload the page or clear the cache")
    searched = library.current().search("reload the page or clear the cache", k=2, language="de").hits
    assert [document.metadata["chunk_id"] for document in found] == [hit.chunk.id for hit in searched]


async def test_it_can_be_awaited(library):
    assert (await GuideRetriever(library=library, k=1).ainvoke("vpn"))[0].metadata["section"] == "vpn"


def test_it_composes_with_other_runnables(library):
    chain = GuideRetriever(library=library, k=1) | (lambda documents: documents[0].metadata["section"])
    assert chain.invoke("what is a 502") == "meaning"


def test_the_documented_example_runs(tmp_path):
    example = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "langchain.md").read_text("utf-8"), re.DOTALL).group(1)
    done = run_script(example, KNOWLEDGE_MODEL="hashing", DATA_DIR=tmp_path / "data")
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all(re.fullmatch(r"chatgpt-bad-gateway#[a-z-]+ [01]\.\d+", line) for line in lines)
