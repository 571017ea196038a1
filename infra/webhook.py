"""Posts signed messages to an operator's own address, by the Standard Webhooks specification (v1, HMAC-SHA256)."""

from __future__ import annotations

import base64
import binascii
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import httpx2

SECONDS = 10.0
PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a secret, by the specification
_log = logging.getLogger(__name__)


class Posted(StrEnum):
    """What came of a message: taken, to be tried again later, or never wanted again (410)."""

    TAKEN = "taken"
    LATER = "later"
    GONE = "gone"


def is_secret(text: str) -> bool:
    """Tell whether a text is a secret of the specification: 24 to 64 bytes in base64, `whsec_` in front or not."""
    try:
        return SHORTEST <= len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) <= LONGEST
    except (binascii.Error, ValueError):
        return False


class Webhook:
    """One address and its secret. A message keeps its id when it is sent again, so that receivers can drop repeats."""

    def __init__(self, url: str, secret: str, seconds: float = SECONDS) -> None:
        self._url = url
        self._secret = secret
        self._seconds = seconds

    async def post(self, message_id: str, at: datetime, message: Mapping[str, Any]) -> Posted:
        """Post one message, `at` being the moment of sending (UTC). Never raises for what the receiver does."""
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        try:
            async with httpx2.AsyncClient(timeout=self._seconds, follow_redirects=False, trust_env=False) as client:
                reply = await client.post(self._url, content=body.encode(), headers=self._headers(message_id, at, body))
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            _log.warning("the webhook could not be reached")
            return Posted.LATER
        if reply.status_code == 410:
            return Posted.GONE
        return Posted.TAKEN if reply.is_success else Posted.LATER

    def _headers(self, message_id: str, at: datetime, body: str) -> dict[str, str]:
        from standardwebhooks.webhooks import Webhook as Signer

        return {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Signer(self._secret).sign(message_id, at, body),
        }
