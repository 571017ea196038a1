"""The guide as a LangChain retriever, so that others can plug it into chains of their own."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.library import Library
from knowledge.models import Hit


class GuideRetriever(BaseRetriever):
    """Finds the sections of the guide for a question, in a language, best first, as the assistant itself does.

    A document's text is the section's; its metadata holds chunk_id, article, section, title, kind, score (0 to 1),
    url and generation. The library must have been started; before its model is there keywords answer.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 4
    language: str = "en"

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        results = self.library.current().search(query, k=self.k, language=self.language)
        return [_document(hit, results.generation) for hit in results.hits]


def _document(hit: Hit, generation: str) -> Document:
    chunk = hit.chunk
    return Document(
        id=f"{chunk.language}/{chunk.id}",
        page_content=chunk.text,
        metadata={
            "chunk_id": chunk.id,
            "article": chunk.article,
            "section": chunk.section,
            "title": chunk.title,
            "kind": str(chunk.kind),
            "score": hit.score,
            "url": chunk.url,
            "generation": generation,
        },
    )
