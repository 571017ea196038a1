"""Idempotency-Key: the same request, sent again, has the effect and the result of the first one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import BaseModel
from starlette.requests import Request

from api.client import client_address
from api.problems import KEY_IN_FLIGHT, KEY_MALFORMED, KEY_MISMATCH, Refusal
from api.sessions import COOKIE
from api.settings import Network
from bot.ports import Claims
from bot.records import Claim, ClaimState

_KEY = re.compile(r"[\x21-\x7e]{16,200}")
RETRY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Once:
    """One request's hold on its key; without a key, or with one that is done, settling it does nothing."""

    store: Claims
    claim: Claim | None = None

    @property
    def replay(self) -> str | None:
        """Return the first result, when there is one."""
        return self.claim.response if self.claim else None

    async def finish(self, conversation_id: str | None, response: str) -> None:
        """Keep the result for a retry."""
        if self.claim and self.claim.state is ClaimState.NEW:
            await self.store.finish(self.claim, conversation_id, response)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Release the key when the work inside fails."""
        try:
            yield
        except BaseException:
            await self.release()
            raise

    async def release(self) -> None:
        """Give the key back after a failure, so that a retry is a new request."""
        if self.claim and self.claim.state is ClaimState.NEW:
            await self.store.release(self.claim)


async def claim_key(request: Request, body: BaseModel, store: Claims, trusted: tuple[Network, ...]) -> Once:
    """Claim the request's key before any work. Raises Refusal: malformed, in flight, or used for another body."""
    given = request.headers.getlist("idempotency-key")
    if not given:
        return Once(store)
    if len(given) > 1 or not _KEY.fullmatch(given[0]):
        raise Refusal(KEY_MALFORMED)
    signed_in = request.cookies.get(COOKIE)
    client = request.headers.get("authorization") or signed_in or client_address(request.scope, trusted)
    # The path counts as part of the body: one key is one request to one call.
    told = f"{request.scope['path']}\n{body.model_dump_json()}"
    claim = await store.claim(_hash(given[0]), _hash(client), _hash(told), datetime.now(UTC))
    if claim.state is ClaimState.IN_FLIGHT:
        raise Refusal(KEY_IN_FLIGHT, headers={"Retry-After": str(RETRY_SECONDS)})
    if claim.state is ClaimState.OTHER_BODY:
        raise Refusal(KEY_MISMATCH)
    return Once(store, claim)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
