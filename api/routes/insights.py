"""What the guide's owner sees: the picture, its tables, and gaps marked as covered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from starlette.concurrency import run_in_threadpool

from api.auth import KeyScope
from api.describe import BEARER, TOKEN, refusals
from api.front import Behind, needs
from api.insights_schemas import GapObject, InsightsObject, InsightsQuery, Table
from api.negotiate import Form
from api.present_insights import present_gap, present_insights
from api.problems import INVALID, UNKNOWN_GAP, Refusal
from api.tabulate import to_csv
from bot.insights.observatory import UnknownGap

router = APIRouter(
    prefix="/v1/insights",
    tags=["agents"],
    dependencies=[Depends(needs(KeyScope.ASSIST))],
)
PRIVATE = {"Cache-Control": "no-store"}


@router.get(
    "",
    operation_id="insights",
    summary="What the guide's owner learns",
    response_model=InsightsObject,
    responses=refusals(*TOKEN, INVALID),
    openapi_extra=BEARER,
)
async def insights(query: Annotated[InsightsQuery, Query()], front: Behind) -> Response:
    """Return outcomes, verdicts beside incidents, deflection, steps, votes, times, suggestions and gaps."""
    now = datetime.now(UTC)
    found = await front.observatory.report(query.days, now)
    shown = present_insights(found, front.warning.levels(now), front.library.current().guide.product)
    return Response(shown.model_dump_json(by_alias=True), media_type=Form.JSON, headers=PRIVATE)


@router.get(
    "/{table}.csv",
    operation_id="insights_table",
    summary="One table of it, for a spreadsheet",
    response_class=Response,
    responses=refusals(*TOKEN, INVALID) | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    openapi_extra=BEARER,
)
async def table(table: Table, query: Annotated[InsightsQuery, Query()], front: Behind) -> Response:
    """Return a table as CSV with a header."""
    found = await front.observatory.report(query.days, datetime.now(UTC))
    named = f'attachment; filename="signpost-{table}-{found.span.ends.date()}.csv"'
    text = await run_in_threadpool(to_csv, found, table)
    return Response(text, media_type="text/csv; charset=utf-8", headers={**PRIVATE, "Content-Disposition": named})


@router.post(
    "/gaps/{gap_id}/covered",
    operation_id="cover_gap",
    summary="Mark a gap as covered, and ask its questions again",
    response_model=GapObject,
    responses=refusals(*TOKEN, UNKNOWN_GAP),
    openapi_extra=BEARER,
)
async def cover(gap_id: Annotated[str, Path(description="gap_…")], front: Behind) -> Response:
    """Return the gap with what each of its questions gets now; nothing of that is kept as a conversation."""
    try:
        gap = await front.observatory.cover(gap_id, datetime.now(UTC))
    except UnknownGap:
        raise Refusal(UNKNOWN_GAP) from None
    return Response(present_gap(gap).model_dump_json(), media_type=Form.JSON, headers=PRIVATE)
