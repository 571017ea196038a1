"""What only the administrator may do."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response
from starlette.concurrency import run_in_threadpool

from api.auth import KeyScope
from api.describe import BEARER, TOKEN, refusals
from api.front import Behind, needs
from api.negotiate import Form
from api.present import present_index
from api.problems import GUIDE_BROKEN, REINDEX_RUNNING, Refusal
from api.schemas import IndexObject
from infra.files import LockHeldError
from knowledge.problem import GuideError, Problem

router = APIRouter(prefix="/v1/admin", tags=["operators"])
MOST_SHOWN = 5


@router.post(
    "/reindex",
    operation_id="reindex",
    summary="Build a new generation and switch to it",
    response_model=IndexObject,
    responses=refusals(*TOKEN, REINDEX_RUNNING, GUIDE_BROKEN),
    dependencies=[Depends(needs(KeyScope.ADMIN))],
    openapi_extra=BEARER,
)
async def reindex(front: Behind) -> Response:
    """Read the guides again and report what changed; questions are answered from the old generation meanwhile."""
    if front.reindexing.locked():
        raise _running()
    async with front.reindexing:
        try:
            report = await run_in_threadpool(front.library.reindex)
        except LockHeldError:
            raise _running() from None
        except GuideError as error:
            raise Refusal(GUIDE_BROKEN, " ".join(_shown(problem) for problem in error.problems[:MOST_SHOWN])) from None
    return Response(present_index(report).model_dump_json(), media_type=Form.JSON)


def _running() -> Refusal:
    return Refusal(REINDEX_RUNNING, headers={"Retry-After": "10"})


def _shown(problem: Problem) -> str:
    """Name the file without its folders: where a server keeps its files is nobody's business."""
    return f"{problem.path.name}:{problem.line}: {problem.message}"
