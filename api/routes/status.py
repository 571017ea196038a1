"""What is true right now."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Response

from api.describe import refusals
from api.examples import STATUS
from api.front import Behind
from api.negotiate import Form, choose_language
from api.present import present_status
from api.schemas import StatusObject
from bot.wording import languages, status_summary

router = APIRouter(prefix="/v1", tags=["status"])
# Browsers may keep it for 5 seconds, a shared cache for 15: an outage's crowd then costs us one request in 15 s.
CACHE = "public, max-age=5, s-maxage=15"


@router.get(
    "/status",
    operation_id="status",
    summary="The current status report",
    response_model=StatusObject,
    responses={
        **refusals(),
        200: {"content": {Form.JSON.value: {"example": STATUS}}},
        304: {"description": "Nothing changed since that ETag."},
    },
)
async def current(
    front: Behind,
    if_none_match: Annotated[str, Header()] = "",
    accept_language: Annotated[str, Header(description="The language of the summary")] = "",
) -> Response:
    """Return what the status page says, all components; `affects_question` is null, since nobody asked one."""
    report = await front.status.current()
    language = choose_language(accept_language, languages())
    shown = present_status(report, status_summary(report, language))
    # Weak: the report's age goes on, and is not worth sending everything again for.
    lasting = language + shown.model_dump_json(exclude={"age_seconds", "summary"})
    digest = hashlib.sha256(lasting.encode()).hexdigest()[:32]
    headers = {"ETag": f'W/"{digest}"', "Cache-Control": CACHE, "Vary": "Accept-Language"}
    if digest in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(shown.model_dump_json(), headers=headers, media_type=Form.JSON)
