"""Everything a route may need, in one typed place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from api.auth import Gate, Identity, KeyScope, permit
from api.metrics import AnswerMetrics
from api.read import guard
from api.runs import Runs
from api.sessions import Sessions, by_cookie
from api.settings import ApiSettings
from api.tries import Tries
from bot.assistant import Assistant
from bot.conversations.fallback import FallbackStore
from bot.deliver import Courier
from bot.desk.desk import Desk
from bot.insights.observatory import Observatory
from bot.notify import Notifier
from bot.suggest import Suggester
from bot.warning import EarlyWarning
from bot.watch import Watch
from channels.assist.chatwoot import Chatwoot
from channels.assist.settings import AssistSettings
from infra.telemetry import Log, Metrics
from knowledge.library import Library
from status.board import StatusBoard

if TYPE_CHECKING:
    from channels.slack.slack import Slack


@dataclass(slots=True)
class Front:
    """The wired rooms behind the door, and the door's own memory.

    `loose` is set at the end, when the library's background work could not be stopped in time.
    """

    settings: ApiSettings
    library: Library
    status: StatusBoard
    store: FallbackStore
    assistant: Assistant
    gate: Gate
    runs: Runs
    metrics: Metrics
    answers: AnswerMetrics
    warning: EarlyWarning
    notifier: Notifier
    watch: Watch
    log: Log
    desk: Desk
    sessions: Sessions
    assist: AssistSettings
    suggester: Suggester
    tries: Tries
    observatory: Observatory
    contact_url: str = ""
    chatwoot: Chatwoot | None = None
    courier: Courier | None = None
    writes_by_model: bool = False
    slack: Slack | None = None
    reindexing: asyncio.Lock = field(default_factory=asyncio.Lock)
    loose: bool = False


def _front(request: Request) -> Front:
    front: Front = request.app.state.front
    return front


Behind = Annotated[Front, Depends(_front)]


def needs(*scopes: KeyScope) -> Callable[[Request, Front], Awaitable[Identity]]:
    """Return a dependency that lets a caller with one of these scopes pass, by token or signed in, and tells who."""
    wanted = frozenset(scopes)

    async def check(request: Request, front: Behind) -> Identity:
        # Asked for twice: by the route before it looks at the body, and by the framework afterwards.
        known: dict[frozenset[KeyScope], Identity] = request.scope.setdefault("signpost.identity", {})
        if wanted not in known:
            if by_cookie(request):
                known[wanted] = permit((await front.sessions.require(request)).identity, wanted)
            else:
                known[wanted] = await front.gate.require(request.headers, wanted)
        return known[wanted]

    return guard(check)


# An agent: a key with the scope `assist` (or `admin`), or somebody who signed in with one.
AgentOnly = Annotated[Identity, Depends(needs(KeyScope.ASSIST))]
