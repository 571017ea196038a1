"""Which web pages may call (CORS): exact origins, no cookies."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from api.problems import ORIGIN_REFUSED
from api.refuse import problem_response
from api.settings import ApiSettings

METHODS = ("GET", "POST", "DELETE")
REQUEST_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "If-None-Match")
RESPONSE_HEADERS = ("Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID", "ETag")


class Origins(CORSMiddleware):
    """Starlette's CORS with our list, and a problem where it refuses."""

    def __init__(self, app: ASGIApp, settings: ApiSettings) -> None:
        super().__init__(
            app,
            allow_origins=settings.allowed_origins,
            allow_methods=METHODS,
            allow_headers=REQUEST_HEADERS,
            expose_headers=RESPONSE_HEADERS,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a preflight request; a refused one names no origin."""
        response = super().preflight_response(request_headers)
        if response.status_code != 200:
            return problem_response(ORIGIN_REFUSED, headers={"Vary": response.headers["Vary"]})
        return Response(status_code=204, headers=_without_body(response))


def _without_body(response: Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if not name.startswith("content-")}
