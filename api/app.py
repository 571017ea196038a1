"""The application: routes, layers and the life of what stands behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import Route

from api import refuse
from api.boundary import Boundary
from api.describe import describe
from api.factory import build_front, running
from api.hosts import AllowedHosts
from api.limits import BodyLimit
from api.mcp import PATH, Mcp
from api.origins import Origins
from api.ratelimit import RateLimit
from api.routes import (
    admin,
    assist,
    chat,
    conversations,
    events,
    explanation,
    feedback,
    handoff,
    insights,
    insights_page,
    notify,
    openai,
    operations,
    pages,
    panel,
    queue,
    replies,
    search,
    session,
    slack,
    status,
    suggest,
    widget,
)
from api.settings import Settings, read_settings
from api.version import version
from infra.telemetry import Log, build_log, explain_error

# A stop takes five seconds at most: this, the drain of open answers, and the last bytes of their streams.
CLOSE_SECONDS = 1.0
ROUTES = (
    chat,
    status,
    conversations,
    handoff,
    notify,
    feedback,
    search,
    admin,
    operations,
    pages,
    panel,
    widget,
    slack,
    openai,
    session,
    assist,
    replies,
    queue,
    suggest,
    explanation,
    insights,
    insights_page,
    events,
)


def create_app(settings: Settings | None = None, log: Log | None = None) -> FastAPI:
    """Return the application; the environment is read unless settings are given. Raises SettingsError."""
    settings = settings or read_settings()
    log = log or build_log(level=settings.api.log_level)
    front = build_front(settings, log)
    mcp = Mcp(front)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with running(front, CLOSE_SECONDS), mcp.running():
                app.state.first_admin_token = await front.gate.first_admin_token()
                yield
        except Exception as error:
            log.error("broken", **explain_error(error))
            raise

    app = FastAPI(
        title="Signpost",
        version=version(),
        description="What the troubleshooting guide says, joined with what the live status page says.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.front = front
    for module in ROUTES:
        app.include_router(module.router)
    app.router.routes.append(Route(PATH, mcp, methods=["GET", "POST", "DELETE"], include_in_schema=False))
    refuse.install(app)
    describe(app)
    # Added from the inside out: the last one sees a request first.
    app.add_middleware(BodyLimit)
    app.add_middleware(RateLimit, settings=settings.api, log=log)
    app.add_middleware(AllowedHosts, settings=settings.api)
    app.add_middleware(Origins, settings=settings.api)
    app.add_middleware(Boundary, settings=settings.api, log=log, metrics=front.metrics)
    return app
