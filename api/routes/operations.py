"""Health, metrics and versions: what operators and their machines ask."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from api.front import Behind, Front
from api.negotiate import Form
from api.schemas import ReadyObject, VersionObject
from api.version import version
from infra.telemetry import METRICS_TYPE
from status.models import Freshness, StatusReport

router = APIRouter(tags=["operators"])
CONTRACT = "v1"


@router.get("/livez", operation_id="livez", summary="Is the process alive?")
async def livez() -> dict[str, str]:
    """Answer, and depend on nothing: a broken database is no reason to restart us."""
    return {"state": "alive"}


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Is everything there?",
    response_model=ReadyObject,
    responses={503: {"model": ReadyObject, "description": "Still starting; questions are answered all the same."}},
)
async def readyz(front: Behind) -> Response:
    """Return the state of each part; 503 while the model still loads."""
    ready = await readiness(front)
    status = 503 if ready.state == "starting" else 200
    return Response(ready.model_dump_json(), status, media_type=Form.JSON)


@router.get("/metrics", operation_id="metrics", summary="Prometheus metrics", response_class=Response)
async def metrics(front: Behind) -> Response:
    """Return the metrics in Prometheus' text format."""
    ready, report = await readiness(front), await front.status.current(0.0)
    front.answers.note_parts(ready.state, report.age_seconds)
    return Response(front.metrics.exposition(), media_type=METRICS_TYPE)


@router.get("/version", operation_id="version", summary="Which release answers?", response_model=VersionObject)
async def which(front: Behind) -> Response:
    """Return the release, the contract it speaks and the generation it answers from."""
    shown = VersionObject(version=version(), contract=CONTRACT, generation=front.library.current().id)
    return Response(shown.model_dump_json(), media_type=Form.JSON)


async def readiness(front: Front) -> ReadyObject:
    """Gather what each part says of itself; waits for nothing."""
    library, report = front.library.state, await front.status.current(0.0)
    told = dict.fromkeys((*_status_trouble(report), *front.status.problems))
    troubles = {"database": " ".join(front.store.problems), "status_page": " ".join(told)}
    parts = {**library.parts, **{part: trouble or "ok" for part, trouble in troubles.items()}}
    state: Literal["starting", "ready", "degraded"] = library.word
    if state == "ready" and any(troubles.values()):
        state = "degraded"
    return ReadyObject(state=state, parts=parts)


def _status_trouble(report: StatusReport) -> tuple[str, ...]:
    if report.freshness is Freshness.FRESH:
        return ()
    return (report.reason or f"the status page was last read {report.age_seconds or 0:.0f} seconds ago",)
