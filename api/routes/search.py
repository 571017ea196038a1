"""What the guide says, for agents and for programs with a key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from starlette.concurrency import run_in_threadpool

from api.auth import KeyScope
from api.describe import BEARER, TOKEN, refusals
from api.front import Behind, needs
from api.negotiate import Form
from api.present import present_search
from api.problems import INVALID
from api.schemas import SearchObject, SearchQuery
from knowledge.library import Library
from knowledge.models import SearchResults

router = APIRouter(prefix="/v1", tags=["guide"])


@router.get(
    "/search",
    operation_id="search",
    summary="Search the guide",
    response_model=SearchObject,
    responses=refusals(*TOKEN, INVALID),
    dependencies=[Depends(needs(KeyScope.SEARCH, KeyScope.ASSIST))],
    openapi_extra=BEARER,
)
async def search(query: Annotated[SearchQuery, Query()], front: Behind) -> Response:
    """Return hits best first; the rejected ones travel along with their scores."""
    results = await run_in_threadpool(find, front.library, query)
    return Response(present_search(results).model_dump_json(), media_type=Form.JSON)


def find(library: Library, query: SearchQuery) -> SearchResults:
    """Search the current generation; keywords alone while there is no model."""
    vectors = library.embed([query.q])
    return library.current().search(
        query.q, k=query.k, language=query.language, vector=None if vectors is None else vectors[0]
    )
